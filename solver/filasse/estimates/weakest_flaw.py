"""The flaw of a configuration that grows first, as closed forms see it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, partial
from statistics import NormalDist
from typing import Literal

import numpy as np

from filasse.config import Config, RandomFlawsSection
from filasse.config.sections.flaws_section import Point
from filasse.constants import FARADAY, arrhenius
from filasse.estimates.edge_crack import lean_factor, shape_factor
from filasse.estimates.steady_film import OpenFlaw, intensity, steady_critical_current
from filasse.estimates.surface_crack import CENTROID, known_factor
from filasse.parameters.interface.electrode_kinetics import anode_kinetics
from filasse.parameters.lithium_parameters import film_flow
from filasse.physics.elastic_constants import plane_strain_modulus
from filasse.physics.kinetics import FloatArray, Kinetics, current_taking, overpotential

AHEAD = 1e-4
"""How far before a tip its toughness counts, over the thickness: it may end at a layer."""
LEAST_WAGNER = 0.1
"""Wagner number below which only the blocked crack is estimated."""


@dataclass(frozen=True)
class WeakestFlaw:
    """The longest flaw and the current densities that crack it.

    Attributes:
        name: of the flaw.
        angle: its lean from the anode's normal [rad].
        position: where it meets the anode [m]; None if it is drawn at random.
        flaw: as closed forms see it.
        leaks: whether lithium can leave it.
        flows: freely, or by creep through a flaw of a cross-section or of a slab with a depth.
        is_even: whether it is plated evenly enough for the equations of its film.
    """

    name: str
    angle: float
    position: float | None
    flaw: OpenFlaw
    leaks: bool
    flows: Literal["freely", "in_plane", "in_space"]
    is_even: bool

    @cached_property
    def blocked(self) -> float:
        """Critical current density if no lithium can leave it [A/m^2]."""
        return blocked_current(self.flaw)

    @cached_property
    def critical(self) -> float | None:
        """Critical current density [A/m^2], found when it is asked for: that takes a while.

        Infinite if the flaw never grows, None if lithium leaves it and no theory tells how much.
        """
        if not self.leaks or self.blocked <= 0:
            return self.blocked
        if self.flows == "freely":
            return math.inf
        return steady_critical_current(self.flaw, self.blocked) if self.is_known else None

    @property
    def is_known(self) -> bool:
        """Whether theory tells how much lithium leaves it."""
        return self.flows != "in_space" or not self.leaks or self.blocked <= 0

    @property
    def limit(self) -> float:
        """Current density below which it does not grow [A/m^2]."""
        return self.blocked if self.critical is None else self.critical

    def needed(self, ratio: float) -> float:
        """Current density below which its K stays below `ratio` K_c, 0 < ratio <= 1 [A/m^2]."""
        if ratio == 1.0:
            return self.limit
        lower = replace(self.flaw, toughness=ratio * self.flaw.toughness)
        return replace(self, flaw=lower).limit

    @property
    def most_drawn(self) -> float:
        """Most that a held voltage draws with the faces of the flaw, over what it draws without."""
        return 1 + 2 * self.flaw.length / self.flaw.width

    def ratio(self, current: float) -> float:
        """K_eq/K_c of the steady state at an applied current density [A/m^2].

        At most that, if lithium leaves the flaw and no theory tells how much.
        """
        if self.leaks and current > 0 and self.is_known:
            return intensity(self.flaw, current) / self.flaw.toughness
        flaw = self.flaw
        pressure = flaw.stack_pressure + blocked_pressure(flaw, current)
        return (pressure - flaw.closing) / (flaw.critical_pressure - flaw.closing)


def weakest_flaw(config: Config, temperature: float | None = None) -> WeakestFlaw | None:
    """The longest flaw, which is the first to grow; None without flaws of known length.

    Args:
        config: the configuration.
        temperature: of the cell [K]; the configured one by default.
    """
    if temperature is not None:
        config = config.model_copy(update={"temperature": temperature})
    is_solid = config.geometry.depth is not None
    found = _largest_in_space(config) if is_solid else _longest_in_plane(config)
    if found is None:
        return None
    name, position, angle, flaw = found
    leaks = config.lithium.mouth == "open" and config.lithium.flow != "immobile"
    # Where plating concentrates at the tip, the film's equations here do not hold.
    is_even = flaw.conductivity * charge_transfer(flaw.kinetics) > LEAST_WAGNER * flaw.length
    leaks = leaks and is_even
    flows: Literal["freely", "in_plane", "in_space"] = "in_space" if is_solid else "in_plane"
    if config.lithium.flow == "mobile":
        flows = "freely"
    return WeakestFlaw(name, angle, position, flaw, leaks, flows, is_even)


def blocked_current(flaw: OpenFlaw) -> float:
    """Current density [A/m^2] at which a flaw that lithium cannot leave becomes critical.

    Solves eta(i) + R_f i + i c h/kappa = V_m (p_c - p_0)/F, h the height of the tip above the
    anode, c h the mean height of the flaw (c = 1/2 in a cross-section), p_0 the stack pressure;
    with linear kinetics it is eta/(R_ct + c h/kappa + R_f).
    Zero if the stack pressure alone cracks it.
    """
    target = flaw.critical_overpotential
    return 0.0 if target <= 0 else current_taking(target, partial(_driving, flaw))


def blocked_pressure(flaw: OpenFlaw, current: float) -> float:
    """Pressure above the stack pressure in a flaw that lithium cannot leave [Pa]."""
    return float(_driving(flaw, np.array([current]))[0][0] / flaw.volume_per_charge)


def _driving(flaw: OpenFlaw, current: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Potential that drives lithium into a blocked flaw [V], and its slope [ohm m^2]."""
    value, slope = overpotential(flaw.kinetics, current)
    ohmic = flaw.centroid * flaw.depth / flaw.conductivity
    return value + ohmic * current, slope + ohmic


