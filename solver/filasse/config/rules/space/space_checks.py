"""Checks of slabs with a depth: what they do not take yet, and cracks that fit in space."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from filasse.config.rules.findings import Finding
from filasse.config.rules.space.flaws_in_space import (
    flaws_apart,
    flaws_can_be_meshed,
    flaws_inside,
)
from filasse.config.rules.space.pores_in_space import (
    pores_apart,
    pores_are_round,
    pores_inside,
    pores_off_flaws,
)
from filasse.config.rules.space.sizes_in_space import (
    fronts_have_room,
    grains_can_be_drawn,
    sizes_in_order,
    steps_are_short,
    tip_resolves_fronts,
)
from filasse.config.rules.space.symmetric_parts import parts_are_equal
from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.interface_section import InterfaceSection
from filasse.config.sections.numerics_section import NumericsSection

_PLANE = "or delete geometry.depth"


def told_of_file(finding: Finding) -> Finding:
    """What is found in a slab whose depth is that of its mesh file, where no key can be deleted."""
    remedy = finding.remedy.replace(_PLANE, "or give a mesh_file of triangles, a cross-section")
    return finding._replace(remedy=remedy)


def _rejected(key: tuple[str | int, ...], remedy: str) -> Finding:
    return Finding(key, "cannot be simulated in a slab with a depth", f"{remedy}, {_PLANE}")


def _plain_slab(geometry: GeometrySection) -> Iterator[Finding]:
    """Of what a slab can hold, one with a depth takes flaws, round pores and grains."""
    if geometry.random_flaws is not None:
        yield _rejected(("geometry", "random_flaws"), "give geometry.flaws one by one")
    for name in ("pores", "notches", "image"):
        if getattr(geometry.inside, name):
            yield _rejected(("geometry", "microstructure", name), "delete it")
    if geometry.regions:
        yield _rejected(("geometry", "regions"), "delete them")
    content = geometry.mesh_content
    if content is not None and not content.is_body:
        yield _rejected(("geometry", "mesh_file"), "a cross-section of triangles; give tetrahedra")
    for number, flaw in enumerate(geometry.flaws):
        if flaw.path:
            remedy = "give position, length and angle instead"
            yield _rejected(("geometry", "flaws", number, "path"), remedy)


def _even_electrolyte(electrolyte: ElectrolyteSection) -> Iterator[Finding]:
    for name in ("cleavage", "regions"):
        if getattr(electrolyte, name):
            yield _rejected(("electrolyte", name), "delete it")


def _no_leaking_pores(
    geometry: GeometrySection, electrolyte: ElectrolyteSection
) -> Iterator[Finding]:
    """No crack leaves a leaking pore in space: it would fill, and then nothing."""
    if electrolyte.leakage is not None and geometry.inside.placed_pores:
        message = "cannot be simulated with pores in a slab with a depth: no crack leaves them"
        yield Finding(("electrolyte", "leakage"), message, f"delete one of them, {_PLANE}")


def _reservoir(anode: AnodeSection) -> Iterator[Finding]:
    if not anode.about.in_space:
        yield _rejected(("anode", "kind"), "choose reservoir")


def _even_interface(interface: InterfaceSection) -> Iterator[Finding]:
    if interface.patches:
        yield _rejected(("interface", "patches"), "delete them")
    for name in ("interphase", "coating", "spots", "lithium_grains"):
        if getattr(interface, name) is not None:
            yield _rejected(("interface", name), "delete it")


def _ranks_hold_the_mesh(numerics: NumericsSection) -> Iterator[Finding]:
    """Each rank solves for columns of its own."""
    if (numerics.linear_solver, numerics.parallel) == ("multigrid", "distributed"):
        message = "needs the whole mesh on every rank, not one that is distributed"
        remedy = "choose numerics.parallel: auto, or linear_solver: direct"
        yield Finding(("numerics", "linear_solver"), message, remedy)


type Check = Callable[..., Iterator[Finding]]
SPACE: Sequence[tuple[tuple[str, ...], Check]] = (
    (("geometry",), _plain_slab),
    (("electrolyte",), _even_electrolyte),
    (("geometry", "electrolyte"), _no_leaking_pores),
    (("interface",), _even_interface),
    (("anode",), _reservoir),
    (("numerics",), _ranks_hold_the_mesh),
    (("geometry", "mesh"), flaws_inside),
    (("geometry", "mesh"), flaws_apart),
    (("geometry",), flaws_can_be_meshed),
    (("geometry",), pores_are_round),
    (("geometry",), pores_inside),
    (("geometry",), pores_apart),
    (("geometry", "mesh"), pores_off_flaws),
    (("geometry", "mesh"), tip_resolves_fronts),
    (("geometry", "mesh"), sizes_in_order),
    (("geometry", "growth", "mesh"), fronts_have_room),
    (("geometry", "growth"), steps_are_short),
    (("geometry",), grains_can_be_drawn),
    (("geometry",), parts_are_equal),
)
"""In place of what `checks` looks at in a cross-section."""
