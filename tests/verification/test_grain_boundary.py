"""A filament in a bicrystal: when it follows the grain boundary, and when it cuts through."""

from dataclasses import replace

import numpy as np
import pytest
from tests.builders.slabs import MODEL, UM

from filasse.config import Config
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.fem.condensed import condense, electrolyte_fields
from filasse.fem.domain import distribute
from filasse.fem.supports import Support
from filasse.fracture.criterion import GrowthCriterion, stress_intensities
from filasse.fracture.toughness_map import MaterialMap, sample_toughness
from filasse.parallel import world
from filasse.parameters.cell_model import Drive
from filasse.parameters.configured_material import cell_material
from filasse.parameters.growth_rule import Criterion, GrowthRule
from filasse_meshes import Crack, Microstructure, Sizes, Slab, SlabMesh, build_mesh

SIDE, FLAW, BAND, STEP = 60 * UM, 15 * UM, 0.05 * UM, 2 * UM
FOLLOWED_BELOW = {30: 0.871, 45: 0.730}
"""F_11^2 + F_21^2 of Amestoy and Leblond 1992: G(angle)/G(0) of a kink in mode I."""


def bicrystal(degrees: float) -> SlabMesh:
    """A straight crack whose tip lies in a boundary that turns right by an angle, all through."""
    x, lean = SIDE / 2, np.tan(np.deg2rad(degrees))
    low, high = x - FLAW * lean, x + (SIDE - FLAW) * lean
    if high > SIDE:
        rise = FLAW + (SIDE - x) / lean
        left = ((0.0, 0.0), (low, 0.0), (SIDE, rise), (SIDE, SIDE), (0.0, SIDE))
        right = ((low, 0.0), (SIDE, 0.0), (SIDE, rise))
    else:
        left = ((0.0, 0.0), (low, 0.0), (high, SIDE), (0.0, SIDE))
        right = ((low, 0.0), (SIDE, 0.0), (SIDE, SIDE), (high, SIDE))
    crack = Crack("flaw1", ((x, 0.0), (x, FLAW)))
    found = Microstructure(grains=(left, right), band=BAND)
    slab = Slab(SIDE, SIDE, (crack,), microstructure=found)
    return build_mesh(slab, Sizes(4 * UM, BAND / 3, 1.5 * UM, 3 * UM))


def config(energy_ratio: float) -> Config:
    """Grain boundaries as stiff as the grains, with a fracture energy of their own."""
    return Config.model_validate(
        {
            "geometry": {"width": SIDE, "thickness": SIDE},
            "electrolyte": {
                "material": "LLZO",
                "grain_boundary": {
                    "width": BAND,
                    "modulus_ratio": 1.0,
                    "toughness_ratio": float(np.sqrt(energy_ratio)),
                },
            },
            "protocol": {"current_density": 10.0, "stop_time": 1.0},
        }
    )


def turns(mesh: SlabMesh, energy_ratio: float, criterion: Criterion = "max_energy") -> float:
    """Angle that the tip would take under a uniform pressure on the faces [deg], to the right."""
    material = cell_material(config(energy_ratio), mesh)
    domain = distribute(mesh, world(), material.classes)
    body = material.elastic, material.conductivity, Support((), ())
    response, bodies = condense(domain, electrolyte_fields(*body))
    bodies.close()
    materials = MaterialMap(mesh.points[mesh.cells[:, :3]], material)
    tips = sample_toughness(materials, response.grid.tips, STEP, BAND / 4)
    system = CoupledSystem(response, MODEL, Drive(current=1e-6))
    film = filled_cracks(system, 1e8)
    pressed = replace(film, traction=np.full_like(film.traction, 1e8))
    intensities = stress_intensities(system, pressed)
    k_1, k_2 = intensities[0]
    assert abs(k_2) < 2e-3 * k_1
    return -float(
        np.rad2deg(GrowthCriterion(tips, GrowthRule(STEP, 1e-9, criterion)).angles(intensities)[0])
    )


@pytest.mark.parametrize("degrees", [30, 45])
def test_a_filament_follows_a_boundary_below_the_threshold(degrees: int) -> None:
    mesh, threshold = bicrystal(degrees), FOLLOWED_BELOW[degrees]
    assert turns(mesh, 0.98 * threshold) == pytest.approx(degrees, abs=1.0)
    assert turns(mesh, 1.02 * threshold) == pytest.approx(0.0, abs=1.0)


def test_the_largest_hoop_stress_ignores_the_boundary() -> None:
    assert turns(bicrystal(30), 0.3, "hoop_stress") == pytest.approx(0.0, abs=1.0)
