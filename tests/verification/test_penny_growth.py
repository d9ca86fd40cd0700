"""G3 without the bias of its meshes: how exactly steps follow a penny that is plated evenly."""

from dataclasses import replace
from itertools import islice, pairwise

import numpy as np
import pytest
from tests.builders.plane_growth import problem
from tests.builders.slabs import MODEL
from tests.builders.solid_growth import FrontPassage, front_growth
from tests.builders.solids import penny, solid_sizes
from tests.verification.cases.quartered_penny import CURRENT, EVEN, RADIUS

from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule


def exact(before: FrontPassage, after: FrontPassage) -> float:
    """Time in which both faces, as large as they are by then, plate what lies in between [s].

    dV = 2 A i V_m/F dt with V = c A^q, which goes through the volumes at K_c of both.
    """
    volumes = [float(p.outcome.state.film.lithium.sum()) for p in (before, after)]
    power = np.log(volumes[1] / volumes[0]) / np.log(after.area / before.area)
    means = volumes[1] / after.area - volumes[0] / before.area
    rate = 2 * CURRENT * MODEL.volume_per_charge
    return float(power / (power - 1) * means / rate)


@pytest.mark.slow
def test_advances_of_a_tenth_of_the_radius() -> None:
    slab = penny(RADIUS, 8 * RADIUS)
    model = problem(EVEN, Drive(voltage=CURRENT * EVEN.anode.film_resistance))
    rule = GrowthRule(0.1 * RADIUS, 0.02 * RADIUS, is_two_step=True)
    run = front_growth(slab, replace(model, growth=rule), solid_sizes(slab, 0.2 * RADIUS, 0.5))
    passages = list(islice(run, 4))
    found = [after.time - before.time for before, after in pairwise(passages)]
    known = [exact(before, after) for before, after in pairwise(passages)]
    np.testing.assert_allclose(found, known, rtol=0.015)
    assert all(0.06 < np.log(b.radius / a.radius) < 0.1 for a, b in pairwise(passages))
