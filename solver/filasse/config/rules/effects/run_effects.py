"""When each key of the loads, of growth and of the solution has an effect."""

from collections.abc import Mapping

from filasse.config.rules.conditions import (
    CRACKS,
    GRAINS,
    ITEM,
    WARM,
    Condition,
    always,
    both,
    by_kind,
    chosen,
    in_plane,
    in_space,
    is_several,
    under,
    when,
)
from filasse.config.rules.config_facts import (
    creep_counts,
    drives_plating,
    has_pores,
    stops_above_rest,
)
from filasse.config.sections.growth_section import GROWTH_LAWS, TOUGHNESS_LAWS

_LAW = by_kind("growth.law.kind", {name: row.reads for name, row in GROWTH_LAWS.items()})
_TOUGHNESS = by_kind(
    "growth.toughness.kind", {name: row.reads for name, row in TOUGHNESS_LAWS.items()}
)
_SIZES = in_plane("where mesh.tip and mesh.far set all sizes", "give those")
_PLANE = in_plane("which has none")

RUN: Mapping[str, Mapping[str, Condition]] = {
    "MechanicsSection": {
        **always("stack_pressure", "sides", "counter_side"),
        "lateral_stress": chosen("mechanics.sides", "free", error="cannot act on sides: {value}"),
    },
    "ProtocolSection": {
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
    "StepSection": {
        **always("current_density", "voltage", "rest", "duration", "capacity", "voltage_limit"),
        **always("temperature"),
    },
    "RampSection": {
        ITEM: is_several,
        **always("start", "stop", "increment", "capacity", "temperature"),
    },
    "RepeatSection": always("repeat", "steps"),
    "GrowthLawSection": {
        **always("kind", "largest_speed"),
        **_LAW,
        "activation_energy": both(_LAW["activation_energy"], WARM),
        "reference_current_density": both(
            _LAW["reference_current_density"],
            when(
                lambda config: config.growth.law.current_exponent > 0.0,
                "without an exponent of the current",
                "set growth.law.current_exponent above 0",
            ),
        ),
    },
    "ToughnessLawSection": {**always("kind"), **_TOUGHNESS},
    "GrowthSection": {
        **under(
            CRACKS,
            "law",
            "step",
            "method",
            "short_circuit_distance",
            "criterion",
            "tolerance",
            "max_steps",
            "max_depth",
        ),
        "toughness": CRACKS,
        "branching": both(CRACKS, in_plane("where fronts do not branch")),
        "join": both(CRACKS, in_plane("where cracks cut nothing loose")),
        "current_length": both(
            when(
                lambda config: (
                    config.growth.law.current_exponent > 0.0
                    or config.growth.toughness.kind != "constant"
                    or config.own.growth is not None
                    or config.own.toughness is not None
                ),
                "where growth does not depend on the current",
                "choose a growth.toughness, or a growth.law.current_exponent",
            ),
            CRACKS,
        ),
        "micro_flaw": both(
            _PLANE, when(has_pores, "without pores", "add geometry.microstructure.pores"), CRACKS
        ),
    },
    "MeshSection": {
        **always("far", "tip", "grading"),
        **under(_SIZES, "lip", "anode"),
        "boundary": both(_PLANE, GRAINS),
        "quarter_point": both(in_plane("which always has them", "leave it true"), CRACKS),
    },
    "NumericsSection": {
        **always("coupling", "time_tolerance", "newton_tolerance", "max_newton"),
        **always("initial_time_step", "max_time_step", "parallel"),
        "linear_solver": in_space,
    },
    "OutputSection": always("fields_every", "every", "times", "figures", "log_level"),
    "OwnSection": {
        **always("exchange_current", "layer", "anode", "observers", "columns", "stop_when"),
        **under(CRACKS, "growth", "toughness"),
        "creep": when(creep_counts, "where lithium does not creep", "set lithium.flow to creep"),
    },
}
