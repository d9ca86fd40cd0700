"""Checks of slabs with a depth: what they do not take yet, and cracks that fit in space."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.flaws_section import FlawSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.interface_section import InterfaceSection
from filasse.config.sections.numerics_section import MeshSection

CELLS_PER_RADIUS = 5  # K is then right to 1 %; a tenth of the radius gives 0.3 %
FINEST_TIP_PER_RADIUS = 1 / 100  # some ten thousand vertices on the crack: no machine holds that
LONGEST_ASPECT = 10.0  # of half mouth and length: sharper ends are finer than the front's cells
ON_PLANE = 1e-9  # how far flaws may be off a plane of symmetry, over the slab or in rad
MOST_GRAINS = 20_000  # what the mesher draws in space; more take minutes
STEEPEST = math.radians(80.001)  # the mesher keeps a twentieth of a cell off the anode

_PLANE = "or delete geometry.depth"


def _refused(key: tuple[str | int, ...], remedy: str) -> Finding:
    return Finding(key, "cannot be simulated in a slab with a depth", f"{remedy}, {_PLANE}")


def _plain_slab(geometry: GeometrySection) -> Iterator[Finding]:
    """Of what a slab can hold, one with a depth takes flaws and grains."""
    if geometry.random_flaws is not None:
        yield _refused(("geometry", "random_flaws"), "give geometry.flaws one by one")
    for name in ("pores", "placed_pores", "notches", "image"):
        if getattr(geometry.inside, name):
            yield _refused(("geometry", "microstructure", name), "delete it")
    if geometry.regions:
        yield _refused(("geometry", "regions"), "delete them")
    if geometry.mesh_file is not None:
        yield _refused(("geometry", "mesh_file"), "give width, thickness and flaws instead")
    for number, flaw in enumerate(geometry.flaws):
        if flaw.path:
            remedy = "give position, length and angle instead"
            yield _refused(("geometry", "flaws", number, "path"), remedy)


def _even_electrolyte(electrolyte: ElectrolyteSection) -> Iterator[Finding]:
    for name in ("cleavage", "leakage", "regions"):
        if getattr(electrolyte, name):
            yield _refused(("electrolyte", name), "delete it")
    if electrolyte.scatter is not None and electrolyte.scatter.modulus > 0.0:
        yield _refused(("electrolyte", "scatter", "modulus"), "delete it")


def _reservoir(anode: AnodeSection) -> Iterator[Finding]:
    if not anode.about.in_space:
        yield _refused(("anode", "kind"), "choose reservoir")


def _even_interface(interface: InterfaceSection) -> Iterator[Finding]:
    if interface.patches:
        yield _refused(("interface", "patches"), "delete them")
    for name in ("interphase", "coating", "spots", "lithium_grains"):
        if getattr(interface, name) is not None:
            yield _refused(("interface", name), "delete it")


def _flaws_inside(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    for number, flaw in enumerate(geometry.flaws):
        if not flaw.path:
            key = ("geometry", "flaws", number)
            yield from _flaw_inside(geometry, flaw, mesh, key)


def _flaw_inside(
    geometry: GeometrySection, flaw: FlawSection, mesh: MeshSection, key: tuple[str | int, ...]
) -> Iterator[Finding]:
    extents = (
        ("x", "position", "wide", geometry.width),
        ("z", "z", "deep", geometry.depth or 0.0),
    )
    for axis, (name, place, word, size) in enumerate(extents):
        middle = (flaw.position, geometry.z_of(flaw))[axis]
        low, high = _reach(flaw, axis)
        gap = min(middle + low, size - middle - high)
        if not 0.0 < middle < size:
            message = f"is outside the slab, which is {um(size)} {word}"
            yield Finding((*key, place), message, "move the flaw inside")
        elif gap <= 0.0:
            far = middle + (low if middle + low <= 0.0 else high)
            message = f"takes the crack to {name} = {um(far)}, outside 0 to {um(size)}"
            remedy = f"make the flaw smaller, turn or move it, or make the slab {word}er"
            yield Finding((*key, _cause(flaw, axis)), message, remedy.replace("wideer", "wider"))
        elif gap < mesh.tip:
            message = f"is only {um(gap)} from a side, closer than mesh.tip = {um(mesh.tip)}"
            yield Finding(key, message, "move it, or reduce mesh.tip")
    if flaw.height is not None:
        yield from _buried_inside(geometry, flaw, flaw.height, mesh, key)
    elif flaw.length * math.cos(flaw.angle) >= geometry.thickness:
        message = f"takes the front to the counter electrode at {um(geometry.thickness)}"
        yield Finding((*key, "length"), message, "shorten the flaw or thicken the slab")


def _buried_inside(
    geometry: GeometrySection,
    flaw: FlawSection,
    height: float,
    mesh: MeshSection,
    key: tuple[str | int, ...],
) -> Iterator[Finding]:
    """A buried crack keeps a cell between itself and both electrodes."""
    rise = flaw.length * abs(math.cos(flaw.angle))
    to_anode, to_counter = height - rise, geometry.thickness - height - rise
    for gap, what in ((to_anode, "the anode"), (to_counter, "the counter electrode")):
        if gap < mesh.tip:
            message = (
                f"takes the front to {what}" if gap <= 0.0 else f"is only {um(gap)} from {what}"
            )
            message += f"; a buried crack keeps mesh.tip = {um(mesh.tip)} from it"
            yield Finding((*key, "height"), message, "move it, or make the flaw smaller")


def room(geometry: GeometrySection, flaw: FlawSection) -> float:
    """Least distance of a flaw from the four sides of a slab with a depth [m]."""
    middles = (flaw.position, geometry.z_of(flaw))
    sizes = (geometry.width, geometry.depth or 0.0)
    reaches = (_reach(flaw, axis) for axis in (0, 1))
    return min(
        min(middle + low, size - middle - high)
        for middle, size, (low, high) in zip(middles, sizes, reaches, strict=True)
    )


def _reach(flaw: FlawSection, axis: int) -> tuple[float, float]:
    """How far the front reaches along x (0) or z (1) from the middle of the mouth [m]."""
    level, up = _axes(flaw)
    along, across = flaw.half_mouth * level[2 * axis], flaw.length * up[2 * axis]
    far = math.hypot(along, across)
    if flaw.height is not None:
        return -far, far
    high = far if across > 0.0 else abs(along)
    low = far if across < 0.0 else abs(along)
    return -low, high


def _axes(flaw: FlawSection) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Unit vectors along the mouth, and along the crack away from the anode."""
    sine, cosine = math.sin(flaw.azimuth), math.cos(flaw.azimuth)
    lean = math.sin(flaw.angle)
    return (sine, 0.0, cosine), (lean * cosine, math.cos(flaw.angle), -lean * sine)


