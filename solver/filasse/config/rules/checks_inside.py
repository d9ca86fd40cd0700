"""Checks of grains, pores, regions and random flaws against the slab, the mesh and the growth."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from filasse.config.reading.input_files import ROUNDING, SIDES, file_size
from filasse.config.reading.mesh_summary import msh_summary
from filasse.config.rules.findings import Finding, um
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.geometry_section import RESERVED, GeometrySection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.numerics_section import MeshSection

GRAIN_PER_BAND = 3.0  # a grain keeps at least a third of its width between two bands
TIP_PER_BAND = 0.5  # coarsest mesh in which a tip still sees the band that it lies in
MOST_AT_JUNCTIONS = 0.11  # area fraction of pores that triple points of random grains hold
CRACKED = {"placed_pores": "a pore with `joined: true`", "notches": "a notch with `crack: 2 um`"}
NO_REGIONS = {"grain", "pore", "boundary"}  # phases of an image with a meaning of their own
_INSIDE = ("geometry", "microstructure")


def _size_of_the_file(geometry: GeometrySection) -> Iterator[Finding]:
    """A size beside a file must be the file's."""
    image = geometry.inside.image
    size = file_size(geometry.model_dump(exclude_none=True)) if geometry.files else None
    if size is None:
        return
    file = geometry.mesh_file or (image.file if image is not None else None)
    for name, own in zip(SIDES, size, strict=False):
        given = getattr(geometry, name)
        if abs(given - own) > ROUNDING * own:
            message = f"is {um(given)}, but the {name} in {file} is {um(own)}"
            yield Finding(("geometry", name), message, "delete it: it follows from the file")


def _grains_fit(geometry: GeometrySection) -> Iterator[Finding]:
    size = geometry.grain_size
    if size is not None and geometry.grain_count < 2:
        sides = (geometry.width, geometry.thickness, geometry.depth)
        slab = " x ".join(um(side) for side in sides if side is not None)
        message = f"does not fit the slab of {slab} twice"
        yield Finding((*_INSIDE, "grains", "mean_size"), message, "smaller grains, or none at all")


def _band_fits(geometry: GeometrySection, electrolyte: ElectrolyteSection) -> Iterator[Finding]:
    boundary, size = electrolyte.grain_boundary, geometry.grain_size
    if boundary is not None and size is not None and boundary.width > size / GRAIN_PER_BAND:
        key = ("electrolyte", "grain_boundary", "width")
        message = f"is more than a third of the mean grain size {um(size)}"
        yield Finding(key, message, f"at most {um(size / GRAIN_PER_BAND)}; {um(size / 50)} is good")


def _features_hold_band(
    geometry: GeometrySection, electrolyte: ElectrolyteSection
) -> Iterator[Finding]:
    image, boundary = geometry.inside.image, electrolyte.grain_boundary
    smallest = image.smallest_feature if image is not None else None
    if boundary is not None and smallest is not None and smallest < boundary.width:
        message = f"is less than the width of the grain boundaries, {um(boundary.width)}"
        remedy = f"leave it out, or give {um(2 * boundary.width)}"
        yield Finding((*_INSIDE, "image", "smallest_feature"), message, remedy)


def _tip_resolves_band(
    geometry: GeometrySection, electrolyte: ElectrolyteSection, mesh: MeshSection
) -> Iterator[Finding]:
    boundary = electrolyte.grain_boundary
    there = geometry.grain_size is not None or bool(geometry.files)
    if boundary is not None and there and mesh.tip > TIP_PER_BAND * boundary.width:
        message = f"is too coarse for the grain boundaries, which are {um(boundary.width)} wide"
        yield Finding(("mesh", "tip"), message, f"at most {um(TIP_PER_BAND * boundary.width)}")


def _pores_fit(geometry: GeometrySection) -> Iterator[Finding]:
    pores = geometry.inside.pores
    if pores is None:
        return
    key = (*_INSIDE, "pores")
    if pores.site != "anywhere" and geometry.inside.grains is None:
        message = "needs grains, but there are none"
        yield Finding((*key, "site"), message, "add grains, or choose anywhere")
    if pores.site == "junction" and (pores.porosity or 0.0) > MOST_AT_JUNCTIONS:
        message = f"is more than triple points hold, about {MOST_AT_JUNCTIONS}"
        yield Finding((*key, "porosity"), message, "reduce it, or choose another site")
    if pores.mean_size > min(geometry.width, geometry.thickness) / 4:
        message = f"is more than a quarter of the slab, {um(geometry.thickness)} thick"
        yield Finding((*key, "mean_size"), message, "make the pores smaller")
    if pores.joined > geometry.pore_count - len(geometry.inside.placed_pores):
        message = "is more than there are pores"
        yield Finding((*key, "joined"), message, "reduce it, or add pores")


