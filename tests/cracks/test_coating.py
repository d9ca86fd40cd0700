"""A coating that conducts along the planar interface: exact derivatives, and a closed form."""

from dataclasses import replace

import numpy as np
import pytest
from tests.builders.slabs import UM, condensed, sizes
from tests.cracks.test_coupled_system import (
    COUNTERS,
    CURRENT,
    FILLINGS,
    Cell,
    assert_exact_at,
    counter,
    electrode,
    somewhere,
)

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.layers.spreading import SpreadingCoating, along_the_coating
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.fem.condensed import Response
from filasse.fem.elastic_response import AnodeSurface
from filasse.parameters.cell_model import Drive
from filasse.parameters.interface.planar_interface import CoatingModel, Patch
from filasse_meshes import Slab

COATING = CoatingModel(resistance=2e-3, conductance=4e-8)


@pytest.mark.parametrize("kind", COUNTERS)
@pytest.mark.parametrize("law", ["butler_volmer", "ideal"])
def test_jacobian_with_a_coating(edge: Response, cell: Cell, law: str, kind: str) -> None:
    model = cell(anode=electrode(law, 1e-3), counter=counter(kind), counter_kind=kind)
    system = CoupledSystem(edge, replace(model, coating=COATING), Drive(current=CURRENT))
    assert_exact_at(system, somewhere(system, FILLINGS["all kinds"]))


def test_no_current_is_lost_along_it(edge: Response, cell: Cell) -> None:
    """What leaves the electrolyte arrives at the lithium, and none crosses the mouth of a crack."""
    system = CoupledSystem(edge, cell(coating=COATING), Drive(current=CURRENT))
    electric, coating = system.electric, system.electric.cover
    assert isinstance(coating, SpreadingCoating)
    current = np.random.default_rng(1).uniform(-30, 30, electric.m)
    areas, anode = electric.areas[electric.anode], electric.anode
    plated = coating.plated(current[anode], current)
    assert areas @ plated == pytest.approx(areas @ current[anode], rel=1e-10)
    x = edge.ionic.nodes.position[anode, 0]
    links = areas[:, None] * coating.by_potential
    left, right = x < 30 * UM - 1e-12, x > 30 * UM + 1e-12
    assert np.all(links[np.ix_(left, right)] == 0.0)
    at_mouth = np.flatnonzero(~(left | right))
    assert len(at_mouth) == 2
    for node in at_mouth:  # each of the two is joined to one side
        joined = links[node] != 0.0
        assert joined[left].any() != joined[right].any()


def test_it_conducts_along_the_wall_of_a_notch(edge: Response) -> None:
    nodes = edge.ionic.nodes
    leaning = nodes.position.copy()
    leaning[:, 1] += 3 * leaning[:, 0]
    steep = along_the_coating(replace(nodes, position=leaning), 1.0)
    np.testing.assert_allclose(steep, along_the_coating(nodes, 1.0) / np.sqrt(10), rtol=1e-9)


@pytest.mark.parametrize("conductance", [4e-8, 1e-7, 2e-7])
def test_current_spreads_past_a_blocked_spot(cell: Cell, conductance: float) -> None:
    """Over the spot cosh(x/l_b), outside exp(-x/l_o), joined in potential and current.

    Electrolyte that conducts well leaves the coating's own equation
    k psi'' = psi/R_ct - (phi - psi)/R_c, the first term being absent over the spot.
    """
    slab, half = Slab(200 * UM, 60 * UM, ()), 20 * UM
    response = condensed(slab, replace(sizes(slab), anode=1 * UM, far=8 * UM))
    across, kinetics = 2e-3, electrode("linear")
    model = cell(
        anode=kinetics,
        conduction=1e6,
        coating=CoatingModel(across, conductance),
        patches=(Patch(100 * UM, 2 * half, 1e6),),
    )
    system = CoupledSystem(response, model, Drive(voltage=0.01))
    film = Newton(system).solve(filled_cracks(system, 0.0), np.zeros(0), 0.0).film
    nodes, transfer = response.ionic.nodes, kinetics.charge_transfer_resistance
    x = np.abs(nodes.position[nodes.anode, 0] - 100 * UM)
    far = film.current[nodes.anode][x.argmax()]
    over, outside = (
        np.sqrt(conductance * across),
        np.sqrt(conductance / (1 / transfer + 1 / across)),
    )
    # phi - psi = a cosh(x/over) over the spot; far R_c + b exp(-(x - half)/outside) beside it
    inside, end = np.cosh(half / over), np.tanh((100 * UM - half) / outside)
    slope = np.sinh(half / over) / over
    a = far * across / (inside + slope * outside / end)
    b = a * inside - far * across
    wanted = np.where(
        x <= half,
        a * np.cosh(np.minimum(x, half) / over),
        far * across
        + b
        * np.cosh((100 * UM - np.maximum(x, half)) / outside)
        / np.cosh((100 * UM - half) / outside),
    )
    off = np.abs(x - half) > 2 * UM
    np.testing.assert_allclose(
        film.current[nodes.anode][off], (wanted / across)[off], atol=0.03 * far
    )


