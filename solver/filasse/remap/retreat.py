"""Advances made shorter, or longer, afterwards: when the current switches, or beside other tips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.state import History
from filasse.fem.crack_grid import FilmGrid, TipSite
from filasse.remap.detached import Detached


def may_be_drawn_back(cracks: SlabGeometry, grid: FilmGrid, history: History) -> bool:
    """Whether the tips that have just set out did so into the open, along their last straight part.

    What a tip has met or joined, or where it has branched, is told by then and stays.
    """
    tips = set_out(grid, history)
    return bool(tips) and all(is_free(cracks, grid, tip, history) for tip in tips)


def drawn_back(
    cracks: SlabGeometry, grid: FilmGrid, detached: Detached, parts: Mapping[str, float]
) -> tuple[SlabGeometry, Detached]:
    """The geometry and the state with a part only of the advances that tips have just made.

    Args:
        cracks: the geometry.
        grid: its film grid.
        detached: the state just after the advances.
        parts: of them, by name of the tip; all of those that are not named.
    """
    history, shifts = detached.history, np.zeros(len(grid.names))
    advanced, nearer = dict(history.advanced), dict[str, float]()
    for tip in set_out(grid, history):
        last, end = advanced[tip.name], path_end(grid, tip)
        if tip.name not in parts:
            continue
        back = (1 - parts[tip.name]) * last.length
        path = _shortened(cracks.cracks[tip.crack], end, back)
        nearer[tip.name] = back
        cracks = cracks.with_crack(tip.crack, path)
        shifts[tip.crack] -= back if end == 0 else 0.0
        advanced[tip.name] = replace(last, length=last.length - back, gone=last.gone - back)
    history = replace(history, advanced=advanced, crept=_nearer(history.crept, nearer))
    trail = detached.earlier.each(lambda e: replace(e, crept=_nearer(e.crept, nearer)))
    detached = replace(detached, history=history, earlier=trail, tries=detached.tries + 1)
    return cracks, detached.shifted(shifts)


def _nearer(crept: Mapping[str, float], by: Mapping[str, float]) -> dict[str, float]:
    """How far tips count as having crept whose cracks end so much earlier [m]."""
    return {name: way + by.get(name, 0.0) for name, way in crept.items()}


def set_out(grid: FilmGrid, history: History) -> list[TipSite]:
    """The tips that have set out just now."""
    latest = ((tip, history.advanced.get(tip.name)) for tip in grid.tips)
    return [tip for tip, last in latest if last is not None and last.time == history.time]


def is_free(cracks: SlabGeometry, grid: FilmGrid, tip: TipSite, history: History) -> bool:
    """Whether a tip can be drawn back by its last advance."""
    path, end, last = cracks.cracks[tip.crack], path_end(grid, tip), history.advanced[tip.name]
    leads_on = path.into_pore or path.into_branch if end == -1 else path.from_pore or path.mouth
    inner = path.points[-2] if end == -1 else path.points[1]
    straight = float(np.linalg.norm(np.subtract(path.points[end], inner)))
    return not leads_on and end not in path.blocked and straight > last.length * (1 - 1e-9)


def _shortened(path: CrackPath, end: int, back: float) -> CrackPath:
    """A path that ends earlier [m] on its last, or first, straight part."""
    points = list(path.points)
    tip, inner = np.array(points[end]), np.array(points[-2] if end == -1 else points[1])
    way = (inner - tip) / np.linalg.norm(inner - tip)
    x, y = tip + back * way
    points[end] = (float(x), float(y))
    return replace(path, points=tuple(points))


def path_end(grid: FilmGrid, tip: TipSite) -> int:
    """Which end of its crack's path a tip is: 0 or -1."""
    return -1 if tip.node == grid.nodes_of(tip.crack)[-1] else 0
