"""The numbers of the anode of a configuration, by its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from filasse.config import Config
from filasse.constants import arrhenius
from filasse.lithium_body.rigid_outline import straight
from filasse.parameters.anode_model import (
    AnodeModel,
    DepletionModel,
    EvenAnode,
    OwnAnode,
    SoluteModel,
)
from filasse.parameters.foil_model import AnodeSide, foil_model
from filasse.parameters.lithium_parameters import creep_law
from filasse.parameters.own_laws import CONFIGURED, Laws
from filasse.physics.voids import Vacancies


def anode_numbers(config: Config, side: AnodeSide | None, laws: Laws = CONFIGURED) -> AnodeModel:
    """The numbers of the anode of a configuration, on a side of the slab.

    A kind that has none of its own finds its keys in `EvenAnode.keys`.
    """
    own = laws.anode_in(config)
    if own is not None:
        return OwnAnode(own.kind, config.anode, own)
    return _NUMBERS.get(config.anode.kind, _even)(config, side, laws)


def _even(config: Config, side: AnodeSide | None, laws: Laws) -> EvenAnode:
    return EvenAnode(config.anode.kind, config.anode)


def _depletion(config: Config, side: AnodeSide | None, laws: Laws) -> DepletionModel:
    anode, solute, vacancies = config.anode, None, None
    if anode.solute is not None:
        solute = SoluteModel(anode.solute.fraction, anode.solute.height)
    if (given := anode.vacancies) is not None:
        thermal = arrhenius(given.activation_energy, config.temperature)
        vacancies = Vacancies(
            self_diffusivity=thermal * given.self_diffusivity,
            equilibrium=given.equilibrium,
            supersaturation=given.supersaturation,
            annihilated=given.annihilated,
            depth=anode.thickness,
            spacing=given.void_spacing,
        )
    outline = side.outline if side else straight(config.geometry.width)
    own = solute, vacancies, creep_law(config, laws), outline, config.mesh.anode
    return DepletionModel(anode.kind, anode, *own)


_NUMBERS: Mapping[str, Callable[[Config, AnodeSide | None, Laws], AnodeModel]] = {
    "foil": foil_model,
    "depleting": _depletion,
}
"""Of kinds with more than their keys: numbers at a temperature, or an uneven pressure."""
