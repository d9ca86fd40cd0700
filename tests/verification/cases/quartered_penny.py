"""F8 and G3 in a quarter of the body: stress intensity and growth of a level penny."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
from tests.builders.plane_growth import problem
from tests.builders.slabs import FREE, MODEL, MODULUS, TEMPERATURE, TOUGHNESS, UM
from tests.builders.solid_growth import front_growth
from tests.builders.solids import elastic, meshed, penny, solid_sizes
from tests.verification.cases.case import Measured, case, relative

from filasse.fem.supports import Support
from filasse.parameters.cell_model import Drive
from filasse.parameters.growth_rule import GrowthRule
from filasse.physics.kinetics import Kinetics
from filasse_meshes import SolidSlab
from filasse_meshes.data.tags import Surface

RADIUS, CURRENT = 10 * UM, 10.0

EVEN = replace(MODEL, anode=Kinetics("ideal", 1.0, 0.5, 1e3, TEMPERATURE), aperture=1e-9)
"""A film resistance so large that neither pressure nor place alters the current."""

PLANES = (Surface.LEFT, Surface.FRONT)
"""Sides that lie in the planes of symmetry."""


def quarter() -> SolidSlab:
    """A cube of twenty radii with a level penny, of which a quarter is meshed."""
    return replace(penny(RADIUS, 20 * RADIUS), mirrors=(0, 2))


@case("F8", "K_I, penny under pressure, a quarter of it, mean along the front")
def quarter_mean() -> Measured:
    """K_I = 2 p sqrt(R/pi), where hats are cut in two by the planes at both ends, too."""
    slab = quarter()
    body = meshed(slab, solid_sizes(slab, 0.1 * RADIUS))
    found = elastic(body, Support(PLANES, FREE.loads)).k_pressure[:, 0].sum(axis=1).mean()
    note = f"m^0.5, {body.displacements} displacements"
    return relative(found, 2 * np.sqrt(RADIUS / np.pi), 5e-3, note)


@case("G3", "time for a penny to grow by a tenth, uniform plating", is_long=True)
def growth_of_a_penny() -> Measured:
    """In one step: da/dt = 3 sqrt(pi)/10 sqrt(a) (V_m i/F) E'/K_c. Edges .07 R, a quarter."""
    slab = quarter()
    model = problem(EVEN, Drive(voltage=CURRENT * EVEN.anode.film_resistance))
    support = replace(model.support, rollers=(*model.support.rollers, *PLANES))
    rule = GrowthRule(0.1 * RADIUS, 0.02 * RADIUS, is_two_step=True)
    run = front_growth(
        slab, replace(model, support=support, growth=rule), solid_sizes(slab, 0.07 * RADIUS)
    )
    before, after = islice(run, 2)
    rate = 0.3 * np.sqrt(np.pi) * CURRENT * MODEL.volume_per_charge * MODULUS / TOUGHNESS
    known = 2 * (np.sqrt(after.radius) - np.sqrt(before.radius)) / rate
    return relative(after.time - before.time, known, 1.5e-2, "s")
