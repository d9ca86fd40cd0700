"""Further laws, as changes of the source: of creep, toughness, growth, and of a surface layer."""

from tests.builders.variants.variant import Edits, Variant, from_page

EXPONENTIAL = """
from dataclasses import dataclass, replace

import numpy as np

from filasse.physics.creep.flow_law import constant_resistance


@dataclass(frozen=True)
class Exponential:
    rate: float
    resistance: float
    fluidity: float = 0.0

    def plastic_rate(self, log_ratio):
        ratio = np.minimum(np.exp(log_ratio), 600.0)
        return self.rate * np.expm1(ratio), self.rate * ratio * np.exp(ratio)

    def log_ratio(self, rate):
        return np.log(np.log1p(rate / self.rate))

    def hardening_rate(self, rate, resistance):
        return constant_resistance(rate)

    def strengthened(self, factor):
        return replace(self, resistance=factor * self.resistance)

    def with_fluidity(self, fluidity):
        return replace(self, fluidity=fluidity)
"""
EXPONENTIAL_SECTION = '''class ExponentialSection(_NamedLawSection):
    """Creep of thermally activated glide, rate = A [exp(sigma / S) - 1]."""

    kind: Literal["exponential"]
    """This law."""

    prefactor: RatePrefactor
    """Prefactor A."""

    reference_stress: ReferenceStress
    """Stress S."""

    def law(self, temperature: float) -> FlowLaw:
        """The law at a temperature [K]."""
        return Exponential(self.prefactor, self.reference_stress)


AnyCreepLaw = Annotated[PowerLawSection | ExponentialSection |'''
IMPORT_POWER_LAW = "from filasse.physics.creep.power_law import power_law\n"

CREEP: Edits = {
    "physics/creep/exponential.py": EXPONENTIAL,
    "config/sections/laws/creep_section.py": (
        ("AnyCreepLaw = Annotated[PowerLawSection |", EXPONENTIAL_SECTION),
        (
            IMPORT_POWER_LAW,
            f"from filasse.physics.creep.exponential import Exponential\n{IMPORT_POWER_LAW}",
        ),
    ),
}
CREEP_PROGRAM = """
from filasse.config.writing.dump import to_yaml
from filasse.parameters.foil_model import foil_model
from filasse.parameters.lithium_parameters import film_flow

LAW = {"kind": "exponential", "prefactor": "1e-3 s^-1", "reference_stress": "5 MPa"}
config = load_config({**CONFIG, "lithium": {"creep": LAW, "strength_factor": 2}})
print(film_flow(config).law, foil_model(config, None).solid.law)
resolved = to_yaml(config)
open("resolved.yaml", "w").write(resolved)
assert load_config("resolved.yaml") == config, resolved
series = open_run(simulate(config, "run").folder).series
print(series["flaw1.lithium_front"].iloc[-1] > 0, series["lithium_returned"].iloc[-1] > 0)
try:
    load_config({**CONFIG, "lithium": {"creep": {**LAW, "reference_stress": "1 m"}}})
except Exception as error:
    print(error)
"""


TOUGHNESS: Edits = {
    "physics/fracture/toughness_laws.py": (
        (
            "@dataclass(frozen=True)\nclass FallsWithCurrent:",
            '''@dataclass(frozen=True)
class FallsWithTemperature:
    """K_c = K_c0 [1 - s (T - 298.15 K)]."""

    slope: float
    needs_conditions: bool = True

    def energies(self, energy, conditions, tip):
        return energy * (1 - self.slope * (conditions.temperature - 298.15)) ** 2


@dataclass(frozen=True)
class FallsWithCurrent:''',
        ),
    ),
    "config/sections/growth_section.py": (
        ('Literal["constant", "current"', 'Literal["thermal", "constant", "current"'),
        (
            '    """Potential against lithium below which the electrolyte',
            '    """Reduction."""\n\n    slope: Number = 0.0\n'
            '    """Potential against lithium below which the electrolyte',
        ),
        (
            '"constant": LawKind(lambda law: toughness_laws.Constant()),',
            '"constant": LawKind(lambda law: toughness_laws.Constant()), "thermal": LawKind('
            'lambda law: toughness_laws.FallsWithTemperature(law.slope), ("slope",)),',
        ),
    ),
}
TOUGHNESS_PROGRAM = """
for slope in (0.0, 0.25 / 35):
    law = {"kind": "thermal", "slope": slope}
    growth = {**CONFIG["growth"], "toughness": law}
    config = load_config({**CONFIG, "growth": growth, "temperature": "60 degC"})
    series = open_run(simulate(config, f"run{slope}").folder).series
    first = series[series["flaw1.K_eq/K_c"] > 1 - 1e-5].iloc[0]
    print(first["time"], first["flaw1.K_I"])
"""


GROWTH: Edits = {
    "physics/fracture/growth_laws.py": (
        (
            "@dataclass(frozen=True)\nclass Subcritical:",
            '''@dataclass(frozen=True)
class Proportional:
    """v = v0 (K/K_c - r)/(1 - r) above K/K_c = r."""

    speed: float
    threshold: float
    is_subcritical: bool = True
    needs_current: bool = False

    def speeds(self, ratios, conditions):
        return self.speed * np.maximum(ratios - self.threshold, 0.0) / (1 - self.threshold)


@dataclass(frozen=True)
class Subcritical:''',
        ),
    ),
    "config/sections/growth_section.py": (
        ('Literal["griffith", "power"', 'Literal["proportional", "griffith", "power"'),
        (
            '"griffith": LawKind(lambda law: growth_laws.Griffith()),',
            '"griffith": LawKind(lambda law: growth_laws.Griffith()), "proportional": LawKind('
            "lambda law: growth_laws.Proportional(law.speed, law.threshold), "
            '("speed", "threshold"), {"speed": "1 um/s"}),',
        ),
    ),
}
GROWTH_PROGRAM = """
def config(**law):
    growth = {**CONFIG["growth"], "max_steps": 0, "law": {"kind": "proportional", **law}}
    return load_config({**CONFIG, "growth": growth})

series = open_run(simulate(config(speed="1 um/s", threshold=0.2), "run").folder).series
below = series[series["flaw1.K_eq/K_c"] < 0.9]
print(*((below["flaw1.K_eq/K_c"] - 0.2) / 0.8))
print(*below["flaw1.speed"])
try:
    config()
except Exception as error:
    print(" ".join(str(error).split()))
"""


LAYER_PROGRAM = """
from math import log1p

layer = {
    "kind": "logarithmic", "length": "3 nm", "conductivity": "1e-5 mS/cm",
    "volume_per_charge": "9 nm cm^2/uAh",
}
config = {
    **CONFIG,
    "geometry": {"width": "40 um", "thickness": "40 um"},
    "interface": {**CONFIG["interface"], "interphase": layer},
    "protocol": {"current_density": "1 mA/cm^2", "stop_time": "10 min"},
}
series = open_run(simulate(load_config(config), "run").folder).series
end = series.iloc[-1]
print(end["interphase.thickness"] / (3 * log1p(end["time"] / 60)))
layer["kind"] = "current"
try:
    load_config(config)
except Exception as error:
    print(error)
"""


LAWS = {
    "creep law": Variant(CREEP, CREEP_PROGRAM),
    "toughness law": Variant(TOUGHNESS, TOUGHNESS_PROGRAM),
    "rate law": Variant(GROWTH, GROWTH_PROGRAM),
    "surface layer": Variant(from_page("adding-a-surface-layer"), LAYER_PROGRAM),
}