def _cause(flaw: FlawSection, axis: int) -> str:
    """The key that makes a flaw reach far along x (0) or z (1)."""
    level, up = _axes(flaw)
    by_mouth = abs(flaw.half_mouth * level[2 * axis]) >= abs(flaw.length * up[2 * axis])
    return "half_width" if by_mouth and flaw.half_width is not None else "length"


def _flaws_apart(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    flaws = [(number, flaw) for number, flaw in enumerate(geometry.flaws) if not flaw.path]
    for (_, one), (second, other) in combinations(flaws, 2):
        gap = gap_between(geometry, one, other)
        key, remedy = ("geometry", "flaws", second), "move or turn one of the two"
        if gap < TOUCHING * mesh.tip:
            yield Finding(key, f"crosses or touches {one.name}", remedy)
        elif gap < mesh.tip:
            message = f"is only {um(gap)} from {one.name}, closer than mesh.tip = {um(mesh.tip)}"
            yield Finding(key, message, f"{remedy}, or reduce mesh.tip")


TOUCHING = 0.01  # of mesh.tip: chords of the fronts leave them by less
CORNERS = 64  # of the polygon that stands for a crack: it leaves the ellipse by 0.1 % of its size
WEIGHT = 1e3  # of the condition that weights add up to 1, over that of the distance


def gap_between(geometry: GeometrySection, one: FlawSection, other: FlawSection) -> float:
    """Least distance [m] of two flat cracks, as that of the convex hulls of their fronts."""
    middles = [(flaw.position, flaw.height or 0.0, geometry.z_of(flaw)) for flaw in (one, other)]
    reach = [max(flaw.length, flaw.half_mouth) for flaw in (one, other)]
    apart = math.dist(*middles) - sum(reach)
    if apart > 0.0:
        return apart
    import numpy as np  # costs a moment: only when flaws are near each other
    from scipy.optimize import nnls

    scale = max(reach)
    fronts = [np.array(_front(geometry, flaw)).T / scale for flaw in (one, other)]
    ones, none = np.full(CORNERS + 1, WEIGHT), np.zeros(CORNERS + 1)
    rows = [np.hstack([fronts[0], -fronts[1]]), np.hstack([ones, none]), np.hstack([none, ones])]
    weights, _ = nnls(np.vstack(rows), np.array([0.0, 0.0, 0.0, WEIGHT, WEIGHT]))
    return scale * float(np.linalg.norm(rows[0] @ weights))


def _front(geometry: GeometrySection, flaw: FlawSection) -> list[tuple[float, ...]]:
    """Points of a front [m]."""
    level, up = _axes(flaw)
    middle = (flaw.position, flaw.height or 0.0, geometry.z_of(flaw))
    turn = math.pi if flaw.height is None else 2 * math.pi
    turns = [turn * part / CORNERS for part in range(CORNERS + 1)]
    parts = [(flaw.half_mouth * math.cos(t), flaw.length * math.sin(t)) for t in turns]
    return [
        tuple(m + u * a + v * b for m, a, b in zip(middle, level, up, strict=True))
        for u, v in parts
    ]


def _shapes(geometry: GeometrySection) -> Iterator[Finding]:
    for number, flaw in enumerate(geometry.flaws):
        if flaw.height is None and abs(flaw.angle) > STEEPEST:
            message = "leaves too thin a wedge to mesh between the crack and the anode"
            remedy = "lean it by 80 deg at most"
            yield Finding(("geometry", "flaws", number, "angle"), message, remedy)
        aspect = flaw.half_mouth / flaw.length
        if max(aspect, 1 / aspect) <= LONGEST_ASPECT or flaw.half_width is None:
            continue
        words = ("more", "shorter") if aspect > 1.0 else ("less", "longer")
        limit = flaw.length * (LONGEST_ASPECT if aspect > 1.0 else 1 / LONGEST_ASPECT)
        ends = "the mouth" if flaw.height is None else "the ellipse"
        message = f"is {words[0]} than {um(limit)}, so the ends of {ends} are too sharp to mesh"
        remedy = "at most ten times the length; " if aspect > 1.0 else "a tenth of the length; "
        remedy += "a cross-section without geometry.depth has an endless mouth"
        yield Finding(("geometry", "flaws", number, "half_width"), message, remedy)


def _tip_resolves_fronts(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    smallest = min((flaw.radius for flaw in geometry.flaws), default=None)
    if smallest is None:
        return
    if mesh.tip > smallest / CELLS_PER_RADIUS * (1 + 1e-9):
        message = f"is too coarse for the front of the smallest flaw, {um(smallest)} in radius"
        remedy = f"at most {um(smallest / CELLS_PER_RADIUS)}; {um(smallest / 10)} is usual"
        yield Finding(("mesh", "tip"), message, remedy)
    if mesh.tip < smallest * FINEST_TIP_PER_RADIUS * (1 - 1e-9):
        message = f"is absurdly fine for the front of the smallest flaw, {um(smallest)} in radius"
        yield Finding(("mesh", "tip"), message, f"{um(smallest / 10)} is usual")


def _fronts_have_room(
    geometry: GeometrySection, growth: GrowthSection, mesh: MeshSection
) -> Iterator[Finding]:
    """The mesher keeps fronts off the sides by a part of a cell, and would end the run there."""
    if geometry.flaws and growth.short_circuit_distance < mesh.tip * (1 - 1e-9):
        message = f"is less than a cell along the fronts, mesh.tip = {um(mesh.tip)}, which come "
        message += "that near to the counter electrode and the sides"
        remedy = f"at least {um(mesh.tip)}; {um(geometry.thickness / 10)} is usual"
        yield Finding(("growth", "short_circuit_distance"), message, remedy)


def _steps_are_short(geometry: GeometrySection, growth: GrowthSection) -> Iterator[Finding]:
    """How far each part goes follows from a first variation of K: a front cannot double at once."""
    smallest = min((flaw.radius for flaw in geometry.flaws), default=math.inf)
    if smallest < growth.step <= geometry.thickness - max(geometry.flaw_lengths, default=0.0):
        message = f"is longer than the smallest flaw, {um(smallest)} in radius"
        yield Finding(("growth", "step"), message, f"{um(smallest / 10)} is usual")


def _grains_can_be_drawn(geometry: GeometrySection) -> Iterator[Finding]:
    count = geometry.grain_count
    if count > MOST_GRAINS:
        assert geometry.grain_size is not None
        size = geometry.grain_size * math.cbrt(count / MOST_GRAINS)
        message = f"makes {count} grains, more than the {MOST_GRAINS} that slabs with a depth take"
        remedy = f"at least {um(1.01 * size)}, or a smaller slab"
        yield Finding(("geometry", "microstructure", "grains", "mean_size"), message, remedy)


def _halves_are_equal(geometry: GeometrySection) -> Iterator[Finding]:
    """A plane of symmetry cuts every flaw in its middle, across its mouth."""
    if geometry.symmetry == "none":
        return
    axis = 0 if geometry.symmetry == "x" else 1
    place, size, turn = (
        ("position", geometry.width, math.pi / 2),
        ("z", geometry.depth or 0.0, 0.0),
    )[axis]
    if geometry.inside.grains is not None:
        remedy = "delete geometry.symmetry, or the grains"
        yield Finding(("geometry", "symmetry"), "needs a slab without grains", remedy)
    for number, flaw in enumerate(geometry.flaws):
        key, middle = ("geometry", "flaws", number), (flaw.position, geometry.z_of(flaw))[axis]
        if flaw.height is not None:
            remedy = "delete it, or delete geometry.symmetry"
            yield Finding((*key, "height"), "makes a buried crack, which is not halved", remedy)
            continue
        if abs(middle - size / 2) > ON_PLANE * size:
            message = f"is off the plane of symmetry, {geometry.symmetry} = {um(size / 2)}"
            yield Finding((*key, place), message, "put it there, or delete geometry.symmetry")
        if abs(flaw.azimuth - turn) > ON_PLANE:
            message = f"leaves the mouth askew to the plane across {geometry.symmetry}"
            remedy = f"{math.degrees(turn):.0f} deg, or delete geometry.symmetry"
            yield Finding((*key, "azimuth"), message, remedy)


def _sizes_in_order(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    smallest = min(geometry.width, geometry.thickness, geometry.depth or math.inf)
    if mesh.far < mesh.tip:
        message = f"is smaller than mesh.tip = {um(mesh.tip)}, which must be the smallest"
        yield Finding(("mesh", "far"), message, "reduce mesh.tip, or enlarge this")
    if mesh.far > smallest:
        message = f"is larger than the smallest side of the slab, {um(smallest)}"
        yield Finding(("mesh", "far"), message, f"{um(smallest / 5)} is usual")


type Check = Callable[..., Iterator[Finding]]
SPACE: Sequence[tuple[tuple[str, ...], Check]] = (
    (("geometry",), _plain_slab),
    (("electrolyte",), _even_electrolyte),
    (("interface",), _even_interface),
    (("anode",), _reservoir),
    (("geometry", "mesh"), _flaws_inside),
    (("geometry", "mesh"), _flaws_apart),
    (("geometry",), _shapes),
    (("geometry", "mesh"), _tip_resolves_fronts),
    (("geometry", "mesh"), _sizes_in_order),
    (("geometry", "growth", "mesh"), _fronts_have_room),
    (("geometry", "growth"), _steps_are_short),
    (("geometry",), _grains_can_be_drawn),
    (("geometry",), _halves_are_equal),
)
"""In place of what `checks` looks at in a cross-section."""
