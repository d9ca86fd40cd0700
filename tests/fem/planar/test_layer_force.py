"""A stressed layer on the anode side against closed forms: at a crack's mouth, and in a slab."""

import numpy as np
import pytest
from tests.builders.slabs import (
    LLZO,
    MODULUS,
    UM,
    condensed,
    edge_crack,
    material,
    meshed,
    sizes,
)

from filasse.fem.condensed_elasticity import ElasticBody
from filasse.fem.planar.path_grid import film_grid
from filasse.fem.supports import Support
from filasse.fem.volume_fields import cell_stress
from filasse_meshes import Slab
from filasse_meshes.data.tags import Surface

A = 10 * UM
HELD = Support((Surface.LEFT, Surface.RIGHT, Surface.COUNTER), (), pulled=True)
MOUTH = 2 * 1.4543 / 1.12152
"""K_I sqrt(pi a)/P of two forces P that part the mouth of an edge crack: 2.5935, by the mouth's
opening 4 x 1.4543 sigma a/E' under a stress sigma (Tada, Paris, Irwin)."""


def test_a_layer_cut_by_a_crack_pulls_its_mouth_open() -> None:
    """An even tension acts nowhere but where the layer ends: at the mouth, the sides being held."""
    slab = edge_crack(A, 60 * A, 60 * A)
    response = condensed(slab, sizes(slab), HELD)
    layer = response.elastic.layer
    force = np.ones(layer.volumes.shape[1])
    intensity = layer.intensities[0] @ force
    assert intensity[0] * np.sqrt(np.pi * A) == pytest.approx(MOUTH, rel=1e-2)
    assert abs(intensity[1]) < 1e-2 * intensity[0]
    opened = float(layer.volumes.sum())
    pressed = 4 * 1.4543 * A / MODULUS  # by reciprocity: the mouth's opening under a pressure of 1
    assert opened == pytest.approx(pressed, rel=2e-2)


def test_a_layer_stretches_a_free_slab_by_its_force_over_the_thickness() -> None:
    """What the layer carries, the slab carries against it: sigma = -N/H, where nothing bends."""
    slab = Slab(32 * A, 4 * A)
    domain = meshed(slab, sizes(slab, far=1 / 50))
    support = Support((Surface.COUNTER,), (), pulled=True)
    body = ElasticBody(domain, material(LLZO), support)
    nodes = len(domain.surfaces.on(Surface.ANODE))
    body.condense(film_grid(domain.surfaces))
    field = body.field(np.full(nodes, 3.0))
    cells = np.arange(len(domain.region), dtype=np.int32)
    bodies = type("Bodies", (), {"elastic": body})()
    stress = cell_stress(domain, bodies, field, cells)[0][:, 0]
    x = domain.mesh.geometry.x[domain.mesh.geometry.dofmaps[0][:, :3], 0].mean(axis=1)
    middle = np.abs(x - slab.width / 2) < 2 * A
    np.testing.assert_allclose(stress[middle], -3.0 / slab.thickness, rtol=5e-3)
    body.close()
