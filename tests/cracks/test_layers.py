"""The interphase in a stage of the coupled system: exact derivatives, exact growth."""

from dataclasses import replace

import numpy as np
import pytest
from tests.builders.slabs import UM, condensed, edge_crack, sizes
from tests.cracks.test_coupled_system import (
    CURRENT,
    FILLINGS,
    Cell,
    assert_exact_at,
    electrode,
    somewhere,
)

from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.fem.condensed import Response
from filasse.fem.supports import Support
from filasse.fracture.criterion import stress_intensities
from filasse.parameters.cell_model import CoatingModel, Drive
from filasse.parameters.interface.interphase_model import SurfacePull
from filasse.physics.interphase import Breakaway, Interphase, Parabolic
from filasse_meshes.data.tags import Surface

LAYER = Interphase(
    Parabolic(2e-16, 1e-8), 1e-5, expansion=0.3, volume_per_charge=2.5e-10, current_share=0.3
)


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("law", ["butler_volmer", "ideal"])
def test_jacobian_with_an_interphase(edge: Response, cell: Cell, law: str, filling: str) -> None:
    model = cell(anode=electrode(law, 1e-3), layer=LAYER)
    system = CoupledSystem(edge, model, Drive(current=CURRENT))
    film = somewhere(system, FILLINGS[filling])
    random = np.random.default_rng(5)
    film = replace(film, layer=random.uniform(0.0, 20e-9, system.electric.m))
    assert_exact_at(system, replace(film, swelling=0.1 * film.lithium))


def test_jacobian_with_a_layer_of_which_part_is_cracked(edge: Response, cell: Cell) -> None:
    """Nodes on both sides of the critical thickness, none at it."""
    growth = Breakaway(Parabolic(2e-16, 1e-8), 10e-9)
    law = replace(LAYER, growth=growth, resisting_thickness=10e-9)
    model = cell(anode=electrode("butler_volmer", 1e-3), layer=law)
    system = CoupledSystem(edge, model, Drive(current=CURRENT))
    film = somewhere(system, next(iter(FILLINGS.values())))
    film = replace(film, layer=np.where(np.arange(system.electric.m) % 2, 15e-9, 1e-9))
    assert_exact_at(system, replace(film, swelling=0.1 * film.lithium))


def test_continued_growth_is_that_of_the_law(edge: Response, cell: Cell) -> None:
    """The stage after the next one starts where the law is by then, lithium being conserved."""
    system = CoupledSystem(edge, cell(layer=replace(LAYER, current_share=0.0)), Drive(current=1e-3))
    layers = system.layers
    assert layers is not None
    start = np.full(system.electric.m, 3e-9)
    first, wanted = LAYER.grown(start, 10.0), LAYER.grown(start, 25.0)
    found, spared = layers.continued(start, first, 2.5)
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    linear = start + 2.5 * (first - start)
    np.testing.assert_allclose(spared + layers.lithium(found), layers.lithium(linear), rtol=1e-12)
    assert np.all(spared >= 0.0)


HELD = (Surface.LEFT, Surface.RIGHT, Surface.COUNTER)


def pulled_edge() -> Response:
    """The slab of `edge`, with sides held and a layer that pulls at the anode side."""
    slab = edge_crack(10 * UM, 60 * UM, 60 * UM)
    return condensed(slab, sizes(slab, 1 / 8, 1 / 5, 1 / 6), Support(HELD, (), pulled=True))


def test_a_stressed_interphase_loads_the_cracks_by_its_thickness(cell: Cell) -> None:
    """N = sigma delta acts at the mouth, from the plane and from the faces, and at the tip.

    K and openings follow, and a compressed layer closes the crack.
    The opening and the room for lithium part by the swelling of the faces alone.
    """
    response = pulled_edge()
    pulls, rests = cell(layer=LAYER, pull=SurfacePull(stress=-1e9)), cell(layer=LAYER)
    loaded, told = (CoupledSystem(response, m, Drive(current=CURRENT)) for m in (pulls, rests))
    layer = np.where(loaded.electric.is_counter, 0.0, 50e-9)
    films = [filled_cracks(system, 10e6, layer) for system in (loaded, told)]
    moved = stress_intensities(loaded, films[0]) - stress_intensities(told, films[1])
    layers = response.elastic.layer
    even = layers.intensities.sum(axis=2) + layers.face_intensities.sum(axis=2)
    np.testing.assert_allclose(moved[0], -50.0 * even[0], rtol=1e-9, atol=1e-6)
    assert moved[0, 0] < 0.0
    closed = told.opened(films[1]) - loaded.opened(films[0])
    assert np.all(closed[response.grid.crack >= 0] > 0.0)
    for system, film in zip((loaded, told), films, strict=True):
        swollen = system.electric.face_sum(LAYER.swelling(layer))
        room = system.volumes(film)
        np.testing.assert_allclose(system.opened(film) - swollen, room, rtol=1e-9)


def test_under_a_coating_the_interphase_grows_on_crack_faces_alone(
    edge: Response, cell: Cell
) -> None:
    model = cell(anode=electrode("linear", 1e-3), layer=LAYER, coating=CoatingModel(1e-3, 1e-9))
    system = CoupledSystem(edge, model, Drive(current=CURRENT))
    layers, electric = system.layers, system.electric
    assert layers is not None
    assert not layers.fresh[electric.anode].any()
    film = replace(somewhere(system, FILLINGS["wet"]), layer=np.zeros(electric.m))
    stage = system.layer_stage(film, 10.0)
    assert stage is not None
    assert not stage.thickness[electric.anode].any()
    assert np.all(stage.thickness[electric.faces] > 0.0)
    film = replace(film, layer=stage.thickness, swelling=0.1 * film.lithium)
    assert_exact_at(system, film)


def test_a_stressed_coating_loads_the_cracks_from_the_first(cell: Cell) -> None:
    """By reciprocity, what the layer opens is what pressure in the crack does to its ends."""
    response = pulled_edge()
    model = cell(pull=SurfacePull(force=5.0))
    system = CoupledSystem(response, model, Drive(current=CURRENT))
    plain = CoupledSystem(response, cell(), Drive(current=CURRENT))
    film = filled_cracks(system, 10e6)
    opened = system.opened(film) - plain.opened(film)
    np.testing.assert_allclose(opened, 5.0 * response.elastic.layer.volumes.sum(axis=1), rtol=1e-9)
    assert opened.min() > 0.0
    assert stress_intensities(system, film)[0, 0] > stress_intensities(plain, film)[0, 0]