def _orientations_are_given_once(electrolyte: ElectrolyteSection) -> Iterator[Finding]:
    cleavage = electrolyte.cleavage
    if cleavage is not None and cleavage.orientation is not None and cleavage.orientations:
        message = "is given beside orientations, which turn every grain"
        remedy = "delete one of the two"
        yield Finding(("electrolyte", "cleavage", "orientation"), message, remedy)


def _orientations_are_as_many(
    geometry: GeometrySection, electrolyte: ElectrolyteSection
) -> Iterator[Finding]:
    cleavage, count = electrolyte.cleavage, geometry.crystals
    if cleavage is None or not cleavage.orientations or count in (None, len(cleavage.orientations)):
        return
    message = f"are {len(cleavage.orientations)}, but the slab has "
    message += f"{count} grains" if count != 1 else "one crystal, for it has no grains"
    remedy = "give one for each" if count != 1 else "give `orientation`"
    key = ("electrolyte", "cleavage", "orientations")
    yield Finding(key, message, f"{remedy}, or delete them to turn grains at random")


def _voids_inside(geometry: GeometrySection) -> Iterator[Finding]:
    for number, pore in enumerate(geometry.inside.placed_pores):
        (x, y), reach = pore.centre, pore.half_axes[0]
        room = min(x, geometry.width - x, y, geometry.thickness - y)
        if room <= reach:
            message = f"is {um(room)} from a side, but the pore reaches {um(reach)}"
            key = (*_INSIDE, "placed_pores", number, "centre")
            yield Finding(key, message, "move it, make it smaller, or use a notch")
    yield from _notches_inside(geometry)


def _notches_inside(geometry: GeometrySection) -> Iterator[Finding]:
    for number, notch in enumerate(geometry.inside.notches):
        key = (*_INSIDE, "notches", number)
        if not notch.width / 2 < notch.position < geometry.width - notch.width / 2:
            message = f"puts the notch beyond a side of the slab, {um(geometry.width)} wide"
            yield Finding((*key, "position"), message, "move the notch inside")
        if notch.depth + (notch.crack or 0.0) >= geometry.thickness:
            name = "depth" if notch.depth >= geometry.thickness else "crack"
            message = f"takes the notch to the counter electrode at {um(geometry.thickness)}"
            yield Finding((*key, name), message, "make it less deep")


def _voids_apart(geometry: GeometrySection) -> Iterator[Finding]:
    """Placed pores and notches keep off each other and off the flaws."""
    shapes = [*pore_shapes(geometry), *_notch_shapes(geometry)]
    if not shapes:
        return
    from shapely import LineString  # costs a moment: only when there are holes

    for (_, name, first), (key, _, second) in combinations(shapes, 2):
        if first.intersects(second):
            yield Finding(key, f"overlaps or touches {name}", "move one of the two")
    for number, flaw in enumerate(geometry.flaws):
        for key, name, shape in shapes:
            if shape.intersects(LineString(flaw.points)):
                message = f"runs through {name}"
                remedy = f"move it; {CRACKED[str(key[2])]} has a crack of its own"
                yield Finding(("geometry", "flaws", number), message, remedy)


type Shape = tuple[tuple[str | int, ...], str, Any]


def pore_shapes(geometry: GeometrySection) -> Iterator[Shape]:
    """Key, name and ellipse of each placed pore [m]."""
    from shapely import Point, affinity

    for number, pore in enumerate(geometry.inside.placed_pores):
        ellipse = affinity.scale(Point(pore.centre).buffer(1.0), *pore.half_axes)
        turned = affinity.rotate(ellipse, pore.angle, use_radians=True)
        yield (*_INSIDE, "placed_pores", number), pore.name, turned


def _notch_shapes(geometry: GeometrySection) -> Iterator[Shape]:
    from shapely import Point, Polygon, affinity, box

    for number, notch in enumerate(geometry.inside.notches):
        half, x = notch.width / 2, notch.position
        round_one = affinity.scale(Point(x, 0.0).buffer(1.0), half, notch.depth)
        shape = Polygon(notch.corners) if notch.corners else round_one
        inside = shape.intersection(box(0.0, 0.0, geometry.width, geometry.thickness))
        yield (*_INSIDE, "notches", number), notch.name, inside


