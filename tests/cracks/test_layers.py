"""The interphase in a stage of the coupled system: exact derivatives, exact growth."""

from dataclasses import replace

import numpy as np
import pytest
from tests.cracks.test_coupled_system import (
    CURRENT,
    FILLINGS,
    Cell,
    assert_exact_at,
    electrode,
    somewhere,
)

from filasse.cracks.coupled_system import CoupledSystem
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import Drive
from filasse.physics.interphase import Interphase, Parabolic

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
