"""When each key of lithium, of its interfaces and of the electrodes has an effect."""

from collections.abc import Mapping

from filasse.config.rules.all_sections import AllSections
from filasse.config.rules.conditions import (
    WARM,
    Condition,
    Key,
    Unmet,
    always,
    both,
    by_kind,
    chosen,
    kinetic,
    under,
    when,
)
from filasse.config.rules.config_facts import (
    creep_counts,
    diffusion_counts,
    interface_reacts,
)
from filasse.config.sections.anode_section import ANODE_KINDS
from filasse.config.sections.interphase_section import INTERPHASE_LAWS
from filasse.config.sections.laws.creep_section import CREEP_LAWS

_CREEP = when(creep_counts, "where lithium does not creep", "set lithium.flow to creep")
_BODY = chosen("anode.kind", *(name for name, kind in ANODE_KINDS.items() if kind.is_body))
_STRESSED = when(
    lambda config: (coating := config.interface.coating) is None or coating.residual_stress != 0.0,
    "without a residual stress",
    "give interface.coating.residual_stress",
)
_LAYER = when(
    lambda config: config.lithium.interface_diffusion.diffusivity > 0.0,
    "without a diffusivity",
    "set lithium.interface_diffusion.diffusivity above 0",
)
_GRAIN_SIZE = when(
    lambda config: config.lithium.diffusional_creep.grain_size is not None,
    "without a grain size of lithium",
    "give lithium.diffusional_creep.grain_size",
)
_KIND = "counter_electrode.kind"
_LAYER_KIND = "interface.interphase.kind"


def _anode_keys() -> dict[str, Condition]:
    """Keys that only some kinds of anode read."""
    rows: dict[str, dict[str, str]] = {}
    for kind, row in ANODE_KINDS.items():
        for key, error in row.reads.items():
            rows.setdefault(key, {})[kind] = error
    return {
        key: chosen("anode.kind", *errors, error=max(errors.values()))
        for key, errors in rows.items()
    }


def _has_thickness(config: AllSections, key: Key) -> Unmet | None:
    """Whether anything is as thick as that: a foil, or what vacancies diffuse through."""
    unmet = _BODY(config, key)
    if unmet is None or config.anode.vacancies:
        return None
    if "vacancies" not in ANODE_KINDS[config.anode.kind].reads:
        return unmet
    message = f"{unmet.message} without vacancies, which diffuse through it"
    return Unmet(message, f"add anode.vacancies, {unmet.remedy}")


CELL: Mapping[str, Mapping[str, Condition]] = {
    "LithiumSection": {
        **always("material", "molar_volume", "flow", "mouth", "aperture"),
        **under(_CREEP, "creep", "strength_factor"),
        **under(chosen("lithium.flow", "creep"), "size_effect", "interface_diffusion"),
        "diffusional_creep": when(
            diffusion_counts, "where lithium does not creep", "set lithium.flow to creep"
        ),
    },
    **{law.__name__: always(*law.model_fields) for law in CREEP_LAWS.values()},
    "InterfaceDiffusionSection": {
        **always("diffusivity"),
        "width": _LAYER,
        "activation_energy": both(_LAYER, WARM),
    },
    "DiffusionalCreepSection": {
        **always("grain_size"),
        **under(_GRAIN_SIZE, "boundary_width", "boundary_diffusivity", "lattice_diffusivity"),
        **under(
            both(_GRAIN_SIZE, WARM),
            *("boundary_activation_energy", "lattice_activation_energy"),
        ),
    },
    "InterfaceSection": {
        **always("kinetics", "film_resistance", "interphase", "constriction", "contact", "patches"),
        **always("coating", "spots"),
        "lithium_grains": chosen("interface.kinetics", "butler_volmer", "linear"),
        "exchange_current_density": kinetic("exchange_current_density", "butler_volmer", "linear"),
        "transfer_coefficient": kinetic("transfer_coefficient", "butler_volmer"),
        "double_layer_capacitance": kinetic("double_layer_capacitance", "butler_volmer", "linear"),
        "activation_energy": both(
            when(
                interface_reacts,
                "with interface.kinetics: ideal",
                "choose another law",
            ),
            WARM,
        ),
    },
    "InterphaseSection": {
        **always("material", "kind", "current_share", "initial_thickness", "conductivity"),
        **by_kind(_LAYER_KIND, {name: law.reads for name, law in INTERPHASE_LAWS.items()}),
        "activation_energy": both(
            chosen(_LAYER_KIND, *(k for k, law in INTERPHASE_LAWS.items() if law.is_activated)),
            WARM,
        ),
        "conductivity_activation_energy": WARM,
        **always("volume_per_charge", "expansion", "breakaway"),
        "breakaway_cracks": when(
            lambda config: (
                config.interface.interphase is not None and config.interface.interphase.breakaway
            ),
            "with interface.interphase.breakaway: false",
            "set it true",
        ),
        **under(
            when(
                lambda config: (
                    config.interface.interphase is not None
                    and config.interface.interphase.expansion > 0.0
                ),
                "where the layer does not swell",
                "set interface.interphase.expansion above 0",
            ),
            *("youngs_modulus", "poisson_ratio", "yield_strength", "fracture_toughness"),
            "loads_electrolyte",
        ),
    },
    "PatchSection": always("position", "width", "film_resistance"),
    "CoatingSection": {
        **always("material", "thickness", "conductivity", "lateral_conductivity"),
        "activation_energy": WARM,
        **always("residual_stress"),
        **under(_BODY, "youngs_modulus", "poisson_ratio"),
        "fracture_toughness": _STRESSED,
        "adhesion": _BODY,
    },
    "SpotsSection": always("radius", "density", "spread", "seed"),
    "LithiumGrainsSection": always("size", "spread", "seed"),
    "ContactSection": always("reference_resistance", "reference_pressure", "exponent"),
    "ConstrictionSection": always("spot_radius", "hardness"),
    "AnodeSection": {
        **always("kind"),
        "thickness": _has_thickness,
        **_anode_keys(),
    },
    "SoluteSection": always("fraction", "height"),
    "VacanciesSection": {
        **always("self_diffusivity", "equilibrium", "supersaturation", "annihilated"),
        **always("void_spacing"),
        "activation_energy": WARM,
    },
    "VoidSection": always("position", "width", "depth"),
    "CounterElectrodeSection": {
        **always("kind", "equilibrium_potential"),
        **under(
            chosen(_KIND, "butler_volmer"),
            *("exchange_current_density", "transfer_coefficient", "double_layer_capacitance"),
        ),
        "area_resistance": chosen(_KIND, "resistance"),
    },
}
