"""Which cells of a slab cleave, and how their crystals are turned."""

from typing import Any

import numpy as np
import pytest

from filasse.config import Config
from filasse.errors import ConfigError
from filasse.parameters.configured_material import cell_material
from filasse.physics.fracture.cleavage import random_axes, turned_axes
from filasse_meshes import Microstructure, Sizes, Slab, SlabMesh, build_mesh

UM = 1e-6


def mesh(grains: bool) -> SlabMesh:
    """Two grains with a band between them, or none."""
    left = ((0.0, 0.0), (20 * UM, 0.0), (20 * UM, 30 * UM), (0.0, 30 * UM))
    right = tuple((x + 20 * UM, y) for x, y in left)
    found = Microstructure(grains=(left, right), band=UM) if grains else None
    sizes = Sizes(8 * UM, UM, 4 * UM, 4 * UM)
    return build_mesh(Slab(40 * UM, 30 * UM, microstructure=found), sizes)


def config(**cleavage: Any) -> Config:
    """Two grains of the size of those of `mesh`."""
    return Config.model_validate(
        {
            "geometry": {
                "width": 40 * UM,
                "thickness": 30 * UM,
                "microstructure": {"grains": {"mean_size": 28 * UM}},
            },
            "electrolyte": {
                "material": "LLZO",
                "grain_boundary": {},
                "cleavage": {"ratio": 1.5, **cleavage},
            },
            "protocol": {"current_density": 10.0, "stop_time": 1.0},
        }
    )


@pytest.mark.parametrize(
    ("given", "axes"),
    [
        ({}, random_axes(2, 1)),
        ({"seed": 7}, random_axes(2, 7)),
        ({"orientation": 0.3}, turned_axes(np.array([0.3, 0.3]))),
        ({"orientations": (0.1, 0.2)}, turned_axes(np.array([0.1, 0.2]))),
    ],
)
def test_every_grain_is_a_crystal(given: dict[str, Any], axes: np.ndarray) -> None:
    slab = mesh(grains=True)
    material = cell_material(config(**given), slab)
    assert material.axes is not None and material.cleavage is not None
    for grain in (0, 1):
        (own,) = np.unique(material.classes[slab.grain == grain])
        assert np.allclose(material.axes[own], axes[grain])
        assert material.cleavage[own] == 1.5
    (band,) = np.unique(material.classes[slab.grain < 0])
    assert material.cleavage[band] == 1.0


def test_without_grains_all_is_one_crystal() -> None:
    material = cell_material(config(orientation=0.3), mesh(grains=False))
    assert material.axes is not None and material.cleavage is not None
    (only,) = np.unique(material.classes)
    assert np.allclose(material.axes[only], turned_axes(np.array([0.3]))[0])
    assert material.cleavage[only] == 1.5


@pytest.mark.parametrize("angles", [(0.1,), (0.1, 0.2, 0.3)])
def test_orientations_are_as_many_as_the_mesh_has_grains(angles: tuple[float, ...]) -> None:
    given = config(orientations=(0.1, 0.2))
    cleavage = given.electrolyte.cleavage
    assert cleavage is not None
    solid = given.electrolyte.model_copy(
        update={"cleavage": cleavage.model_copy(update={"orientations": angles})}
    )
    with pytest.raises(ConfigError, match=f"has {len(angles)} angles, but the slab has 2 grains"):
        cell_material(given.model_copy(update={"electrolyte": solid}), mesh(grains=True))