@pytest.mark.parametrize("law", ["butler_volmer", "linear"])
def test_jacobian_where_lithium_has_parted_from_the_coating(
    edge: Response, cell: Cell, law: str
) -> None:
    model = cell(anode=electrode(law, 1e-3), coating=COATING)
    system = CoupledSystem(edge, model, Drive(current=CURRENT))
    parted = np.linspace(0.1, 1.0, len(system.electric.anode))
    system = system.facing(replace(system.interface, contact=parted))
    assert_exact_at(system, somewhere(system, FILLINGS["all kinds"]))


def test_current_spreads_past_lost_contact_as_past_a_resistance(edge: Response, cell: Cell) -> None:
    """Under a void the coating passes current on; lithium gets it where it still touches."""
    model = cell(anode=electrode("linear"), coating=COATING)
    resting = CoupledSystem(edge, model, Drive(voltage=0.01))
    x = edge.ionic.nodes.position[resting.electric.anode, 0]
    void = np.abs(x - 15 * UM) < 6 * UM
    contact = np.where(void, 1e-6, 1.0)
    parted = resting.facing(replace(resting.interface, contact=contact))
    blocked = resting.facing(replace(resting.interface, resistance=np.where(void, 2e3, 0.0)))
    into, wanted = np.zeros_like(x), np.zeros_like(x)
    for system, currents in ((parted, into), (blocked, wanted)):
        start = filled_cracks(system, 0.0)
        film = Newton(system).solve(start, start.lithium, 0.0, frozen="film").film
        currents[:] = system.electric.at_anode(film, system.active_part(film))
        left = (system.electric.areas * film.current)[system.electric.anode]
        assert currents.sum() == pytest.approx(float(left.sum()), rel=1e-9)
        assert left[void].min() > 0.0
    np.testing.assert_allclose(into, wanted, atol=1e-4 * wanted.max())
    assert np.abs(into[void]).max() < 1e-4 * into.max()


@pytest.mark.parametrize("drawn", [1.0, -1.0])
def test_spots_under_a_coating_are_solved_with_the_kinetics_of_a_preset(
    edge: Response, cell: Cell, drawn: float
) -> None:
    """From a uniform current, which is a million times too much where lithium does not touch."""
    model = cell(anode=electrode("butler_volmer", 0.0), coating=COATING)
    system = CoupledSystem(edge, model, Drive(current=drawn * CURRENT))
    x = edge.ionic.nodes.position[system.electric.anode, 0]
    spot = np.abs(x - 15 * UM) < 6 * UM
    system = system.facing(replace(system.interface, contact=np.where(spot, 1e-6, 1.0)))
    start = filled_cracks(system, 0.0)
    film = Newton(system).solve(start, start.lithium, 0.0, frozen="film").film
    into = system.electric.at_anode(film, system.active_part(film))
    left = (system.electric.areas * film.current)[system.electric.anode]
    assert into.sum() == pytest.approx(float(left.sum()), rel=1e-9)
    assert np.abs(into[spot]).max() < 1e-4 * np.abs(into).max()
    assert np.all(np.sign(into) == drawn)


def test_a_coating_gives_way_by_its_thickness_over_its_stiffness() -> None:
    """An even pressure presses it flat by p s; the mean of a hat's by less where it ends."""
    knots = np.linspace(0.0, 60 * UM, 7)
    shares = np.array([5, 10, 10, 10, 10, 10, 5]) * UM
    rigid = AnodeSurface(knots, shares, np.zeros((7, 7)), np.zeros((7, 3)))
    np.testing.assert_allclose(rigid.with_spring(2e-18).compliance @ np.full(7, 1e6), 2e-12)
