"""Concentration polarisation against a numerical solution of the diffusion equation."""

import math

import numpy as np
import pytest
from scipy.linalg import solve_banded

from filasse.constants import FARADAY, GAS_CONSTANT
from filasse.physics.stability.salt import (
    Salt,
    depletion_time,
    limiting_current,
    polarised_conductivity,
    polarised_current,
    sand_time,
)

SALT = Salt(concentration=1000.0, diffusivity=1e-12, transference_number=0.2)
THICKNESS = 1e-4


def emptied_at(ratio: float, cells: int = 400, steps: int = 4000) -> float:
    """Time at which a layer is empty at one side, by finite volumes (BDF1, extrapolated)."""
    coarse, fine = _march(ratio, cells, steps), _march(ratio, cells, 2 * steps)
    return 2 * fine - coarse


def _march(ratio: float, cells: int, steps: int) -> float:
    """In units of c_0 and L^2/D: flux 2 ratio out at the left, in at the right."""
    width, gradient = 1 / cells, 2 * ratio
    step = 2.0 * math.pi / 16 / ratio**2 / steps if ratio > 3 else 2.0 / steps
    bands = np.zeros((3, cells))
    bands[0, 1:] = bands[2, :-1] = -step / width**2
    bands[1] = 1 + 2 * step / width**2
    bands[1, 0] = bands[1, -1] = 1 + step / width**2
    concentration, before, time = np.ones(cells), 1.0, 0.0
    source = np.zeros(cells)
    source[0], source[-1] = -gradient * step / width, gradient * step / width
    for _ in range(2 * steps):
        concentration = solve_banded((1, 1), bands, concentration + source)
        time += step
        wall = concentration[0] - gradient * width / 2
        if wall <= 0:
            return time - step * wall / (wall - before)
        before = wall
    raise AssertionError("never empty")


def test_limiting_current() -> None:
    exact = 2 * FARADAY * 1000.0 * 1e-12 / (0.8 * 1e-4)
    assert limiting_current(SALT, THICKNESS) == pytest.approx(exact, rel=1e-14)


def test_sand_time() -> None:
    exact = math.pi * 1e-12 * (FARADAY * 1000.0 / (2 * 0.8 * 10.0)) ** 2
    assert sand_time(SALT, 10.0) == pytest.approx(exact, rel=1e-14)


@pytest.mark.parametrize("ratio", [1.2, 2.0, 8.0])
def test_depletion_is_that_of_the_diffusion_equation(ratio: float) -> None:
    time = depletion_time(SALT, ratio * limiting_current(SALT, THICKNESS), THICKNESS)
    assert time * 1e-12 / THICKNESS**2 == pytest.approx(emptied_at(ratio), rel=2e-3)


def test_depletion_is_sands_time_far_beyond_the_limiting_current() -> None:
    current = 3.5 * limiting_current(SALT, THICKNESS)
    assert depletion_time(SALT, current, THICKNESS) == pytest.approx(
        sand_time(SALT, current), rel=1e-5
    )


def test_series_and_sands_time_join() -> None:
    ratio = math.sqrt(math.pi / 16 / 0.02)
    limit = limiting_current(SALT, THICKNESS)
    above, below = (depletion_time(SALT, x * ratio * limit, THICKNESS) for x in (1.0001, 0.9999))
    assert below / above == pytest.approx(1.0004, abs=1e-5)


def test_below_the_limiting_current_the_salt_lasts() -> None:
    limit = limiting_current(SALT, THICKNESS)
    assert depletion_time(SALT, limit, THICKNESS) == math.inf
    assert depletion_time(SALT, 1.000001 * limit, THICKNESS) < math.inf


@pytest.mark.parametrize("ratio", [0.01, 0.5, 0.99])
def test_polarised_conductivity_is_the_slope_of_the_potential(ratio: float) -> None:
    current = ratio * limiting_current(SALT, THICKNESS)
    y = np.array([0.0, 1e-12])
    salt = 1000.0 * (1 - ratio) + 0.8 * current / (FARADAY * 1e-12) * y
    phi = current * y / 0.01 + 2 * GAS_CONSTANT * 350.0 / FARADAY * 0.8 * np.log(salt)
    slope = (phi[1] - phi[0]) / y[1]
    felt = polarised_conductivity(SALT, 0.01, current, THICKNESS, 350.0)
    assert current / felt == pytest.approx(slope, rel=1e-4)
    assert polarised_current(SALT, 0.01, current / felt, THICKNESS, 350.0) == pytest.approx(
        current, rel=1e-9
    )


def test_without_mobile_anions_nothing_polarises() -> None:
    ions = Salt(1000.0, 1e-12, 1 - 1e-9)
    assert polarised_conductivity(ions, 0.01, 1.0, THICKNESS, 350.0) == pytest.approx(0.01)
    assert polarised_current(ions, 0.01, 1e3, THICKNESS, 350.0) == pytest.approx(10.0)


def test_no_gradient_takes_more_than_the_limiting_current() -> None:
    limit = limiting_current(SALT, THICKNESS)
    assert polarised_current(SALT, 0.01, 1e12, THICKNESS, 350.0) == pytest.approx(limit, rel=1e-6)
