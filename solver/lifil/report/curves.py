"""Interactive curves against time, one zoom for all."""

from typing import Any, NamedTuple

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from lifil.plot.style import COLOURS, time_unit
from lifil.post import RunResult

_GRID = "#e4e4e4"


class Panel(NamedTuple):
    """One panel.

    Attributes:
        column: Column of the series; after ``tip.``, one curve per tip.
        label: Label of the axis.
        scale: Factor on the column's values.
    """

    column: str
    label: str
    scale: float = 1.0


PANELS = (
    Panel("tip.K_eq/K_c", "K / K<sub>c</sub>"),
    Panel("tip.length", "Length [µm]"),
    Panel("voltage", "Voltage [mV]", 1e3),
    Panel("current_density", "Current [mA/cm²]"),
    Panel("tip.speed", "Speed [µm/s]"),
    Panel("tip.max_pressure", "Pressure [MPa]"),
)


def draw_curves(result: RunResult) -> go.Figure:
    """Draw K/K_c, length, voltage, current, speed and pressure against time.

    Args:
        result: Run with at least one time step.
    """
    figure = make_subplots(
        rows=3, cols=2, shared_xaxes="all", vertical_spacing=0.05, horizontal_spacing=0.1
    )
    unit, length = time_unit(result.series["time"].max())
    for index, panel in enumerate(PANELS):
        row, column = divmod(index, 2)
        _draw(figure, result, panel, length, {"row": row + 1, "col": column + 1})
        figure.update_yaxes(title_text=panel.label, rangemode="tozero", row=row + 1, col=column + 1)
    figure.update_xaxes(title_text=f"Time [{unit}]", row=3)
    figure.add_hline(y=1.0, line={"dash": "dash", "color": "#777777", "width": 1}, row=1, col=1)
    return styled(figure, height=720)


def _draw(
    figure: go.Figure, result: RunResult, panel: Panel, length: float, place: dict[str, int]
) -> None:
    names = result.tips if panel.column.startswith("tip.") else ("",)
    time = (result.series["time"] / length).to_numpy()
    for index, name in enumerate(names):
        column = panel.column.replace("tip", name, 1) if name else panel.column
        curve = go.Scattergl if len(time) > 20000 else go.Scatter
        trace = curve(
            x=time,
            y=(result.series[column] * panel.scale).to_numpy(),
            name=name or "cell",
            meta=column,
            legendgroup=name,
            showlegend=len(names) > 1 and panel is PANELS[0],
            line={"color": COLOURS[index % len(COLOURS)], "width": 1.6},
            hovertemplate="%{y:.5g}",
        )
        figure.add_trace(trace, **place)


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