def _names_of_voids_differ(geometry: GeometrySection) -> Iterator[Finding]:
    for kind in ("placed_pores", "notches"):
        names = [item.name for item in getattr(geometry.inside, kind)]
        for number, name in enumerate(names):
            if name in names[:number]:
                key = (*_INSIDE, kind, number, "name")
                yield Finding(key, "is given twice", "rename one of them")


def _random_flaws_fit(geometry: GeometrySection) -> Iterator[Finding]:
    drawn = geometry.random_flaws
    if drawn is None:
        return
    if (drawn.number + 1) * drawn.spacing >= geometry.width:
        message = f"is too much for {drawn.number} flaws on {um(geometry.width)}"
        most = um(geometry.width / (drawn.number + 1) / 2)
        yield Finding(("geometry", "random_flaws", "spacing"), message, f"{most} is good")
    if drawn.mean_length > geometry.thickness / 2:
        message = f"is more than half of the slab, {um(geometry.thickness)} thick"
        yield Finding(("geometry", "random_flaws", "mean_length"), message, "make them shorter")


def _regions_inside(geometry: GeometrySection) -> Iterator[Finding]:
    from shapely import Polygon, box

    frame = box(0.0, 0.0, geometry.width, geometry.thickness)
    for number, region in enumerate(geometry.regions):
        key = ("geometry", "regions", number)
        corners = region.corners(geometry.width, geometry.thickness)
        shape = Polygon(corners)
        if region.top is not None and region.top > geometry.thickness:
            message = f"is above the counter electrode at {um(geometry.thickness)}"
            yield Finding((*key, "top"), message, "reduce it")
        elif not shape.is_valid or shape.area == 0.0:
            yield Finding(key, "crosses itself or has no area", "correct its corners")
        elif not shape.intersects(frame):
            yield Finding(key, "lies outside the slab", "move it inside")


def _regions_known(geometry: GeometrySection, electrolyte: ElectrolyteSection) -> Iterator[Finding]:
    image, file = geometry.inside.image, geometry.mesh_file
    known = {region.name for region in geometry.regions}
    known |= set() if file is None else set(msh_summary(file).areas)
    known |= set(image.phases.values()) - NO_REGIONS if image is not None else set()
    for name in electrolyte.regions:
        key = ("electrolyte", "regions", name)
        if name in RESERVED:
            remedy = "use `electrolyte.grain_boundary` for boundaries"
            yield Finding(key, "is not a region of yours", remedy)
        elif name not in known:
            there = "add it to geometry.regions" if file is None else f"see the areas of {file}"
            remedy = f"known: {', '.join(sorted(known)) or 'none'}; {there}"
            yield Finding(key, "is no region of the geometry", remedy)


def _micro_flaw_fits(
    geometry: GeometrySection, growth: GrowthSection, mesh: MeshSection
) -> Iterator[Finding]:
    if geometry.pore_count and growth.micro_flaw < 2 * mesh.tip:
        message = f"is less than two cells at a tip, {um(2 * mesh.tip)}"
        yield Finding(("growth", "micro_flaw"), message, "increase it, or reduce mesh.tip")


type Check = Callable[..., Iterator[Finding]]
INSIDE: Sequence[tuple[tuple[str, ...], Check]] = (
    (("geometry",), _size_of_the_file),
    (("geometry",), _grains_fit),
    (("geometry", "electrolyte"), _band_fits),
    (("geometry", "electrolyte"), _features_hold_band),
    (("geometry", "electrolyte", "mesh"), _tip_resolves_band),
    (("geometry",), _pores_fit),
    (("electrolyte",), _orientations_are_given_once),
    (("geometry", "electrolyte"), _orientations_are_as_many),
    (("geometry",), _voids_inside),
    (("geometry",), _voids_apart),
    (("geometry",), _names_of_voids_differ),
    (("geometry",), _random_flaws_fit),
    (("geometry",), _regions_inside),
    (("geometry", "electrolyte"), _regions_known),
    (("geometry", "growth", "mesh"), _micro_flaw_fits),
)
PLANE_INSIDE: Sequence[Check] = (
    *(_tip_resolves_band, _regions_inside, _regions_known, _orientations_are_as_many),
    *(_voids_inside, _voids_apart, _micro_flaw_fits),
)
"""Those of cross-sections only: what they look at is rejected in a slab with a depth."""
