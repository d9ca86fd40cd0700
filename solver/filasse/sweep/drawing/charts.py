"""Interactive charts of a sweep; a clicked point tells the page its run."""

import html
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from filasse.plot.style import COLOURS
from filasse.report.interactive_curves import embed, styled
from filasse.sweep.statistics import critical_currents, current_column, hazard, weibull
from filasse.sweep.sweep_columns import OUTCOMES, SHOWN, grid_of, is_wide, label, numeric_keys

_HEIGHT = 460
_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.99)


class Chart(NamedTuple):
    """A chart in the page: its id, heading, one sentence about it, and the chart itself."""

    name: str
    title: str
    hint: str
    html: str


def charts(table: pd.DataFrame) -> list[Chart]:
    """Return the charts that fit a sweep.

    Args:
        table: its finished runs; without any there are no charts.
    """
    drawn = [
        ("results", "Results", "Choose a result; colours tell how a run ended.", draw_results),
        ("map", "Map", "Choose a result; what is left empty has none.", chart_map),
        (
            "all",
            "All values",
            "One line per run; drag along an axis to keep some.",
            chart_all,
        ),
        (
            "critical",
            "Critical current",
            "From the largest current without growth or short to the smallest with it.",
            chart_critical,
        ),
        (
            "weibull",
            "Weibull plot",
            "Runs without a short count as survivors; a Weibull distribution is a straight line.",
            chart_weibull,
        ),
    ]
    if table.empty:
        return []
    figures = [(name, title, hint, draw(table)) for name, title, hint, draw in drawn]
    return [
        Chart(name, title, hint, embed(figure, f"{name}-chart"))
        for name, title, hint, figure in figures
        if figure is not None
    ]


def draw_results(table: pd.DataFrame) -> go.Figure:
    """Draw a result of choice against every changed number, or against the number of the run."""
    keys = numeric_keys(table) or ["number"]
    table = table.assign(number=np.arange(1, len(table) + 1))
    figure = make_subplots(cols=len(keys), shared_yaxes=True, horizontal_spacing=0.04)
    owners: list[str] = []
    for result in SHOWN:
        for place, key in enumerate(keys):
            for outcome, colour in OUTCOMES.items():
                rows = table[table["reason"] == outcome]
                if not rows.empty:
                    trace = _points(rows, key, result, colour, outcome)
                    trace.showlegend = place == 0
                    figure.add_trace(trace, row=1, col=place + 1)
                    owners.append(result)
    styled(figure, _HEIGHT)
    for place, key in enumerate(keys):
        figure.update_xaxes(title_text=label(key), **_scale(table[key]), row=1, col=place + 1)
    _choose(figure, owners, table)
    return figure


def _points(rows: pd.DataFrame, key: str, result: str, colour: str, outcome: str) -> go.Scatter:
    return go.Scatter(
        x=rows[key].to_numpy(),
        y=rows[result].to_numpy(dtype=float),
        customdata=rows["run"].to_numpy(),
        mode="markers",
        marker={"color": colour, "size": 9},
        name=outcome.replace("_", " "),
        legendgroup=outcome,
        hovertemplate="%{customdata}<br>%{x:.4g}, %{y:.4g}",
        meta=f"{key}|{result}",
    )


def chart_map(table: pd.DataFrame) -> go.Figure | None:
    """Draw a result of choice over two changed numbers; None unless there are just two."""
    keys = numeric_keys(table)
    if len(keys) != 2:
        return None
    across, up = keys
    figure = go.Figure()
    for result, title in SHOWN.items():
        grid = grid_of(table, across, up, result)
        if grid is None:
            known = table[table[result].notna()]
            marker = {"color": known[result], "size": 12, "showscale": True}
            marker |= {"colorscale": "Viridis_r", "colorbar": {"title": title}}
            trace = _points(known, across, result, "", "runs")
            trace.update(y=known[up], marker=marker, text=known[result])
            trace.hovertemplate = "%{customdata}<br>%{text:.4g}"
        else:
            names = grid_of(table.assign(name=table["run"]), across, up, "name")
            trace = go.Heatmap(
                x=[f"{value:.4g}" for value in grid.columns],
                y=[f"{value:.4g}" for value in grid.index],
                z=grid.to_numpy(dtype=float),
                customdata=None if names is None else names.to_numpy(),
                colorscale="Viridis_r",
                colorbar={"title": title},
                texttemplate="%{z:.3g}",
                xgap=3,
                ygap=3,
                hovertemplate="%{customdata}<br>%{z:.4g}<extra></extra>",
                meta=result,
            )
        figure.add_trace(trace)
    styled(figure, _HEIGHT)
    kind = "category" if grid_of(table, across, up, "run") is not None else "-"
    scales = [{"type": kind} if kind == "category" else _scale(table[key]) for key in keys]
    figure.update_xaxes(title_text=label(across), showgrid=False, **scales[0])
    figure.update_yaxes(title_text=label(up), showgrid=False, **scales[1])
    figure.update_layout(hovermode="closest", showlegend=False)
    _choose(figure, list(SHOWN), table, axis=False)
    return figure