type _Longest = tuple[str, float, float, float | None, Point | None]


def _longest(config: Config) -> _Longest | None:
    """Name, length, lean, position and tip of the longest flaw, as far as known beforehand."""
    found: list[_Longest] = [
        (flaw.name, flaw.length, flaw.angle, flaw.position, flaw.points[-1])
        for flaw in config.geometry.surface_cracks
    ]
    drawn = config.geometry.random_flaws
    if drawn is not None:
        name = f"the longest of {drawn.number} random flaws"
        found.append((name, _largest(drawn), 0.0, None, None))
    return max(found, key=lambda item: item[1], default=None)


def _toughness(config: Config, tip: Point | None, angle: float) -> float:
    """Toughness [Pa m^0.5] at 298.15 K of what a tip is about to grow into."""
    solid, geometry = config.electrolyte, config.geometry
    if tip is None or not geometry.regions:
        return solid.fracture_toughness
    from shapely import Point as Place
    from shapely import Polygon

    ahead = AHEAD * geometry.thickness
    place = Place(tip[0] + ahead * math.sin(angle), tip[1] + ahead * math.cos(angle))
    for region in reversed(geometry.regions):  # where two overlap the later one wins
        if Polygon(region.corners(geometry.width, geometry.thickness)).contains(place):
            own = solid.regions.get(region.name)
            given = None if own is None else own.fracture_toughness
            return solid.fracture_toughness if given is None else given
    return solid.fracture_toughness


def _largest(drawn: RandomFlawsSection) -> float:
    """Median of the largest of the lengths that are drawn [m]."""
    level = 0.5 ** (1 / drawn.number)
    if drawn.distribution == "weibull":
        scale = drawn.mean_length / math.gamma(1 + 1 / drawn.shape)
        return float(scale * (-math.log(1 - level)) ** (1 / drawn.shape))
    spread = drawn.shape
    return drawn.mean_length * math.exp(spread * NormalDist().inv_cdf(level) - spread**2 / 2)


def _longest_in_plane(config: Config) -> tuple[str, float | None, float, OpenFlaw] | None:
    """Name, position, lean and closed form of the longest flaw of a cross-section."""
    longest, geometry, held = _longest(config), config.geometry, config.mechanics
    if longest is None:
        return None
    name, length, angle, position, tip = longest
    size = (geometry.width, geometry.thickness)
    shape = shape_factor(length, *size, held.sides, held.counter_side) * lean_factor(angle)
    toughness = _toughness(config, tip, angle)
    return name, position, angle, _open_flaw(config, length, angle, shape, toughness)


def _largest_in_space(config: Config) -> tuple[str, float | None, float, OpenFlaw] | None:
    """The same of the flaw with the largest K in a slab with a depth; None if one is not known."""
    geometry = config.geometry
    factors = [known_factor(geometry, flaw) for flaw in geometry.first_flaws]
    known = [factor for factor in factors if factor is not None]
    if not known or len(known) < len(factors):
        return None
    pairs = zip(known, geometry.first_flaws, strict=True)
    shape, flaw = max(pairs, key=lambda pair: pair[0] * math.sqrt(pair[1].length))
    toughness = config.electrolyte.fracture_toughness
    alike = _open_flaw(config, flaw.length, flaw.angle, shape, toughness)
    return flaw.name, flaw.position, flaw.angle, replace(alike, centroid=CENTROID)


def _open_flaw(
    config: Config, length: float, angle: float, shape: float, toughness: float
) -> OpenFlaw:
    solid, geometry, mechanics = config.electrolyte, config.geometry, config.mechanics
    return OpenFlaw(
        length=length,
        depth=length * math.cos(angle),
        width=geometry.width / max(1, geometry.flaw_count),
        shape=shape,
        modulus=plane_strain_modulus(solid.youngs_modulus, solid.poisson_ratio),
        toughness=toughness / arrhenius(solid.toughness_activation_energy, config.temperature),
        closing=_closing(config, angle),
        stack_pressure=mechanics.stack_pressure,
        kinetics=anode_kinetics(config),
        conductivity=solid.conductivity_at(config.temperature),
        volume_per_charge=config.lithium.molar_volume / FARADAY,
        aperture=config.lithium.aperture,
        flow=film_flow(config),
    )


def _closing(config: Config, angle: float) -> float:
    """Compression across a crack by the loads on the slab [Pa]; their shear is left out."""
    mechanics, poisson = config.mechanics, config.electrolyte.poisson_ratio
    stack = mechanics.stack_pressure
    held = mechanics.sides == "roller"
    lateral = poisson / (1 - poisson) * stack if held else mechanics.lateral_stress
    return lateral * math.cos(angle) ** 2 + stack * math.sin(angle) ** 2


def charge_transfer(kinetics: Kinetics) -> float:
    """R_ct + R_f [ohm m^2]."""
    return kinetics.charge_transfer_resistance + kinetics.film_resistance
