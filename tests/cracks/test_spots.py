"""Spots without lithium, and grains of it: the current beside them, by an integral equation."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import ellipk
from tests.builders.slabs import CONDUCTIVITY, MODEL, TEMPERATURE, UM, condensed
from tests.cracks.test_coupled_system import assert_exact_at

from filasse.constants import FARADAY, GAS_CONSTANT
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import Drive
from filasse.physics.contact import LEAST_CONTACT, untouched_part
from filasse.physics.kinetics import Kinetics
from filasse.physics.uneven_interface import Unevenness, drawn_grains, drawn_spots
from filasse_meshes import Sizes, Slab

type FloatArray = npt.NDArray[np.float64]

WIDTH, RADIUS, CURRENT = 80 * UM, 5 * UM, 10.0
SPOT = Unevenness(spots=((WIDTH / 2 - RADIUS, WIDTH / 2 + RADIUS),))


@pytest.fixture(scope="module")
def flat() -> Response:
    """A slab without cracks, fine along the anode."""
    size = 0.25 * UM
    return condensed(Slab(WIDTH, WIDTH / 2), Sizes(4 * UM, size, 4 * UM, size))


def system_of(response: Response, uneven: Unevenness, resistance: float) -> CoupledSystem:
    exchange = GAS_CONSTANT * TEMPERATURE / FARADAY / resistance
    kinetics = Kinetics("linear", exchange, 0.5, 0.0, TEMPERATURE)
    cell = replace(MODEL, anode=kinetics, uneven=uneven)
    return CoupledSystem(response, cell, Drive(current=CURRENT * WIDTH))


def densities(response: Response, uneven: Unevenness, resistance: float) -> tuple[FloatArray, ...]:
    """Places along the anode, current densities over the mean, and contact."""
    system = system_of(response, uneven, resistance)
    film = filled_cracks(system, 0.0)
    film = Newton(system, 1e-10, 30).solve(film, film.lithium, 0.0, frozen="film").film
    at = system.electric.anode
    x = response.ionic.nodes.position[at, 0]
    return x, film.current[at] / CURRENT, system.interface.contact


def at_the_rim(ratio: float, period: float) -> float:
    """Current at the rim of a stripe over the mean, for r/(kappa R) and the stripes' period over r.

    A half plane with sources i on y = 0: kappa R i + K i = const on the contact, i = 0 on the
    stripe, with K the potential of line sources in a row and of their mirror images.
    """
    edges = 1 + np.concatenate([[0.0], np.geomspace(1e-3, period / 2 - 1, 200)])
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    nodes, weights = np.polynomial.legendre.leggauss(6)

    def potential(distance: FloatArray) -> FloatArray:
        return -np.log(np.abs(2 * np.sin(np.pi * distance / period))) / np.pi

    places = middle + half * nodes[:, None]
    from_here = np.einsum("g,ijg->ij", weights, potential(middle[:, None, None] - places.T)) * half
    mirrored = np.einsum("g,ijg->ij", weights, potential(middle[:, None, None] + places.T)) * half
    own = -2 * half * (np.log(2 * np.pi * half / period) - 1) / np.pi
    np.fill_diagonal(from_here, own)
    count = len(middle)
    matrix = np.zeros((count + 1, count + 1))
    matrix[:count, :count] = from_here + mirrored + np.eye(count) / ratio
    matrix[:count, count], matrix[count, :count] = -1.0, 2 * half
    sides = np.append(np.zeros(count), period / 2)
    return float(np.linalg.solve(matrix, sides)[0])


def at_the_rim_of_a_disc(ratio: float) -> float:
    """The same for a disc in an endless plane, of which no cross-section is a model."""
    away = np.geomspace(1e-4, 11.0, 200)
    edges = np.concatenate([1 - away[away < 1][::-1], [1.0], 1 + away])
    middle, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    nodes, weights = np.polynomial.legendre.leggauss(8)

    def ring(radius: FloatArray, source: FloatArray) -> FloatArray:
        modulus = np.minimum(4 * radius * source / (radius + source) ** 2, 1 - 1e-15)
        return 2 * source / (np.pi * (radius + source)) * ellipk(modulus)

    places = (middle + half * nodes[:, None]).T
    matrix = np.einsum("g,ijg->ij", weights, ring(middle[:, None, None], places)) * half
    near = half * ((nodes[:, None] + 1) / 2) ** 4  # finest at the source
    fine = 2 * weights[:, None] * half * ((nodes[:, None] + 1) / 2) ** 3
    own = sum((fine * ring(middle, middle + side * near)).sum(axis=0) for side in (-1, 1))
    np.fill_diagonal(matrix, own)
    touching = middle > 1
    inner = matrix[np.ix_(touching, touching)] + np.eye(int(touching.sum())) / ratio
    missing = matrix[np.ix_(touching, ~touching)].sum(axis=1)
    return 1 + float(np.linalg.solve(inner, missing)[0])


def test_below_ten_lengths_of_the_kinetics_a_disc_focuses_less_than_three_times() -> None:
    found = [at_the_rim_of_a_disc(ratio) for ratio in (1.0, 5.0, 10.0, 20.0)]
    assert found == pytest.approx([1.38, 2.19, 2.86, 3.83], rel=0.01)


@pytest.mark.parametrize("ratio", [1.0, 4.0, 10.0])
def test_the_current_focuses_at_the_rim_of_a_spot(flat: Response, ratio: float) -> None:
    """More so the larger the spot is beside kappa R_ct: below 3 up to four times that."""
    expected = at_the_rim(ratio, WIDTH / RADIUS)
    _, current, contact = densities(flat, SPOT, RADIUS / ratio / CONDUCTIVITY)
    found = current[contact > 0.5].max()
    assert found == pytest.approx(expected, rel=0.03)
    assert (expected < 3) == (ratio <= 4)
    assert at_the_rim(ratio, 40.0) < at_the_rim(2 * ratio, 40.0)


def test_beside_a_large_spot_the_current_is_the_primary_one(flat: Response) -> None:
    """i/sqrt(1 - (r/x)^2) at a distance x from the middle; 2 % for the ends of the slab."""
    x, current, contact = densities(flat, SPOT, 1e-3 * RADIUS / CONDUCTIVITY)
    for distance in (1.5, 2.0, 3.0):
        there = np.argmin(np.abs(x - WIDTH / 2 - distance * RADIUS))
        expected = 1 / np.sqrt(1 - distance**-2.0)
        assert (contact * current)[there] == pytest.approx(expected, rel=0.02)
    assert np.abs((contact * current)[np.abs(x - WIDTH / 2) < 0.9 * RADIUS]).max() < 1e-3


def test_no_part_of_a_spot_is_lost_between_nodes() -> None:
    x = np.array([3.0, 0.0, 1.0, 2.0, 4.0])
    spots = np.array([[0.9, 1.2], [1.1, 1.3], [2.4, 2.7]])
    part = untouched_part(x, spots)
    lengths = np.array([1.0, 0.5, 1.0, 1.0, 0.5])
    assert float(lengths @ (1 - part)) == pytest.approx(0.4 + 0.3)
    assert part[[0, 2, 3]] == pytest.approx([0.8, 0.6, 0.9])
    assert untouched_part(x, np.array([[-9.0, 9.0]])) == pytest.approx(np.full(5, LEAST_CONTACT))


def test_spots_and_grains_are_drawn_as_asked() -> None:
    spots = np.array(drawn_spots(1.0, 4000, 1e-3, 0.5, seed=3))
    assert spots.shape == (4000, 2)
    radii = np.diff(spots, axis=1) / 2
    assert radii.mean() == pytest.approx(1e-3, rel=0.03)
    assert np.std(np.log(radii)) == pytest.approx(0.5, rel=0.05)
    assert drawn_spots(1.0, 3, 1e-3, 0.5, seed=3) == drawn_spots(1.0, 3, 1e-3, 0.5, seed=3)
    assert drawn_spots(1.0, 3, 1e-3, 0.5, seed=3) != drawn_spots(1.0, 3, 1e-3, 0.5, seed=4)
    ends, factors = np.array(drawn_grains(1.0, 1e-3, 0.3, seed=1)).T
    assert (len(ends), ends[-1]) == (1000, 1.0)
    assert np.all(np.diff(ends) >= 0)
    assert np.std(np.log(factors)) == pytest.approx(0.3, rel=0.1)


def test_grains_of_lithium_share_the_current_as_they_exchange(flat: Response) -> None:
    """Where the kinetics alone resist: three to one."""
    grains = Unevenness(grains=((WIDTH / 2, 0.5), (WIDTH, 1.5)))
    x, current, _ = densities(flat, grains, 1e3 * WIDTH / CONDUCTIVITY)
    assert current[x < 0.49 * WIDTH] == pytest.approx(0.5, rel=5e-3)
    assert current[x > 0.51 * WIDTH] == pytest.approx(1.5, rel=5e-3)


def test_the_jacobian_with_spots_and_grains_is_exact(flat: Response) -> None:
    uneven = replace(SPOT, grains=((WIDTH / 3, 0.5), (WIDTH, 1.5)))
    system = system_of(flat, uneven, 1e-3)
    kinetics = Kinetics("butler_volmer", 10.0, 0.3, 1e-3, TEMPERATURE)
    system.electric.model = replace(system.model, anode=kinetics)
    film = filled_cracks(system, 0.0)
    random = np.random.default_rng(1)
    assert_exact_at(system, replace(film, current=random.normal(5.0, 9.0, system.electric.m)))


def test_spots_lie_in_the_plane_of_the_anode() -> None:
    """Walls of notches have nodes at one x, and lithium touches all of them."""
    uneven = Unevenness(spots=((2.0, 5.0),))
    position = np.array([[0, 0], [3, 0], [3, 1], [3, 2], [4, 2], [4, 1], [4, 0], [8, 0]], float)
    contact = uneven.contact(position)
    np.testing.assert_array_equal(contact[2:6], 1.0)
    plane = position[:, 1] == 0.0
    alone = untouched_part(position[plane, 0], np.array([[2.0, 5.0]]))
    np.testing.assert_allclose(contact[plane], alone)
    assert contact[plane].min() < 0.3
