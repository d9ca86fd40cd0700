"""Checks of flaws against the slab, each other and the mesh."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.numerics_section import MeshSection

CELLS_PER_FLAW = 5  # coarsest flaw that still has a stress intensity worth the name
FINEST_TIP_PER_FLAW = 1e-5  # a thousandth of what is enough: a slip of the unit


def _flaws_inside(geometry: GeometrySection) -> Iterator[Finding]:
    for number, flaw in enumerate(geometry.flaws):
        key = ("geometry", "flaws", number)
        x = max((x for x, _ in flaw.points[1:]), key=lambda x: abs(x - geometry.width / 2))
        y = max(y for _, y in flaw.points)
        if flaw.position in (0.0, geometry.width):
            message = f"lies on a side of the slab, which is {um(geometry.width)} wide"
            remedy = "move the flaw inside; half a crack on a line of symmetry cannot be simulated"
            yield Finding((*key, "position"), message, remedy)
        elif not 0.0 < flaw.position < geometry.width:
            message = f"is outside the slab, which is {um(geometry.width)} wide"
            yield Finding((*key, "position"), message, "move the flaw inside")
        elif not 0.0 < x < geometry.width:
            message = f"puts the tip at x = {um(x)}, outside 0 to {um(geometry.width)}"
            yield Finding((*key, "length"), message, "shorten, straighten or move the flaw")
        if y >= geometry.thickness:
            message = f"takes the tip to the counter electrode at {um(geometry.thickness)}"
            yield Finding((*key, "length"), message, "shorten the flaw or thicken the slab")


def _names_differ(geometry: GeometrySection) -> Iterator[Finding]:
    names = [flaw.name for flaw in geometry.flaws]
    for number, name in enumerate(names):
        if name in names[:number]:
            message = "is the name of two flaws"
            yield Finding(("geometry", "flaws", number, "name"), message, "rename one of them")


def _gaps(geometry: GeometrySection) -> Iterator[tuple[str, int, float]]:
    """Name of a flaw, number of another, and how far apart they are [m]."""
    if len(geometry.flaws) < 2:
        return
    from shapely import LineString  # costs a moment: only when there are several flaws

    lines = [LineString(flaw.points) for flaw in geometry.flaws]
    for (first, line), (second, other) in combinations(enumerate(lines), 2):
        yield geometry.flaws[first].name, second, line.distance(other)


def _flaws_do_not_cross(geometry: GeometrySection) -> Iterator[Finding]:
    for name, number, gap in _gaps(geometry):
        if gap == 0.0:
            message = f"crosses or touches {name}"
            yield Finding(("geometry", "flaws", number), message, "move or turn one of the two")


def _flaws_apart(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    for name, number, gap in _gaps(geometry):
        if 0.0 < gap < mesh.tip:
            message = f"is only {um(gap)} from {name}, closer than the tip size {um(mesh.tip)}"
            remedy = "move or turn one of the two, or reduce mesh.tip"
            yield Finding(("geometry", "flaws", number), message, remedy)


def _flaws_off_the_sides(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    for number, flaw in enumerate(geometry.flaws):
        ends = [x for x, _ in flaw.points]
        gap = min(min(ends), geometry.width - max(ends))
        if 0.0 < gap < mesh.tip:
            message = f"is only {um(gap)} from a side, closer than the tip size {um(mesh.tip)}"
            yield Finding(("geometry", "flaws", number), message, "move it, or reduce mesh.tip")


def _tip_resolves_flaws(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    shortest = min(geometry.flaw_lengths, default=None)
    if shortest is None:
        return
    if mesh.tip > shortest / CELLS_PER_FLAW:
        message = f"is too coarse for the shortest flaw of {um(shortest)}"
        yield Finding(("mesh", "tip"), message, f"at most {um(shortest / CELLS_PER_FLAW)}")
    if mesh.tip < shortest * FINEST_TIP_PER_FLAW:
        message = f"is absurdly fine for the shortest flaw of {um(shortest)}"
        yield Finding(("mesh", "tip"), message, f"about {um(shortest / 100)} is enough")


type Check = Callable[..., Iterator[Finding]]
FLAWS: Sequence[tuple[tuple[str, ...], Check]] = (
    (("geometry",), _flaws_inside),
    (("geometry",), _names_differ),
    (("geometry",), _flaws_do_not_cross),
    (("geometry", "mesh"), _flaws_apart),
    (("geometry", "mesh"), _flaws_off_the_sides),
    (("geometry", "mesh"), _tip_resolves_flaws),
)
PLANE_FLAWS: Sequence[Check] = (
    *(_flaws_inside, _flaws_do_not_cross, _flaws_apart, _flaws_off_the_sides),
    _tip_resolves_flaws,
)
"""Those of cross-sections only."""
