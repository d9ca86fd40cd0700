"""Concentration polarisation, where the electrolyte is a polymer with a salt."""

from __future__ import annotations

from collections.abc import Iterator

from filasse.errors import UsageError
from filasse.estimates.expectations import Expectation
from filasse.estimates.mechanisms.mechanism_row import Mechanism
from filasse.estimates.mechanisms.plating_cell import PlatingCell
from filasse.physics.stability.salt import Salt, depletion_time, limiting_current, sand_time

NEEDED = (
    "--assume salt_concentration='1000 mol/m^3' --assume salt_diffusivity='1e-8 cm^2/s' "
    "--assume transference_number=0.2"
)


def salt_of(cell: PlatingCell) -> Salt | None:
    """The salt that is given, if any."""
    inputs = cell.inputs
    c, d, t = inputs.salt_concentration, inputs.salt_diffusivity, inputs.transference_number
    return None if c is None or d is None or t is None else Salt(c, d, t)


def runs_out(cell: PlatingCell) -> str:
    """Why nothing is told of a front at a current that the salt cannot follow; empty if it can."""
    salt = salt_of(cell)
    if salt is None or cell.current < (limit := limiting_current(salt, cell.thickness)):
        return ""
    real = depletion_time(salt, cell.current, cell.thickness)
    return (
        f"the current is above the limiting current of {limit / 10:.3g} mA/cm^2: salt runs out "
        f"after {real:.3g} s (Sand's time {sand_time(salt, cell.current):.3g} s); not estimated"
    )


def salt_mechanisms(cell: PlatingCell) -> Iterator[Mechanism]:
    """The salt runs out at the anode; nothing for a single-ion conductor."""
    if (salt := salt_of(cell)) is None:
        return
    current, thickness = cell.current, cell.thickness
    yield Mechanism(
        name="salt runs out at the anode",
        critical_current=limiting_current(salt, thickness),
        time=depletion_time(salt, current, thickness) if current else None,
        length=thickness,
        measure="electrolyte",
        depends="salt concentration and diffusivity, transference number, thickness",
        sources=("sand1901", "chazalviel1990"),
        note="dendrites then start at once; how fast they cross is not estimated",
    )


def salt_lines(cell: PlatingCell) -> Iterator[Expectation]:
    """What `filasse estimate polymer` tells.

    Raises:
        UsageError: no salt is given.
    """
    if (salt := salt_of(cell)) is None:
        raise UsageError(f"the salt of the polymer is not known; give it, for instance {NEEDED}")
    limit = limiting_current(salt, cell.thickness) / 10
    yield Expectation("limiting current", limit, "mA/cm^2", "2 F c D/[(1 - t_+) L]")
    scale = cell.thickness**2 / salt.diffusivity / 3600
    yield Expectation("diffusion time", scale, "h", "L^2/D")
    if cell.current:
        sand = sand_time(salt, cell.current) / 3600
        note = "pi D {F c/[2 (1 - t_+) i]}^2, if the electrolyte were thick"
        yield Expectation("Sand's time", sand, "h", note)
        real = depletion_time(salt, cell.current, cell.thickness) / 3600
        yield Expectation("empty at the anode after", real, "h", "inf: below the limiting current")
