"""What is told of a front of which a side of the slab holds up a part."""

from dataclasses import replace

import numpy as np
import pytest
from tests.builders.plane_growth import problem
from tests.builders.slabs import MODEL, UM
from tests.builders.solid_growth import frozen_solid, solid_geometry

from filasse.cracks.state import Fill
from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.records.run_record import FrontRecord
from filasse.simulation.solid_slab import UncrackedSolid
from filasse_meshes import SolidSizes, SolidSlab, anode_crack


@pytest.mark.slow
def test_k_is_that_of_where_a_front_may_grow() -> None:
    """One end of the mouth is 2 um from a side, within the clearance of 3 um."""
    crack = anode_crack("flaw", 15 * UM, 8 * UM, 4 * UM, 6 * UM)
    slab, sizes = SolidSlab(30 * UM, 20 * UM, 30 * UM), SolidSizes(1.2 * UM, 8 * UM, 0.5)
    rule = GrowthRule(0.4 * UM, 3 * UM, is_two_step=True)
    model = replace(problem(MODEL, Drive(current=1e-9)), growth=rule)
    cracks = solid_geometry(replace(slab, cracks=(crack,)))
    with frozen_solid(UncrackedSolid(slab, sizes, slab.width), cracks, model) as site:
        state = site.initial_state()
        pressure = np.full(len(state.film.traction), 1e8)
        wet = np.full(len(pressure), Fill.FULL)
        film = replace(state.film, traction=pressure, fill=wet)
        (front,) = site.record(replace(state, film=film)).tips
        criterion = site.criterion_at(state)
        k = site.response.elastic.k_pressure @ pressure
        k = k + site.response.elastic.k_loads @ site.response.loads(model.cell.loads)
        ratios = criterion.ratios(k)
        loose = criterion.active > 0
    assert isinstance(front, FrontRecord)
    assert 0 < loose.sum() < len(loose)
    assert front.k_ratio == pytest.approx(ratios[loose].max(), rel=1e-9)
    assert front.held_ratio == pytest.approx(ratios[~loose].max(), rel=1e-9)
