"""On two ranks every condensed operator and a whole march are those of one rank."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.builders.plane_growth import frozen, problem
from tests.builders.slabs import (
    CONDUCTIVITY,
    LLZO,
    MODEL,
    STRETCHED,
    UM,
    edge_crack,
    material,
    sizes,
)

from filasse.fem.condensed import Response, condense, electrolyte_fields
from filasse.fem.domain import distribute
from filasse.parallel import on_root, world
from filasse.parameters.cell_model import Drive
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.outcome import Event
from filasse_meshes import build_mesh

pytestmark = pytest.mark.mpi

SLAB = edge_crack(10 * UM, 60 * UM, 60 * UM)


@pytest.fixture(scope="module")
def mesh() -> Any:
    return on_root(world(), build_mesh, SLAB, sizes(SLAB, far=1 / 12))


def condensed_by(mesh: Any, comm: Any) -> Response:
    solid, conductivity = material(LLZO), np.array([CONDUCTIVITY])
    response, bodies = condense(
        distribute(mesh, comm), electrolyte_fields(solid, conductivity, STRETCHED)
    )
    bodies.close()
    return response


@pytest.fixture(scope="module")
def together(mesh: Any) -> Response:
    return condensed_by(mesh, world())


@pytest.fixture(scope="module")
def alone(mesh: Any) -> Response:
    from mpi4py import MPI

    return condensed_by(mesh, MPI.COMM_SELF)


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("areas", "areas"),
        ("compliance", "compliance"),
        ("load_volumes", "compliance"),
        ("k_pressure", "k_pressure"),
        ("k_loads", "k_pressure"),
    ],
)
def test_elasticity(together: Response, alone: Response, name: str, like: str) -> None:
    """Unit loads may do next to nothing: their effect is measured against that of a pressure."""
    scale = np.abs(getattr(alone.elastic, like)).sum()
    one, all_ = getattr(alone.elastic, name), getattr(together.elastic, name)
    np.testing.assert_allclose(all_, one, rtol=0, atol=1e-9 * scale)


def test_conduction(together: Response, alone: Response) -> None:
    np.testing.assert_array_equal(together.ionic.nodes.vertex, alone.ionic.nodes.vertex)
    np.testing.assert_allclose(together.ionic.areas, alone.ionic.areas, rtol=1e-12)
    # The potential is free up to a constant, and where it is pinned depends on the ranks.
    one, all_ = without_constant(alone), without_constant(together)
    np.testing.assert_allclose(all_, one, rtol=0, atol=1e-9 * np.abs(one).max())


def without_constant(response: Response) -> Any:
    """Potentials under balanced currents, less their mean."""
    areas = response.ionic.areas / response.ionic.areas.sum()
    project = np.eye(len(areas)) - areas
    scaled = response.ionic.resistance / response.ionic.areas[:, None] / response.ionic.areas
    return project @ scaled @ project.T


def test_every_rank_has_the_same_bits(together: Response) -> None:
    comm = world()
    for values in (together.elastic.compliance, together.ionic.resistance):
        first = comm.bcast(values, root=0)
        np.testing.assert_array_equal(values, first)


def test_march(together: Response, alone: Response) -> None:
    cell = replace(MODEL, stack_pressure=1e6, loads=(1e6,))
    model = problem(cell, Drive(current=20.0 * SLAB.width))
    one, all_ = (integrate(frozen(r, model, SLAB)) for r in (alone, together))
    assert one.event is all_.event is Event.CRITICAL
    assert all_.state.time == pytest.approx(one.state.time, rel=1e-8)
    np.testing.assert_allclose(all_.state.film.traction, one.state.film.traction, rtol=1e-8)
