"""What a verdict says beside the critical current of a flaw: slow growth, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from filasse.config import Config
from filasse.config.rules.config_facts import any_grains
from filasse.config.rules.cross_checks import ligament
from filasse.config.rules.findings import time_text
from filasse.config.sections.electrolyte_section import RegionPropertiesSection
from filasse.config.sections.laws.own_section import LAWS
from filasse.physics.fracture.growth_laws import TipConditions
from filasse.units import format_quantity


class SlowGrowth(NamedTuple):
    """Growth below the toughness.

    Attributes:
        line: a sentence.
        is_late: whether the run stops before a tip is at its end, at the speed of its beginning.
    """

    line: str
    is_late: bool


def creep_below_toughness(
    config: Config, name: str, ratio: float, kelvin: float
) -> SlowGrowth | None:
    """What a subcritical law of growth does at K/K_c = `ratio` < 1; None if nothing moves.

    Args:
        config: the configuration.
        name: of the flaw.
        ratio: K/K_c [-].
        kelvin: temperature [K].
    """
    law, kind = config.growth.law.law, config.growth.law.kind
    if not law.is_subcritical or ratio <= max(config.growth.law.threshold, 0.0):
        return None
    begins = f"At K/K_c = {ratio:.2f}, below its toughness, {name} grows slowly (growth.law.kind: "
    if law.needs_current:
        line = f"{begins}{kind}), at a speed that depends on the current at its tip."
        return SlowGrowth(line, is_late=False)
    speed = float(law.speeds(np.array([ratio]), TipConditions(temperature=kelvin))[0])
    if speed <= 0.0:
        return None
    way, end = _way_to_the_end(config)
    seconds, stop = way / speed, config.protocol.stop_time
    late = f", but the run stops at {time_text(stop)}" if seconds > stop else ""
    line = (
        f"{begins}{kind}): at {format_quantity(speed, 'm/s', 'um/s', 2)} to begin with, at which "
        f"{end} is {seconds / 3600:.2g} h away{late}."
    )
    return SlowGrowth(line, is_late=bool(late))


def _way_to_the_end(config: Config) -> tuple[float, str]:
    """How far the deepest tip is from where the run ends [m], and what is there."""
    geometry, depth = config.geometry, config.growth.max_depth
    left = ligament(geometry)
    if depth is None:
        return left, "the counter electrode"
    return max(0.0, left - geometry.thickness + depth), "growth.max_depth"


def least_toughness(config: Config) -> float:
    """Least toughness that a tip may meet, over that of the grains."""
    boundary = config.electrolyte.grain_boundary
    grains = boundary.toughness_ratio if any_grains(config) and boundary is not None else 1.0
    law = config.growth.toughness
    return grains * (1.0 if law.kind == "constant" else law.least)


def where_it_is_less(config: Config) -> str:
    """Where a tip meets the least toughness."""
    if config.growth.toughness.kind != "constant":
        return "as plating lowers the toughness (growth.toughness)"
    return "in a weak grain boundary"


def left_out(config: Config) -> Iterator[str]:
    """What lowers or raises the critical current, and no closed form here knows."""
    yield from _told((*left_out_of_cracks(config), *_everywhere(config)))


def left_out_of_estimates(config: Config) -> Iterator[str]:
    """What no mechanism of the comparison knows.

    They count what resists at the interface, cracks excepted, but not what becomes of it.
    """
    layer = config.interface.interphase
    found = () if layer is None else ("the growth of the interphase (interface.interphase)",)
    yield from _told((*found, *_everywhere(config)))


def left_out_of_cracks(config: Config) -> Iterator[str]:
    """What no closed form of a crack knows, and those of other mechanisms do or do not need."""
    if config.interface.constriction is not None:
        yield "the resistance of rough contact (interface.constriction)"
    if config.electrolyte.cleavage is not None:
        yield "electrolyte.cleavage (the least toughness is taken in every direction)"
    if config.interface.contact is not None:
        yield "the resistance of contact (interface.contact)"
    if config.interface.coating is not None:
        yield "the coating (interface.coating)"
    if config.electrolyte.leakage is not None:
        yield "the electrons that leak (electrolyte.leakage)"
    if config.interface.interphase is not None:
        yield "the interphase (interface.interphase)"


def _everywhere(config: Config) -> Iterator[str]:
    """What makes the interface uneven or changes it, laws of one's own, regions of the slab."""
    uneven = ("patches", "spots", "lithium_grains")
    yield from (f"interface.{name}" for name in uneven if getattr(config.interface, name))
    if config.anode.voids:
        yield "the voids (anode.voids)"
    if config.anode.about.left_out:
        yield config.anode.about.left_out
    yield from (f"own.{name}" for name in LAWS if getattr(config.own, name))
    if any(map(_differs, config.electrolyte.regions.values())):
        yield "electrolyte.regions, but for a toughness at the tip"


def _told(found: tuple[str, ...]) -> Iterator[str]:
    if found:
        yield f"Left out of these numbers: {', '.join(found)}."


def _differs(region: RegionPropertiesSection) -> bool:
    values = region.youngs_modulus, region.fracture_toughness, region.ionic_conductivity
    return any(value is not None for value in values) or region.in_plane_stress != 0.0