def chart_all(table: pd.DataFrame) -> go.Figure | None:
    """Draw every changed number and result as parallel axes; None with fewer than three keys."""
    keys = numeric_keys(table)
    if len(keys) < 3:
        return None
    columns = [*keys, *(result for result in SHOWN if table[result].notna().any())]
    axes = [
        {"label": SHOWN.get(key, label(key)), "values": table[key].to_numpy(dtype=float)}
        for key in columns
    ]
    order = list(OUTCOMES)
    line = {
        "color": [order.index(reason) for reason in table["reason"]],
        "colorscale": [[i / (len(order) - 1), OUTCOMES[name]] for i, name in enumerate(order)],
        "cmin": 0,
        "cmax": len(order) - 1,
    }
    figure = styled(go.Figure(go.Parcoords(dimensions=axes, line=line, labelangle=-15)), _HEIGHT)
    figure.update_layout(margin={"l": 80, "r": 60, "t": 110, "b": 30})
    return figure


def chart_critical(table: pd.DataFrame) -> go.Figure | None:
    """Draw the brackets of the critical current; None unless the current varies."""
    found = [item for item in critical_currents(table) if np.isfinite(item.low + item.high)]
    column = current_column(table)
    if not found or column is None:
        return None
    others = [key for key in numeric_keys(table) if key != column]
    numbers = len(others) == 1 and all(np.isfinite(item.value) for item in found)
    low, high = np.array([item.low for item in found]), np.array([item.high for item in found])
    middle = np.sqrt(low * high)
    figure = go.Figure(
        go.Scatter(
            x=[item.value if numbers else html.escape(item.name) for item in found],
            y=middle,
            error_y={"symmetric": False, "array": high - middle, "arrayminus": middle - low},
            customdata=[f"{item.low:.4g} to {item.high:.4g}" for item in found],
            hovertemplate="%{x}: %{customdata}<extra></extra>",
            mode="markers+lines" if numbers else "markers",
            line={"color": COLOURS[0], "dash": "dot", "width": 1},
            marker={"color": COLOURS[0], "size": 9},
            meta="critical",
        )
    )
    styled(figure, _HEIGHT)
    figure.update_xaxes(title_text=label(others[0]) if numbers else None)
    figure.update_yaxes(title_text=f"Critical c{label(column)[1:]}", rangemode="tozero")
    figure.update_layout(hovermode="closest")
    return figure


def chart_weibull(table: pd.DataFrame) -> go.Figure | None:
    """Draw times to short on Weibull paper; None with fewer than three of them."""
    found = weibull(table)
    if found is None:
        return None
    runs = table.dropna(subset=["time_to_short [s]"]).sort_values("time_to_short [s]")["run"]
    figure = go.Figure(
        go.Scatter(
            x=found.times,
            y=hazard(found.share),
            customdata=runs.to_numpy(),
            text=[f"{100 * share:.3g} %" for share in found.share],
            hovertemplate="%{customdata}<br>%{text} by %{x:.4g} s<extra></extra>",
            mode="markers",
            name="runs",
            marker={"color": COLOURS[0], "size": 9},
            meta="runs",
        )
    )
    if found.modulus is not None:
        name = f"modulus {found.modulus:.3g}, scale {found.scale:.3g} s"
        look: dict[str, Any] = {"mode": "lines", "line": {"color": COLOURS[1]}, "meta": "fit"}
        fit = found.fitted(found.times)
        figure.add_trace(go.Scatter(x=found.times, y=fit, name=name, hoverinfo="skip", **look))
    styled(figure, _HEIGHT)
    shares = np.array(_SHARES)
    figure.update_xaxes(title_text=SHOWN["time_to_short [s]"], type="log", dtick="D1")
    figure.update_yaxes(
        title_text="Share of runs with a short",
        tickvals=hazard(shares),
        ticktext=[f"{100 * share:g} %" for share in shares],
    )
    figure.update_layout(hovermode="closest", legend={"x": 0.02, "y": 0.98})
    return figure


def _scale(values: pd.Series) -> dict[str, Any]:
    """Return the scale of an axis; few values are its ticks."""
    seeds = str(values.name).endswith("seed")
    scale: dict[str, Any] = {"type": "log"} if is_wide(values) and not seeds else {}
    places = sorted(values.unique())
    if len(places) <= 8:
        scale |= {"tickvals": places, "ticktext": [f"{place:.4g}" for place in places]}
    return scale


def _choose(
    figure: go.Figure, owners: list[str], table: pd.DataFrame, *, axis: bool = True
) -> None:
    """Add the menu of results; those that no run has are left out.

    Args:
        figure: one trace per entry of `owners`.
        owners: result that each trace shows.
        table: runs.
        axis: whether the result is on the axis upwards, or only a colour.
    """
    known = [result for result in SHOWN if table[result].notna().any()]
    for trace, owner in zip(figure.data, owners, strict=True):
        trace.visible = owner == known[0] if known else False
    buttons = [
        {
            "label": SHOWN[result],
            "method": "update",
            "args": [
                {"visible": [owner == result for owner in owners]},
                {"yaxis.title.text": SHOWN[result]} if axis else {},
            ],
        }
        for result in known
    ]
    if axis and known:
        figure.update_yaxes(title_text=SHOWN[known[0]], col=1)
    place = {"x": 0.0, "xanchor": "left", "y": 1.04, "yanchor": "bottom"}
    figure.update_layout(hovermode="closest", updatemenus=[{"buttons": buttons, **place}])
    figure.update_layout(margin={"l": 70, "r": 20, "t": 60, "b": 50})
