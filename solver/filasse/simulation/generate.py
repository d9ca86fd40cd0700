"""Draw the slab of a configuration: flaws, grains, pores, notches and regions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count

from filasse.config import (
    Config,
    GeometrySection,
    GrainsSection,
    ImageSection,
    MicrostructureSection,
    NotchSection,
    PoresSection,
    RandomFlawsSection,
)
from filasse.simulation.given_names import free_name
from filasse_meshes import (
    Crack,
    FlawSpec,
    GrainSpec,
    Pore,
    PoreSpec,
    Region,
    Slab,
    draw_microstructure,
    ellipse,
    join_to_anode,
    make_flaws,
)
from filasse_meshes import Microstructure as Drawn
from filasse_meshes import Notch as DrawnNotch

MOUTHS_PER_SPACING = 4
"""Mean distance of random flaws over their least distance, unless the user gives one."""


def generate_slab(config: Config) -> Slab:
    """Draw the slab before the first charge; the same configuration gives the same slab.

    Args:
        config: has no mesh file.

    Raises:
        filasse_meshes.MeshingError: pores or flaws do not fit.
    """
    geometry = config.geometry
    boundary = config.electrolyte.grain_boundary
    slab = _matrix(geometry, boundary.width if boundary is not None else 0.0)
    regions = tuple(
        Region(region.name, region.corners(slab.width, slab.thickness))
        for region in geometry.regions
    )
    drawn = slab.microstructure or Drawn()
    cracks = (*_flaws(geometry), *_joints(geometry, drawn), *_notch_cracks(geometry, drawn))
    cracks = _named_apart(cracks, len(geometry.flaws))
    return replace(slab, cracks=cracks, regions=(*slab.regions, *regions))


def _named_apart(cracks: Sequence[Crack], given: int) -> tuple[Crack, ...]:
    """Cracks with names of their own; the first ones bear names that the user gave."""
    named = {crack.name: crack for crack in cracks[:given]}
    for crack in cracks[given:]:
        name = free_name(crack.name, named)
        named[name] = replace(crack, name=name)
    return tuple(named.values())


def _matrix(geometry: GeometrySection, band: float) -> Slab:
    """The slab without flaws and regions."""
    inside = geometry.inside
    placed = tuple(
        Pore(pore.name, ellipse(pore.centre, pore.half_axes, pore.angle))
        for pore in inside.placed_pores
    )
    notches = tuple(map(_notch, inside.notches))
    if inside.image is not None:
        slab = _pictured(inside.image, band)
    else:
        slab = Slab(geometry.width, geometry.thickness, microstructure=_random(geometry, band))
    drawn = slab.microstructure or Drawn()
    taken = {pore.name for pore in placed}
    others = (replace(pore, name=free_name(pore.name, taken)) for pore in drawn.pores)
    drawn = replace(drawn, pores=(*others, *placed), notches=(*drawn.notches, *notches))
    return replace(slab, microstructure=drawn if drawn != Drawn() else None)


def _pictured(image: ImageSection, band: float) -> Slab:
    """The slab of a labelled image."""
    from filasse_meshes import read_labels, slab_from_labels  # scipy.ndimage: slow to import

    labels = read_labels(image.file, image.page)
    found = (image.pixel_size, image.phases, band, image.smallest_feature, image.cut_pores)
    return slab_from_labels(labels, *found)


def _random(geometry: GeometrySection, band: float) -> Drawn | None:
    inside: MicrostructureSection = geometry.inside
    if inside.grains is None and inside.pores is None:
        return None
    return draw_microstructure(
        geometry.width,
        geometry.thickness,
        inside.seed,
        None if inside.grains is None else grain_spec(inside.grains),
        band,
        None if inside.pores is None else _pore_spec(inside.pores),
    )


def grain_spec(grains: GrainsSection) -> GrainSpec:
    """How grains are distributed, for the mesher."""
    return GrainSpec(grains.mean_size, grains.spread, grains.kind, grains.relax)


def _pore_spec(pores: PoresSection) -> PoreSpec:
    return PoreSpec(
        mean_size=pores.mean_size,
        number=pores.number,
        porosity=pores.porosity,
        spread=pores.spread,
        aspect=pores.aspect,
        site=pores.site,
        gap=pores.gap,
    )


def _notch(notch: NotchSection) -> DrawnNotch:
    middle, half_axes = (notch.position, 0.0), (notch.width / 2, notch.depth)
    return DrawnNotch(notch.name, notch.corners or ellipse(middle, half_axes))


def _flaws(geometry: GeometrySection) -> tuple[Crack, ...]:
    """Given flaws, then random ones, numbered on."""
    given = tuple(Crack(flaw.name, flaw.points) for flaw in geometry.flaws)
    if geometry.random_flaws is None:
        return given
    drawn = make_flaws(geometry.width, _flaw_spec(geometry), geometry.random_flaws.seed)
    taken = {crack.name for crack in given}
    free = (name for name in map("flaw{}".format, count(len(given) + 1)) if name not in taken)
    return (*given, *(replace(crack, name=name) for crack, name in zip(drawn, free, strict=False)))


def _flaw_spec(geometry: GeometrySection) -> FlawSpec:
    drawn = geometry.random_flaws
    assert isinstance(drawn, RandomFlawsSection)
    usual = geometry.width / (drawn.number + 1) / MOUTHS_PER_SPACING
    return FlawSpec(
        number=drawn.number,
        mean_length=drawn.mean_length,
        distribution=drawn.distribution,
        shape=drawn.shape,
        angle_spread=drawn.angle_spread,
        spacing=drawn.spacing or usual,
    )


def _joints(geometry: GeometrySection, drawn: Drawn) -> tuple[Crack, ...]:
    """Micro-cracks from the anode to pores."""
    inside = geometry.inside
    wanted = {pore.name for pore in inside.placed_pores if pore.joined}
    placed = {pore.name for pore in inside.placed_pores}
    chosen = [pore for pore in drawn.pores if pore.name in wanted]
    random = [pore for pore in drawn.pores if pore.name not in placed]
    number = inside.pores.joined if inside.pores is not None else 0
    return (*join_to_anode(chosen, len(chosen)), *join_to_anode(random, number))


def _notch_cracks(geometry: GeometrySection, drawn: Drawn) -> Iterator[Crack]:
    """Cracks at the bottoms of notches."""
    lengths = {notch.name: notch.crack for notch in geometry.inside.cracked}
    for notch in drawn.notches:
        if length := lengths.get(notch.name):
            x, y = max(notch.outline, key=lambda corner: corner[1])
            yield Crack(f"crack-{notch.name}", ((x, y), (x, y + length)))
