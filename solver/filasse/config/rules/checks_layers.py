"""Checks of what lies between lithium and electrolyte."""

from collections.abc import Callable, Iterator, Sequence

from filasse.config.rules.findings import Finding, um
from filasse.config.sections.anode_section import AnodeSection
from filasse.config.sections.geometry_section import GeometrySection
from filasse.config.sections.growth_section import GrowthSection
from filasse.config.sections.interface_section import InterfaceSection
from filasse.config.sections.interphase_section import INTERPHASE_LAWS, breakaway_problems
from filasse.config.sections.laws.own_section import OwnSection


def _interphase_grows(
    interface: InterfaceSection, anode: AnodeSection, own: OwnSection
) -> Iterator[Finding]:
    layer, key = interface.interphase, ("interface", "interphase")
    if layer is None:
        return
    if not anode.about.with_interphase:
        message = f"cannot be simulated with anode.kind: {anode.kind}"
        yield Finding(key, message, "choose the anode `reservoir`, or delete the section")
    elif anode.about.is_body and layer.loads_electrolyte:
        message = f"cannot be simulated with anode.kind: {anode.kind}"
        remedy = "delete it, or choose the anode `reservoir`"
        yield Finding((*key, "loads_electrolyte"), message, remedy)
    if own.layer is None:
        yield from INTERPHASE_LAWS[layer.kind].problems(layer)
    yield from breakaway_problems(layer)


def _own_layer_has_its_section(interface: InterfaceSection, own: OwnSection) -> Iterator[Finding]:
    if own.layer is not None and interface.interphase is None:
        message = "needs section interface.interphase, whose law it replaces"
        yield Finding(("own", "layer"), message, "add it, with what else a layer has")


def _interphase_is_thin(
    interface: InterfaceSection, geometry: GeometrySection
) -> Iterator[Finding]:
    """Layers lie on crack faces, too: the shortest crack must be longer than they are thick."""
    layer, shortest = interface.interphase, min(geometry.flaw_lengths, default=geometry.thickness)
    if layer is not None and layer.initial_thickness >= shortest:
        message = f"is not less than the length of the shortest flaw, {um(shortest)}"
        key = ("interface", "interphase", "initial_thickness")
        yield Finding(key, message, "check the number and the unit")


def _interphase_stays(interface: InterfaceSection, growth: GrowthSection) -> Iterator[Finding]:
    if interface.interphase is not None and growth.join:
        message = "cannot be simulated with growth.join: true, which takes crack faces away"
        yield Finding(("interface", "interphase"), message, "delete one of the two")


def _coating_lies(interface: InterfaceSection, anode: AnodeSection) -> Iterator[Finding]:
    key = ("interface", "coating")
    if interface.coating is None:
        return
    if anode.about.is_body and interface.coating.residual_stress != 0.0:
        message = f"cannot be simulated with anode.kind: {anode.kind}"
        remedy = "choose the anode `reservoir`, or delete it"
        yield Finding((*key, "residual_stress"), message, remedy)


def _coating_is_thin(interface: InterfaceSection, geometry: GeometrySection) -> Iterator[Finding]:
    """A coating is a line of the model: a sheet on the electrolyte, not a second electrolyte."""
    coating = interface.coating
    if coating is not None and coating.thickness >= geometry.thickness:
        message = f"is not less than the thickness of the slab, {um(geometry.thickness)}"
        yield Finding(
            ("interface", "coating", "thickness"), message, "check the number and the unit"
        )


def _one_contact(interface: InterfaceSection) -> Iterator[Finding]:
    if interface.contact is not None and interface.constriction is not None:
        message = "is given beside a constriction; each is the resistance of the same contact"
        yield Finding(("interface", "contact"), message, "delete one of the two")


type Check = Callable[..., Iterator[Finding]]
LAYERS: Sequence[tuple[tuple[str, ...], Check]] = (
    (("interface", "anode", "own"), _interphase_grows),
    (("interface", "own"), _own_layer_has_its_section),
    (("interface", "geometry"), _interphase_is_thin),
    (("interface", "growth"), _interphase_stays),
    (("interface",), _one_contact),
    (("interface", "anode"), _coating_lies),
    (("interface", "geometry"), _coating_is_thin),
)
PLANE_LAYERS: Sequence[Check] = (
    *(_interphase_grows, _interphase_is_thin, _interphase_stays, _coating_lies, _coating_is_thin),
)
"""Those of cross-sections only: layers are rejected in a slab with a depth."""
