"""Interactive curves against time, one zoom for all."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from filasse.output.run_result import RunResult
from filasse.plot.run_curves import HELD, RATIO, SPEED, limiting_speed, speeds, varying
from filasse.plot.style import COLOURS, readable_unit, time_unit

_GRID = "#e4e4e4"
_LEVEL: Any = {"dash": "dash", "color": "#777777", "width": 1}


class PagePanel(NamedTuple):
    """One panel.

    Attributes:
        column: Column of the series; after ``tip.``, one curve per tip.
        label: Label of the axis; {unit} stands for the column's, {limits} for what is told
            of speeds at their bound.
        scale: Factor on the column's values.
        part: Column of a part of the values, drawn beside them, and what it is.
    """

    column: str
    label: str
    scale: float = 1.0
    part: tuple[str, str] | None = None


PANELS = (
    PagePanel("tip.K_eq/K_c", "K / K<sub>c</sub>"),
    PagePanel("tip.length", "Length [µm]"),
    PagePanel("voltage", "Voltage [mV]", 1e3),
    PagePanel("current_density", "Current [mA/cm²]"),
    PagePanel(SPEED, "Speed [µm/s]{limits}"),
    PagePanel("tip.max_pressure", "Pressure [MPa]"),
    PagePanel("tip.dry_length", "Dry length [µm]"),
    PagePanel(
        "lithium_in_cracks", "Lithium in cracks [{unit}]", part=("dead_lithium", "dead lithium")
    ),
)
FOIL_PANELS = (
    PagePanel("anode.contact", "Contact [part]"),
    PagePanel("anode.deepest_void", "Deepest void [nm]"),
    PagePanel("anode.mouth_pressure", "Mouth pressure [MPa]"),
    PagePanel("anode.thickness", "Foil thickness [µm]"),
)
CONTACT_PANELS = (
    PagePanel("anode.contact", "Contact [part]"),
    PagePanel("anode.largest_void", "Widest void [µm]"),
)


def draw_curves(result: RunResult) -> go.Figure:
    """Draw the series against time, one zoom for all; with a foil also its contact and voids.

    Layers, leakage and cycles have panels of their own where they vary.

    Args:
        result: Run with at least one time step.
    """
    panels = PANELS + (FOIL_PANELS if result.has_foil else ())
    panels += CONTACT_PANELS if "anode.largest_void" in result.series else ()
    known = {panel.column for panel in panels}
    further = (panel for panel in varying(result) if panel.column not in known)
    panels += tuple(PagePanel(p.column, p.label, p.scale, p.part) for p in further)
    rows = -(-len(panels) // 2)
    figure = make_subplots(
        rows=rows, cols=2, shared_xaxes="all", vertical_spacing=0.15 / rows, horizontal_spacing=0.1
    )
    unit, length = time_unit(result.series["time"].max())
    limits = ", dashed: largest_speed" if limiting_speed(result) else ", gaps where unstable"
    for index, panel in enumerate(panels):
        row, column = divmod(index, 2)
        _draw(figure, result, panel, length, {"row": row + 1, "col": column + 1})
        own = readable_unit(result.series.attrs["units"].get(panel.column, ""))
        label = panel.label.replace("{unit}", own).replace("{limits}", limits)
        figure.update_yaxes(title_text=label, rangemode="tozero", row=row + 1, col=column + 1)
    figure.update_xaxes(hoverformat=".5~g")
    figure.update_xaxes(title_text=f"Time [{unit}]", row=rows)
    figure.update_layout(hoverdistance=-1)  # the nearest step, however far
    figure.add_hline(y=1.0, line=_LEVEL, row=1, col=1)
    return styled(figure, height=240 * rows)


def _draw(
    figure: go.Figure, result: RunResult, panel: PagePanel, length: float, place: dict[str, int]
) -> None:
    time = (result.series["time"] / length).to_numpy()
    curve = go.Scattergl if len(time) > 20000 else go.Scatter
    for index, (column, look) in enumerate(_curves(result, panel)):
        values = speeds(result, column) if panel.column == SPEED else result.series[column]
        trace = curve(
            x=time,
            y=(values * panel.scale).to_numpy(),
            meta=column,
            line={"color": COLOURS[index % len(COLOURS)], "width": 1.6},
            hovertemplate="%{y:.5~g}",
            **look,
        )
        figure.add_trace(trace, **place)
    if panel.column == SPEED and (limit := limiting_speed(result)) is not None:
        figure.add_hline(y=limit, line=_LEVEL, **place)


def _curves(result: RunResult, panel: PagePanel) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the columns of a panel, and how their curves stand in the legend."""
    if panel.column.startswith("tip."):
        for name in result.tips:
            is_shown = len(result.tips) > 1 and panel is PANELS[0]
            look = {"name": name, "legendgroup": name, "showlegend": is_shown}
            yield panel.column.replace("tip", name, 1), look
        if panel.column == RATIO:
            yield from _held(result)
        return
    yield panel.column, {"name": "cell", "showlegend": False}
    if panel.part is not None and result.series[panel.part[0]].any():
        yield panel.part[0], {"name": panel.part[1], "showlegend": True}


def _held(result: RunResult) -> Iterator[tuple[str, dict[str, Any]]]:
    """K where fronts are held up, as points of the colours of their curves."""
    for number, name in enumerate(result.tips):
        column, colour = f"{name}.{HELD}", COLOURS[number % len(COLOURS)]
        if column in result.series and result.series[column].any():
            look: dict[str, Any] = {"name": f"{name}, held up", "mode": "markers"}
            marker = {"color": colour, "symbol": "circle-open", "size": 5}
            yield column, look | {"marker": marker, "legendgroup": name, "showlegend": True}


def styled(figure: go.Figure, height: int) -> go.Figure:
    """Return the figure with the look of the page.

    Args:
        figure: Any figure; it is changed.
        height: Its height [px].
    """
    axis = {"gridcolor": _GRID, "zerolinecolor": _GRID, "linecolor": "#999999", "ticks": "outside"}
    figure.update_xaxes(**axis)
    figure.update_yaxes(**axis)
    figure.update_layout(
        height=height,
        hovermode="x unified",
        margin={"l": 70, "r": 20, "t": 30, "b": 50},
        paper_bgcolor="white",
        plot_bgcolor="white",
        font={"family": "system-ui, sans-serif", "size": 13},
    )
    return figure


def embed(figure: go.Figure, name: str) -> str:
    """Return the figure as a piece of HTML; the page brings plotly's script.

    Args:
        figure: Figure to show.
        name: Its id in the page.
    """
    options: dict[str, Any] = {"displaylogo": False, "responsive": True}
    html: str = figure.to_html(
        options, auto_play=False, include_plotlyjs=False, full_html=False, div_id=name
    )
    return html
