"""When each key of lithium, of its interfaces and of the electrodes has an effect."""

from collections.abc import Mapping

from filasse.config.rules.conditions import (
    WARM,
    Condition,
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
from filasse.config.sections.interphase_section import KINDS as LAYER_KINDS
from filasse.config.sections.laws.creep_section import CREEP_LAWS

_CREEP = when(creep_counts, "where lithium does not creep", "set lithium.flow to creep")
_FOIL = chosen("anode.kind", "foil")
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
        **by_kind("interface.interphase.kind", LAYER_KINDS),
        "activation_energy": both(chosen("interface.interphase.kind", "parabolic", "power"), WARM),
        "conductivity_activation_energy": WARM,
        **always("volume_per_charge", "expansion"),
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
        **under(_FOIL, "youngs_modulus", "poisson_ratio"),
        "fracture_toughness": _STRESSED,
        "adhesion": _FOIL,
    },
    "SpotsSection": always("radius", "density", "spread", "seed"),
    "LithiumGrainsSection": always("size", "spread", "seed"),
    "ContactSection": always("reference_resistance", "reference_pressure", "exponent"),
    "ConstrictionSection": always("spot_radius", "hardness"),
    "AnodeSection": {
        **always("kind"),
        **under(_FOIL, "law", "cell_size", "mouth_size", "roughness", "adhesion", "friction"),
        "thickness": lambda config, key: None if config.anode.vacancies else _FOIL(config, key),
        **under(
            chosen("anode.kind", "depleting", error="needs a depleting anode: a {value} has none"),
            *("solute", "vacancies"),
        ),
        "least_contact": chosen("anode.kind", "depleting"),
        "voids": chosen("anode.kind", "foil", error="need a foil: a {value} has no surface"),
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
