"""When each key has an effect: one line for every key of the configuration.

A key whose condition is not met is read by nothing. If a user wrote it, that is told: as an error
where the user would believe in an object or a load that is not there, as a note otherwise.
"""

from collections.abc import Mapping

from filasse.config.rules.conditions import Condition, always, when
from filasse.config.rules.config_facts import starts_at_temperature
from filasse.config.rules.effects.cell_effects import CELL
from filasse.config.rules.effects.run_effects import RUN
from filasse.config.rules.effects.slab_effects import SLAB

EFFECTS: Mapping[str, Mapping[str, Condition]] = {
    "Config": {
        **always("title", "geometry", "electrolyte", "lithium", "interface", "anode"),
        **always("counter_electrode", "mechanics", "protocol", "growth", "mesh", "numerics"),
        **always("output", "own"),
        "temperature": when(
            starts_at_temperature,
            "before the first step, which sets its own",
            "delete the temperature of that step",
        ),
    },
    **SLAB,
    **CELL,
    **RUN,
}
"""By section, then by key, in the order of the documentation."""
