"""Condensed conduction: what holds on any mesh, and Ohm's law where it is one-dimensional."""

import numpy as np
import pytest
from tests.builders.slabs import CONDUCTIVITY, UM, condensed, edge_crack, meshed, sizes

from filasse.fem.condensed import Response
from filasse.fem.condensed_conduction import IonicBody, IonicResponse
from filasse.fem.planar.path_grid import film_grid
from filasse_meshes import Slab
from filasse_meshes.data.tags import Surface

WIDTH, THICKNESS = 60 * UM, 60 * UM


def on(response: IonicResponse, surface: Surface) -> np.ndarray:
    return np.asarray(response.nodes.surface == surface)


def through(response: IonicResponse) -> np.ndarray:
    """A uniform unit current into the anode and out of the counter electrode [A/m^2]."""
    current = np.zeros(len(response.areas))
    current[on(response, Surface.ANODE)] = -1.0
    current[on(response, Surface.COUNTER)] = 1.0
    return current


def potentials(response: IonicResponse, current: np.ndarray) -> np.ndarray:
    return np.asarray(-(response.resistance @ current) / response.areas)


def test_resistance_is_symmetric_and_dissipates(edge: Response) -> None:
    ionic = edge.ionic
    np.testing.assert_array_equal(ionic.resistance, ionic.resistance.T)
    random = np.random.default_rng(1).normal(size=(20, len(ionic.areas)))
    balanced = random - (random @ ionic.areas / ionic.areas.sum())[:, None]
    assert min(current @ ionic.resistance @ current for current in balanced) > 0


def test_areas_are_those_of_the_surfaces(edge: Response) -> None:
    areas = edge.ionic.areas
    assert areas[on(edge.ionic, Surface.ANODE)].sum() == pytest.approx(WIDTH, rel=1e-12)
    assert areas[on(edge.ionic, Surface.COUNTER)].sum() == pytest.approx(WIDTH, rel=1e-12)
    for face in (Surface.FACE_PLUS, Surface.FACE_MINUS):
        assert areas[on(edge.ionic, face)].sum() == pytest.approx(10 * UM, rel=1e-12)


def test_a_slab_without_cracks_is_a_resistor() -> None:
    slab = Slab(WIDTH, THICKNESS, ())
    response = condensed(slab, sizes(slab, far=1 / 6)).ionic
    phi = potentials(response, through(response))
    drop = phi[on(response, Surface.ANODE)].mean() - phi[on(response, Surface.COUNTER)].mean()
    assert abs(drop) == pytest.approx(THICKNESS / CONDUCTIVITY, rel=1e-9)
    assert np.ptp(phi[on(response, Surface.ANODE)]) < 1e-9 * abs(drop)


def test_a_crack_along_the_current_does_not_disturb_it(edge: Response) -> None:
    """Insulating faces parallel to the field: still a resistor, linear along the crack."""
    phi = potentials(edge.ionic, through(edge.ionic))
    faces = on(edge.ionic, Surface.FACE_PLUS)
    height = edge.ionic.nodes.position[faces, 1]
    ends = phi[on(edge.ionic, Surface.ANODE)].mean(), phi[on(edge.ionic, Surface.COUNTER)].mean()
    expected = ends[0] + (ends[1] - ends[0]) * height / THICKNESS
    inner = (height > 2 * UM) & (height < 8 * UM)  # means over hats: not linear at the ends
    np.testing.assert_allclose(phi[faces][inner], expected[inner], atol=1e-2 * abs(ends[1]))


def test_currents_do_the_work_that_the_field_dissipates() -> None:
    """int kappa |grad phi|^2 dx = sum phi_i J_i of balanced currents."""
    slab = edge_crack(10 * UM, WIDTH, THICKNESS)
    domain = meshed(slab, sizes(slab, tip=1 / 8, lip=1 / 5, far=1 / 6))
    body = IonicBody(domain, np.array([CONDUCTIVITY]))
    response = body.condense(film_grid(domain.surfaces))
    current = np.random.default_rng(2).normal(size=len(response.areas))
    current -= current @ response.areas / response.areas.sum()
    phi = body.field(current)
    dissipated = current @ (response.resistance @ current)
    import dolfinx
    import ufl

    slope = ufl.grad(phi)
    form = dolfinx.fem.form(CONDUCTIVITY * ufl.inner(slope, slope) * ufl.dx)
    assert dolfinx.fem.assemble_scalar(form) == pytest.approx(dissipated, rel=1e-6)
    body.close()


def test_conductivity_divides_the_resistance(edge: Response) -> None:
    slab = edge_crack(10 * UM, WIDTH, THICKNESS)
    domain = meshed(slab, sizes(slab, tip=1 / 8, lip=1 / 5, far=1 / 6))
    body = IonicBody(domain, np.array([5 * CONDUCTIVITY]))
    response = body.condense(film_grid(domain.surfaces))
    body.close()
    np.testing.assert_allclose(
        5 * response.resistance, edge.ionic.resistance, rtol=1e-7, atol=1e-14
    )
