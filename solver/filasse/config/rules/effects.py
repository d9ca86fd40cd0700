"""When each key has an effect: one line for every key of the configuration.

A key whose condition is not met is read by nothing. If a user wrote it, that is told: as an error
where the user would believe in an object or a load that is not there, as a note otherwise.
"""

from collections.abc import Mapping

from filasse.config.rules.conditions import (
    Condition,
    alone,
    always,
    both,
    by_kind,
    chosen,
    cleaves,
    creep_counts,
    diffusion_counts,
    draws,
    draws_bands,
    draws_pores,
    drives_plating,
    has_cracks,
    has_grains,
    has_pores,
    has_properties,
    in_plane,
    in_space,
    interface_reacts,
    is_oblong,
    is_several,
    is_warm,
    kinetic,
    leaks,
    scatters,
    shows_pores,
    starts_at_temperature,
    stops_above_rest,
    turned,
    under,
    when,
    with_mesh_file,
    without_path,
)
from filasse.config.sections.creep_laws import CREEP_LAWS
from filasse.config.sections.growth import GROWTH_LAWS, TOUGHNESS_LAWS
from filasse.config.sections.interphase import KINDS as LAYER_KINDS

_GRAINS = when(has_grains, "without grains", "add geometry.microstructure.grains")
_CREEP = when(creep_counts, "where lithium does not creep", "set lithium.flow to creep")
_WARM = when(is_warm, "at 298.15 K", "set a temperature")
_LAW = by_kind("growth.law.kind", {name: row.reads for name, row in GROWTH_LAWS.items()})
_TOUGHNESS = by_kind(
    "growth.toughness.kind", {name: row.reads for name, row in TOUGHNESS_LAWS.items()}
)
_FOIL = chosen("anode.kind", "foil")
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
_ELECTRONS = when(leaks, "without electronic conduction", "give electrolyte.leakage")
_CRACKS = when(has_cracks, "without a flaw", "add geometry.flaws")
_SIZES = in_plane("where mesh.tip and mesh.far set all sizes", "give those")
_PLANE = in_plane("which has none", "delete geometry.depth")
_KIND = "counter_electrode.kind"

ITEM = ""
"""Stands for a whole item of a list."""

