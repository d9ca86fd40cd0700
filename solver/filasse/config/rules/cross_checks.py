"""Checks between values: each looks at a few sections and reports what does not fit together."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from filasse.config.rules.checks_contact import CONTACT, PLANE_CONTACT
from filasse.config.rules.checks_inside import INSIDE, PLANE_INSIDE
from filasse.config.rules.checks_layers import LAYERS, PLANE_LAYERS
from filasse.config.rules.checks_protocol import PROTOCOL
from filasse.config.rules.findings import Finding, um
from filasse.config.rules.flaw_checks import FLAWS, PLANE_FLAWS
from filasse.config.rules.space.space_checks import SPACE, told_of_file
from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.electrolyte_section import ElectrolyteSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.growth_section import GROWTH_LAWS, TOUGHNESS_LAWS, GrowthSection
from filasse.config.sections.interface_section import CounterElectrodeSection, InterfaceSection
from filasse.config.sections.laws.own_section import OwnSection
from filasse.config.sections.loading_section import MechanicsSection, ProtocolSection
from filasse.config.sections.numerics_section import MeshSection, NumericsSection
from filasse.config.sections.section_base import Section


def cross_findings(sections: Mapping[str, Section]) -> tuple[Finding, ...]:
    """Run every check whose sections are all there.

    Args:
        sections: valid sections of a configuration, by name.
    """
    geometry = sections.get("geometry")
    is_solid = isinstance(geometry, GeometrySection) and geometry.depth is not None
    plane = (item for item in _CHECKS if item[1] not in _PLANE)
    found = tuple(
        finding
        for names, check in ((*plane, *SPACE) if is_solid else _CHECKS)
        if all(name in sections for name in names)
        for finding in check(*(sections[name] for name in names))
    )
    if isinstance(geometry, GeometrySection) and (content := geometry.mesh_content) is not None:
        return tuple(map(told_of_file, found)) if content.is_body else found
    return found


def _sizes_in_order(geometry: GeometrySection, mesh: MeshSection) -> Iterator[Finding]:
    for name, size in (("lip", mesh.lip), ("anode", mesh.anode), ("far", mesh.far)):
        if size < mesh.tip:
            message = f"is smaller than mesh.tip ({um(mesh.tip)})"
            remedy = "the size at the tips must be the smallest: reduce mesh.tip, or enlarge this"
            yield Finding(("mesh", name), message, remedy)
    smallest = min(geometry.width, geometry.thickness)
    if mesh.far > smallest:
        message = f"is larger than the slab ({um(smallest)})"
        yield Finding(("mesh", "far"), message, f"{um(geometry.thickness / 20)} is usual")


def ligament(geometry: GeometrySection) -> float:
    """Shortest distance between a tip and the counter electrode [m]."""
    deepest = [max(y for _, y in crack.points) for crack in geometry.surface_cracks]
    deepest += [geometry.random_flaws.mean_length] if geometry.random_flaws is not None else []
    return geometry.thickness - max(deepest, default=0.0)


def _growth_fits(geometry: GeometrySection, growth: GrowthSection) -> Iterator[Finding]:
    left = ligament(geometry)
    if left <= 0.0:  # reported with the flaw
        return
    if growth.short_circuit_distance >= left:
        message = f"is not less than the {um(left)} left between a tip and the counter electrode"
        remedy = "reduce it, or the run ends before it starts"
        yield Finding(("growth", "short_circuit_distance"), message, remedy)
    first, last = geometry.thickness - left, geometry.thickness - growth.short_circuit_distance
    close = growth.max_depth is not None and math.isclose(growth.max_depth, first)
    if growth.max_depth is not None and (close or not first < growth.max_depth < last):
        places = f"the deepest flaw ({um(first)}) and where the short is made ({um(last)})"
        message = f"is not between {places}"
        yield Finding(("growth", "max_depth"), message, "choose a depth in between, or delete it")
    if growth.step > left:
        message = f"is longer than the {um(left)} left between a tip and the counter electrode"
        yield Finding(("growth", "step"), message, f"{um(geometry.thickness / 40)} is usual")


def _steps_hold_cells(
    geometry: GeometrySection, growth: GrowthSection, mesh: MeshSection
) -> Iterator[Finding]:
    if ligament(geometry) > 0.0 and growth.step < mesh.tip:
        message = f"is smaller than the mesh at the tips ({um(mesh.tip)})"
        yield Finding(("growth", "step"), message, "increase it, or reduce mesh.tip")


def _resistance_is_there(counter: CounterElectrodeSection) -> Iterator[Finding]:
    if counter.kind == "resistance" and counter.area_resistance == 0.0:
        remedy = "give the resistance, or choose kind: equipotential"
        yield Finding(("counter_electrode", "area_resistance"), "is zero", remedy)


def _laws_are_complete(growth: GrowthSection) -> Iterator[Finding]:
    for section, kinds in (("law", GROWTH_LAWS), ("toughness", TOUGHNESS_LAWS)):
        law = getattr(growth, section)
        for name, example in kinds[law.kind].needs.items():
            if getattr(law, name) is None:
                message = f"is missing: kind: {law.kind} has no {name} of its own"
                remedy = f"give one, for instance {example}"
                yield Finding(("growth", section, name), message, remedy)


def _one_law_of_each(
    growth: GrowthSection, interface: InterfaceSection, anode: AnodeSection, own: OwnSection
) -> Iterator[Finding]:
    chosen = {
        "anode": (f"anode.kind: {anode.kind}", anode.about.gives_way),
        "growth": ("growth.law.kind", growth.law.kind == "griffith"),
        "toughness": ("growth.toughness.kind", growth.toughness.kind == "constant"),
        "exchange_current": ("interface.kinetics: ideal", interface.kinetics != "ideal"),
    }
    for name, (key, is_free) in chosen.items():
        if getattr(own, name) is not None and not is_free:
            yield Finding(("own", name), f"is given beside {key}", "delete one of the two")


def _anode_is_complete(anode: AnodeSection) -> Iterator[Finding]:
    yield from anode.about.problems(anode)


def _body_is_held(anode: AnodeSection, mechanics: MechanicsSection) -> Iterator[Finding]:
    if anode.about.is_body and mechanics.stack_pressure == 0.0:
        message = "does not hold the anode's foil against the electrolyte"
        remedy = "give a pressure, or choose anode.kind: reservoir"
        yield Finding(("mechanics", "stack_pressure"), message, remedy)


def _branches_are_told_apart(growth: GrowthSection) -> Iterator[Finding]:
    key = ("growth", "branching")
    if growth.branching > 0.0 and growth.join:
        message = "cannot be simulated together with growth.join"
        yield Finding(key, message, "choose one of the two")
    if growth.branching > 0.0 and growth.criterion != "max_energy":
        message = f"has no effect with criterion: {growth.criterion}, which knows one direction"
        yield Finding(key, message, "choose criterion: max_energy, or delete it")


def _pieces_leave_a_reservoir(anode: AnodeSection, growth: GrowthSection) -> Iterator[Finding]:
    if growth.join and anode.about.is_body:
        message = (
            f"cannot be simulated against a {anode.kind}, which would have to fill new notches"
        )
        yield Finding(("growth", "join"), message, "choose anode.kind: reservoir, or join: false")


def _islands_stay(electrolyte: ElectrolyteSection, growth: GrowthSection) -> Iterator[Finding]:
    if growth.branching > 0.0 and electrolyte.leakage is not None:
        message = "cannot be simulated with electrolyte.leakage: branches of islands are not told"
        yield Finding(("growth", "branching"), message, "delete one of them")


def _voids_fit(anode: AnodeSection, geometry: GeometrySection) -> Iterator[Finding]:
    for number, void in enumerate(anode.voids):
        key, half = ("anode", "voids", number), void.width / 2
        if not half < void.position < geometry.width - half:
            message = f"reaches out of the slab, which is {um(geometry.width)} wide"
            yield Finding((*key, "position"), message, "move or narrow the void")
        if void.depth > anode.thickness / 4:
            message = f"is more than a fourth of the foil's thickness of {um(anode.thickness)}"
            yield Finding((*key, "depth"), message, "make the void shallower or the foil thicker")
        if void.depth > void.width / 4:
            message = f"is more than a fourth of the void's width of {um(void.width)}"
            yield Finding((*key, "depth"), message, "make the void shallower or wider")


def _patches_count(
    interface: InterfaceSection, geometry: GeometrySection, mesh: MeshSection
) -> Iterator[Finding]:
    """A patch that no node of the interface lies in would be ignored."""
    for number, patch in enumerate(interface.patches):
        key, half = ("interface", "patches", number), patch.width / 2
        if patch.position - half > geometry.width or patch.position + half < 0.0:
            message = f"is outside the slab, which is {um(geometry.width)} wide"
            yield Finding((*key, "position"), message, "move the patch inside")
        elif patch.position + half > geometry.width or patch.position < half:
            message = f"reaches out of the slab, which is {um(geometry.width)} wide"
            yield Finding((*key, "width"), message, "make the patch narrower, or move it inside")
        elif patch.width < mesh.anode:
            message = f"is less than a cell along the anode, {um(mesh.anode)}"
            yield Finding((*key, "width"), message, "make the patch wider, or reduce mesh.anode")


def _time_steps_fit(protocol: ProtocolSection, numerics: NumericsSection) -> Iterator[Finding]:
    names = ("initial_time_step", "max_time_step")
    steps = [(name, getattr(numerics, name)) for name in names]
    for name, step in steps:
        if step is not None and step > protocol.stop_time:
            message = "is longer than protocol.stop_time"
            yield Finding(("numerics", name), message, "reduce it")
    for (first, short), (second, long) in pairwise(steps):
        if short is not None and long is not None and short > long:
            message = f"is longer than numerics.{second}"
            yield Finding(("numerics", first), message, "reduce it")


type Check = Callable[..., Iterator[Finding]]
_CHECKS: Sequence[tuple[tuple[str, ...], Check]] = (
    *FLAWS,
    (("geometry", "mesh"), _sizes_in_order),
    (("geometry", "growth"), _growth_fits),
    (("geometry", "growth", "mesh"), _steps_hold_cells),
    (("counter_electrode",), _resistance_is_there),
    (("growth",), _laws_are_complete),
    (("growth", "interface", "anode", "own"), _one_law_of_each),
    (("anode",), _anode_is_complete),
    (("anode", "mechanics"), _body_is_held),
    (("growth",), _branches_are_told_apart),
    (("anode", "growth"), _pieces_leave_a_reservoir),
    (("electrolyte", "growth"), _islands_stay),
    (("anode", "geometry"), _voids_fit),
    (("protocol", "numerics"), _time_steps_fit),
    (("interface", "geometry", "mesh"), _patches_count),
    *LAYERS,
    *CONTACT,
    *INSIDE,
    *PROTOCOL,
)
_PLANE = {
    *(*PLANE_FLAWS, _sizes_in_order),
    *(_patches_count, _anode_is_complete, _body_is_held, _voids_fit, *PLANE_INSIDE),
    *(_pieces_leave_a_reservoir, _branches_are_told_apart, _steps_hold_cells),
    *(*PLANE_LAYERS, *PLANE_CONTACT),
}
"""Checks of cross-sections only: a slab with a depth has its own, or rejects what they look at."""
