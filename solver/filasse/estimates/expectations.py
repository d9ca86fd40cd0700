"""What theory expects of a configuration, in closed form, before anything is solved."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from scipy.constants import physical_constants

from filasse.config.sections.model import Config
from filasse.estimates.cost import estimate
from filasse.units import convert

FARADAY: float = physical_constants["Faraday constant"][0]
GAS_CONSTANT: float = physical_constants["molar gas constant"][0]
EDGE_CRACK = 1.1215  # K = 1.1215 p sqrt(pi a), edge crack in a half plane (Tada)
REFERENCE_TEMPERATURE = 298.15


class Expectation(NamedTuple):
    """One line of what to expect: a number in a unit that people use, and what it means."""

    name: str
    value: float
    unit: str
    note: str


def griffith_pressure(toughness: float, length: float, shape: float = EDGE_CRACK) -> float:
    """Uniform pressure that brings a crack to its toughness, p = K_IC / (shape sqrt(pi a)).

    Args:
        toughness: K_IC [Pa m^0.5].
        length: length a of an edge crack, or half length of a centre crack [m].
        shape: 1.1215 for an edge crack, 1 for a centre crack.

    Returns:
        The pressure [Pa].
    """
    return toughness / (shape * math.sqrt(math.pi * length))


def nernst_overpotential(pressure: float, molar_volume: float) -> float:
    """Overpotential [V] that can hold a pressure [Pa], eta = p V_m / F (Tang 2021, eq. 2)."""
    return pressure * molar_volume / FARADAY


def charge_transfer_resistance(exchange_current: float, temperature: float) -> float:
    """R_ct = R T / (F i_0) [ohm m^2] from i_0 [A/m^2] and T [K]."""
    return GAS_CONSTANT * temperature / (FARADAY * exchange_current)


def blocked_crack_current(
    overpotential: float, resistance: float, exchange_current: float, temperature: float
) -> float:
    """Current density [A/m^2] at which a crack that lithium cannot leave becomes critical.

    Solves eta = i R + (2 R T / F) asinh(i / (2 i_0)), Butler-Volmer with alpha = 1/2. With linear
    kinetics it is i = eta / (R_ct + a / (2 kappa) + R_f).

    Args:
        overpotential: eta that holds the critical pressure [V].
        resistance: ohmic part, a / (2 kappa) + R_f [ohm m^2].
        exchange_current: i_0 [A/m^2]; infinite for ideal kinetics.
        temperature: T [K].
    """
    from scipy.optimize import brentq

    thermal = GAS_CONSTANT * temperature / FARADAY

    def excess(current: float) -> float:
        kinetic = 2.0 * thermal * math.asinh(current / (2.0 * exchange_current))
        return current * resistance + kinetic - overpotential

    if math.isinf(exchange_current):
        return overpotential / resistance
    linear = overpotential / (resistance + thermal / exchange_current)
    limit = 2.0 * exchange_current * math.sinh(min(overpotential / (2.0 * thermal), 500.0))
    return float(brentq(excess, 0.0, max(limit, 2.0 * linear), xtol=1e-12 * linear))


def arrhenius(value: float, activation_energy: float, temperature: float) -> float:
    """A value given at 298.15 K, at another temperature [K]."""
    inverse = 1.0 / REFERENCE_TEMPERATURE - 1.0 / temperature
    return value * math.exp(activation_energy / GAS_CONSTANT * inverse)


def expectations(config: Config) -> tuple[Expectation, ...]:
    """What `filasse validate` prints for a configuration."""
    geometry = config.geometry
    named = [(flaw.length, flaw.name) for flaw in geometry.flaws]
    drawn = geometry.random_flaws
    named += [(drawn.mean_length, "the mean of the random flaws")] if drawn is not None else []
    about_flaw = _about_flaw(config, *max(named)) if named else ()
    return (*about_flaw, *_about_microstructure(config), *_about_cost(config))


def _about_flaw(config: Config, length: float, name: str) -> tuple[Expectation, ...]:
    electrolyte, interface = config.electrolyte, config.interface
    pressure = griffith_pressure(electrolyte.fracture_toughness, length)
    voltage = nernst_overpotential(pressure, config.lithium.molar_volume)
    conductivity, exchange = _at_temperature(config)
    ohmic = length / (2.0 * conductivity)
    resistance = ohmic + interface.film_resistance
    if interface.kinetics == "linear":
        charge_transfer = charge_transfer_resistance(exchange, config.temperature)
        current = voltage / (resistance + charge_transfer)
    else:
        current = blocked_crack_current(voltage, resistance, exchange, config.temperature)
    where = f"{name}, taken as an edge crack in a half plane"
    return (
        Expectation(
            "critical lithium pressure", pressure / 1e6, "MPa", f"uniform, K = K_IC; {where}"
        ),
        Expectation("Nernst-Griffith overpotential", 1e3 * voltage, "mV", "below it, no growth"),
        Expectation(
            "blocked-crack critical current",
            convert(current, "A/m^2", "mA/cm^2"),
            "mA/cm^2",
            "if no lithium can leave the crack",
        ),
        Expectation(
            "Wagner number",
            _wagner(config, length),
            "",
            "large: even plating; small: plating at the tip",
        ),
    )


def _at_temperature(config: Config) -> tuple[float, float]:
    """Conductivity [S/m] and exchange current density [A/m^2] at the cell's temperature."""
    electrolyte, interface, kelvin = config.electrolyte, config.interface, config.temperature
    energy = electrolyte.conductivity_activation_energy
    conductivity = arrhenius(electrolyte.ionic_conductivity, energy, kelvin)
    if interface.kinetics == "ideal":
        return conductivity, math.inf
    energy = interface.activation_energy
    return conductivity, arrhenius(interface.exchange_current_density, energy, kelvin)


def _wagner(config: Config, length: float) -> float:
    """Wagner number kappa (R_ct + R_f) / a."""
    conductivity, exchange = _at_temperature(config)
    resistance = charge_transfer_resistance(exchange, config.temperature)
    return conductivity * (resistance + config.interface.film_resistance) / length


def _about_microstructure(config: Config) -> Iterator[Expectation]:
    geometry = config.geometry
    size = geometry.grain_size
    if size is not None:
        note = f"of {1e6 * size:.3g} um on average; short edges are merged, so a few less remain"
        yield Expectation("grains", geometry.grain_count, "", note)
    if geometry.pore_count:
        joined = geometry.inside.joined
        yield Expectation("pores", geometry.pore_count, "", f"{joined} joined to the anode")
    if geometry.random_flaws is not None:
        note = f"{len(geometry.flaws)} given, {geometry.random_flaws.number} drawn at random"
        yield Expectation("flaws", geometry.flaw_count - geometry.inside.joined, "", note)


def _about_cost(config: Config) -> tuple[Expectation, ...]:
    cost = estimate(config)
    cells, unknowns = _rough(cost.cells), _rough(cost.unknowns)
    return (
        Expectation("mesh cells", cells, "", "rough, at the start"),
        Expectation("unknowns", unknowns, "", "displacement and potential, rough"),
        Expectation(
            "growth steps to short circuit", cost.steps, "", "if the filament goes straight"
        ),
        Expectation("run time", _rough(cost.time / 60.0), "min", "rough, one core"),
        Expectation("memory", _rough(cost.memory / 1e9), "GB", "rough, at the peak"),
    )


def _rough(value: float) -> float:
    """Two digits: more would be a promise."""
    return float(f"{value:.2g}")