EFFECTS: Mapping[str, Mapping[str, Condition]] = {
    "Config": {
        **always("title", "geometry", "electrolyte", "lithium", "interface", "anode"),
        **always("counter_electrode", "mechanics", "protocol", "growth", "mesh", "numerics"),
        **always("output"),
        "temperature": when(
            starts_at_temperature,
            "before the first step, which sets its own",
            "delete the temperature of that step",
        ),
    },
    "Geometry": {
        **always("width", "thickness", "depth", "mesh_file"),
        "mesh_unit": with_mesh_file,
        "flaws": alone("mesh_file", "are given beside a mesh_file, which has its own"),
        **under(
            alone("mesh_file", "is given beside a mesh_file, which has its own"),
            *("random_flaws", "microstructure", "regions"),
        ),
    },
    "Flaw": {
        **always("name", "path"),
        **under(without_path, "position", "length", "angle"),
        **under(in_space, "half_width", "z", "azimuth"),
    },
    "RandomFlaws": {
        **always("number", "mean_length", "distribution", "shape", "angle_spread", "seed"),
        **always("spacing"),
    },
    "Region": {ITEM: has_properties, **always("name", "bottom", "top", "polygon")},
    "Microstructure": {
        "seed": when(draws, "where nothing is drawn", "add grains or pores"),
        "grains": alone("image", "are given beside an image, which has its own"),
        "pores": both(alone("image", "are given beside an image, which has its own"), draws_pores),
        **always("placed_pores", "notches", "image"),
    },
    "Grains": {
        **always("mean_size", "kind", "relax"),
        "spread": chosen("geometry.microstructure.grains.kind", "laguerre"),
    },
    "Pores": always(
        *("number", "porosity", "mean_size", "spread", "aspect", "site", "gap", "joined")
    ),
    "PlacedPore": {**always("name", "centre", "size", "aspect", "joined"), "angle": is_oblong},
    "Notch": always("name", "position", "width", "depth", "shape", "crack"),
    "Image": {
        **always("file", "pixel_size", "phases", "smallest_feature", "page"),
        "cut_pores": when(
            shows_pores, "without a phase `pore`", "name a label `pore` in image.phases"
        ),
    },
    "Electrolyte": {
        **always("material", "youngs_modulus", "poisson_ratio", "fracture_toughness"),
        **always("ionic_conductivity", "leakage", "regions"),
        "conductivity_activation_energy": _WARM,
        "toughness_activation_energy": _WARM,
        **under(_GRAINS, "grain_boundary", "scatter"),
        "cleavage": both(
            _CRACKS,
            when(cleaves, "with ratio: 1, equally tough in every direction", "give more than 1"),
        ),
    },
    "GrainBoundary": {
        "width": when(
            draws_bands,
            "on a mesh file that has its own area grain_boundary",
            "draw the area as wide as you want it",
        ),
        **always("modulus_ratio", "toughness_ratio", "conductivity_ratio"),
        "electronic_ratio": _ELECTRONS,
    },
    "Leakage": {
        **always("conductivity"),
        "activation_energy": _WARM,
        **under(
            when(has_pores, "without pores", "add geometry.microstructure.pores"),
            *("seed_radius", "surface_energy"),
        ),
    },
    "Scatter": {
        **always("toughness", "modulus"),
        "seed": when(scatters, "where nothing scatters", "give a toughness or a modulus"),
    },
    "Cleavage": {
        **always("ratio", "orientation", "orientations"),
        "seed": when(
            lambda config: not turned(config),
            "where orientations are given",
            "delete those to draw them at random",
        ),
    },
    "RegionProperties": {
        **always("youngs_modulus", "fracture_toughness", "ionic_conductivity", "in_plane_stress"),
        "electronic_conductivity": _ELECTRONS,
    },
    "Lithium": {
        **always("material", "molar_volume", "flow", "mouth", "aperture"),
        **under(_CREEP, "creep", "strength_factor"),
        **under(chosen("lithium.flow", "creep"), "size_effect", "interface_diffusion"),
        "diffusional_creep": when(
            diffusion_counts, "where lithium does not creep", "set lithium.flow to creep"
        ),
    },
    **{law.__name__: always(*law.model_fields) for law in CREEP_LAWS.values()},
    "InterfaceDiffusion": {
        **always("diffusivity"),
        "width": _LAYER,
        "activation_energy": both(_LAYER, _WARM),
    },
    "DiffusionalCreep": {
        **always("grain_size"),
        **under(_GRAIN_SIZE, "boundary_width", "boundary_diffusivity", "lattice_diffusivity"),
        **under(
            both(_GRAIN_SIZE, _WARM),
            *("boundary_activation_energy", "lattice_activation_energy"),
        ),
    },
    "Interface": {
        **always("kinetics", "film_resistance", "interphase", "constriction", "contact", "patches"),
        **always("coating"),
        "exchange_current_density": kinetic("exchange_current_density", "butler_volmer", "linear"),
        "transfer_coefficient": kinetic("transfer_coefficient", "butler_volmer"),
        "double_layer_capacitance": kinetic("double_layer_capacitance", "butler_volmer", "linear"),
        "activation_energy": both(
            when(
                interface_reacts,
                "with interface.kinetics: ideal",
                "choose another law",
            ),
            _WARM,
        ),
    },
    "Interphase": {
        **always("material", "kind", "current_share", "initial_thickness", "conductivity"),
        **by_kind("interface.interphase.kind", LAYER_KINDS),
        "activation_energy": both(chosen("interface.interphase.kind", "parabolic", "power"), _WARM),
        "conductivity_activation_energy": _WARM,
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
        ),
    },
    "Patch": always("position", "width", "film_resistance"),
    "Coating": {
        **always("material", "thickness", "conductivity", "lateral_conductivity"),
        "activation_energy": _WARM,
    },
    "Contact": always("reference_resistance", "reference_pressure", "exponent"),
    "Constriction": always("spot_radius", "hardness"),
    "Anode": {
        **always("kind"),
        **under(_FOIL, "thickness", "law", "cell_size", "mouth_size", "roughness", "adhesion"),
        **under(_FOIL, "friction"),
        "voids": chosen("anode.kind", "foil", error="need a foil: a {value} has no surface"),
    },
    "Void": always("position", "width", "depth"),
    "CounterElectrode": {
        **always("kind", "equilibrium_potential"),
        **under(
            chosen(_KIND, "butler_volmer"),
            *("exchange_current_density", "transfer_coefficient", "double_layer_capacitance"),
        ),
        "area_resistance": chosen(_KIND, "resistance"),
    },
    "Mechanics": {
        **always("stack_pressure", "sides", "counter_side"),
        "lateral_stress": chosen("mechanics.sides", "free", error="cannot act on sides: {value}"),
    },
    "Protocol": {
        **always("current_density", "voltage", "steps", "stop_time"),
        "stop_voltage": both(
            when(
                lambda config: config.protocol.voltage is None,
                "where protocol.voltage holds the voltage",
                "give protocol.current_density instead",
            ),
            when(
                drives_plating,
                "where no step plates lithium at a current",
                "add such a step",
            ),
            when(
                stops_above_rest,
                "at or below counter_electrode.equilibrium_potential: plating keeps above it",
                "raise it",
            ),
        ),
    },
    "Step": {
        **always("current_density", "voltage", "rest", "duration", "capacity", "voltage_limit"),
        **always("temperature"),
    },
    "Ramp": {ITEM: is_several, **always("start", "stop", "increment", "capacity", "temperature")},
    "Repeat": always("repeat", "steps"),
    "GrowthLaw": {
        **always("kind", "largest_speed"),
        **_LAW,
        "activation_energy": both(_LAW["activation_energy"], _WARM),
        "reference_current_density": both(
            _LAW["reference_current_density"],
            when(
                lambda config: config.growth.law.current_exponent > 0.0,
                "without an exponent of the current",
                "set growth.law.current_exponent above 0",
            ),
        ),
    },
    "ToughnessLaw": {**always("kind"), **_TOUGHNESS},
    "Growth": {
        **under(
            _CRACKS,
            "law",
            "step",
            "method",
            "short_circuit_distance",
            "criterion",
            "tolerance",
            "max_steps",
            "max_depth",
        ),
        "toughness": _CRACKS,
        "branching": both(_CRACKS, in_plane("where fronts do not branch", "delete it")),
        "join": both(_CRACKS, in_plane("where cracks do not meet", "delete it")),
        "current_length": both(
            when(
                lambda config: (
                    config.growth.law.current_exponent > 0.0
                    or config.growth.toughness.kind != "constant"
                ),
                "where growth does not depend on the current",
                "choose a growth.toughness, or a growth.law.current_exponent",
            ),
            _CRACKS,
        ),
        "micro_flaw": both(
            _PLANE, when(has_pores, "without pores", "add geometry.microstructure.pores"), _CRACKS
        ),
    },
    "Mesh": {
        **always("far", "tip", "grading"),
        **under(_SIZES, "lip", "anode"),
        "boundary": both(_PLANE, _GRAINS),
        "quarter_point": both(in_plane("which always has them", "leave it true"), _CRACKS),
    },
    "Numerics": {
        **always("coupling", "time_tolerance", "newton_tolerance", "max_newton"),
        **always("initial_time_step", "max_time_step", "parallel"),
    },
    "Output": always("fields_every", "figures", "log_level"),
}
"""By section, then by key, in the order of the documentation."""
