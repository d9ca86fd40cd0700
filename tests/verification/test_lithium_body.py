"""Finite-element lithium against closed forms and one-dimensional integrations."""

import itertools
import logging

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from filasse.lithium_body.body_integrator import BodySolver, StepControl
from filasse.lithium_body.body_mesh import BodyMesh, FloatArray, grid, mapped, strip
from filasse.lithium_body.body_newton import Solved
from filasse.lithium_body.body_state import Body, BodyState, Loads, Platen, Prescribed, at_rest
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.taylor_hood import Symmetry
from filasse.lithium_body.unilateral_contact import Contact, FlatFace, RoundFace
from filasse.physics.creep.anand import AnandParameters, Hardening, anand_law
from filasse.physics.creep.flow_law import FlowLaw, plastic_rate
from filasse.physics.creep.power_law import PowerLaw, perfectly_plastic, power_law
from filasse.physics.creep.steady_flow import channel_rate

SHEAR, BULK = 2.83e9, 1.085e10  # E = 7.81 GPa, nu = 0.38
EXPONENT, RESISTANCE = 6.6, 3e5  # LePage 2019
CREEP = power_law(EXPONENT, RESISTANCE**-EXPONENT, 0.0, 298.0)
ANAND = AnandParameters(4.25e4, 37e3, 0.15, 0.95e6, Hardening(10e6, 2e6, 2.0, 0.05))
FREE = StepControl(largest_strain=np.inf)

log = logging.getLogger(__name__)


def report(name: str, value: float, reference: float) -> float:
    """Log both and return the relative error."""
    error = value / reference - 1
    log.info("%s: %.6g, reference %.6g, error %+.3f %%", name, value, reference, 100 * error)
    return abs(error)


def test_l1_channel_flow_is_the_film_law() -> None:
    """Half a channel between sticking walls, extruded by a pressure gradient."""
    width, length, gradient = 1e-6, 2e-6, 2e12
    mesh = grid(np.linspace(0, length, 7), width / 2 * np.linspace(0, 1, 7) ** 0.6)
    body = Body(Solid(SHEAR, 1 / BULK, CREEP, large=False))
    flat = [Prescribed(edge, 1) for edge in ("bottom", "left", "right", "top")]
    loads = Loads(
        (*flat, Prescribed("top", 0)), pressures={"left": gradient * length, "right": 0.0}
    )
    end = BodySolver(body, control=FREE).advance(at_rest(body, mesh), loads, 0.1)
    edges = mesh.edges["left"]
    heights = np.abs(np.diff(mesh.points[edges[:, :2], 1], axis=1))[:, 0]
    flux = 2 * np.sum(heights * (end.velocity[edges, 0] @ [1, 1, 4]) / 6)
    film = channel_rate(CREEP, np.array([width / 2]), np.array([gradient])).value[0]
    assert report("channel flux", flux, film) < 2e-3


def tension(law: FlowLaw, rate: float, strains: list[float]) -> list[float]:
    """True stress [Pa] of one axisymmetric element (two triangles) at a constant true rate."""
    body = Body(Solid(SHEAR, 1 / BULK, law), symmetry=Symmetry.AXIAL)
    side = np.array([0.0, 1e-6])
    mesh = grid(side, side)
    held = (Prescribed("bottom", 1), Prescribed("left", 0))
    solver, state, stresses = BodySolver(body), at_rest(body, mesh), []

    def pull(strain: float) -> Loads:
        length = np.ptp(state.mesh.points[:, 1])
        return Loads((*held, Prescribed("top", 1, length * np.expm1(strain) / (strain / rate))))

    for strain in np.diff(np.concatenate([[0], np.geomspace(1e-4, strains[0], 60)])):
        state = solver.step(state, pull(strain), strain / rate).state
    stresses.append(1.5 * state.deviator[0, 0, 1])
    for start, end in itertools.pairwise(strains):
        for strain in np.full(25, (end - start) / 25):
            state = solver.step(state, pull(strain), strain / rate).state
        stresses.append(1.5 * state.deviator[..., 1].mean())
    return stresses


@pytest.mark.parametrize(
    ("rate", "published"),
    [
        (4e-5, [0.400, 0.420, 0.439, 0.469, 0.506]),
        (2e-2, [1.032, 1.136, 1.241, 1.398, 1.590]),
    ],
)
def test_l3_anand_tension(rate: float, published: list[float]) -> None:
    strains, law = [0.01, 0.05, 0.10, 0.20, 0.40], anand_law(ANAND, 298.0)
    young = 9 * BULK * SHEAR / (3 * BULK + SHEAR)

    def slope(strain: float, y: FloatArray) -> list[float]:
        plastic = plastic_rate(law, y[:1], y[1:]).value
        return [
            young * (1 - plastic[0] / rate),
            law.hardening_rate(plastic, y[1:]).value[0] / rate,
        ]

    exact = solve_ivp(slope, (0, 0.4), [0, 0.95e6], method="LSODA", rtol=1e-9, t_eval=strains)
    for strain, mine, line, paper in zip(
        strains, tension(law, rate, strains), exact.y[0], published, strict=True
    ):
        assert report(f"stress at {strain}", mine, float(line)) < 5e-3
        assert report(f"published stress at {strain}", mine / 1e6, paper) < 6e-3


def half_space(cells: int, box: float) -> BodyMesh:
    """A quarter plane x > 0, y < 0, fine at x = 1, with the edges punch and free at its top."""
    fine = np.geomspace(0.5 / cells, 1, cells)
    far = np.geomspace(0.5 / cells, box, 2 * cells)
    columns = np.concatenate([1 - fine[::-1], [1.0], 1 + far])
    mesh = grid(columns, np.concatenate([-far[::-1], [0.0]]))
    top = mesh.edges["top"]
    below = mesh.points[top, 0].max(axis=1) <= 1
    edges = {**mesh.edges, "punch": top[below], "free": top[~below]}
    return BodyMesh(mesh.points, mesh.cells, edges)


FAR = tuple(Prescribed(e, a) for e, a in (("bottom", 0), ("bottom", 1), ("left", 0), ("right", 0)))


def punch(law: FlowLaw, symmetry: Symmetry, cells: int, box: float) -> float:
    """Mean pressure [Pa] under a flat punch of half width 1 pressed in at a speed of 1."""
    body = Body(Solid(3e11, 0.0, law, large=False), symmetry=symmetry)
    state = at_rest(body, half_space(cells, box))
    solved: list[Solved] = []
    loads = Loads((*FAR, Prescribed("punch", 1, -1.0)))
    solver = BodySolver(body, control=FREE)
    solver.advance(state, loads, 0.1, first=2e-6, watch=solved.append)
    force = -solved[-1].reactions[state.mesh.nodes("punch"), 1].sum()
    return float(force / (1 if symmetry is Symmetry.PLANE else np.pi))


def test_prandtl_punch() -> None:
    """Rigid, perfectly plastic: (2 + pi)/sqrt(3) of the yield strength (Prandtl 1921)."""
    mine = punch(PowerLaw(1.0, 100.0, 1e6), Symmetry.PLANE, 6, 8.0)
    assert report("Prandtl", mine / 1e6, (2 + np.pi) / np.sqrt(3)) < 0.03


def test_viscous_round_punch() -> None:
    """Linear creep, viscosity S/3: the elastic punch, F = 8 G a h, with G h -> viscosity speed."""
    mine = punch(PowerLaw(1.0, 1.0, 1e6), Symmetry.AXIAL, 14, 60.0)
    assert report("viscous punch", mine / 1e6, 8 / (3 * np.pi)) < 0.03


def indent(solid: Solid, radius: float, depth: float, steps: int) -> BodyState:
    """Press a sphere into a half space meshed evenly where it touches, to 1.5."""
    even = np.linspace(0, 1.5, 13)
    far = np.geomspace(0.15, 60, 14)
    mesh = grid(
        np.concatenate([even, 1.5 + far]),
        np.concatenate([-0.6 - far[::-1], np.linspace(-0.6, 0, 6)]),
    )
    body = Body(solid, Contact("top", RoundFace((0.0, radius), radius)), Symmetry.AXIAL)
    loads = Loads(FAR, face_velocity=(0.0, -depth))
    solver = BodySolver(body, control=StepControl(largest_strain=0.2))
    return solver.advance(at_rest(body, mesh), loads, 1.0, first=1 / steps)


def test_hertz() -> None:
    elastic = Solid(SHEAR, 1 / BULK, PowerLaw(1.0, 6.6, 1e16), large=False)
    end = indent(elastic, 100.0, 0.01, 1)
    young = 9 * BULK * SHEAR / (3 * BULK + SHEAR)
    modulus = young / (1 - (young / (2 * SHEAR) - 1) ** 2)
    force = 4 / 3 * modulus * 100**0.5 * 0.01**1.5
    assert report("Hertz force", float(end.normal_force.sum()), force) < 0.03


@pytest.mark.slow
def test_hardness_is_three_times_the_yield_strength() -> None:
    """A sphere in the fully plastic range: mean pressure 2.8 to 3.1 Y (Tabor; Johnson 1985)."""
    plastic = Solid(SHEAR, 1 / BULK, perfectly_plastic(1e6, 0.02, 30.0))
    end = indent(plastic, 10.0, 0.06, 20)
    touching = end.attached & (end.normal_force > 0)
    top = end.mesh.points[end.mesh.nodes("top"), 0]
    last = top[touching].max()
    radius = (last + top[top > last].min()) / 2
    mean = float(end.normal_force.sum() / (np.pi * radius**2))
    assert report("hardness over yield strength", mean / 1e6, 3.0) < 0.1


def hole_radius(cells: int, strain: float, duration: float, pressure: float) -> float:
    """Radius of a hole of 1 um in a ring of 3 um after a time under pressure from outside."""
    ring = mapped(
        grid(np.geomspace(1e-6, 3e-6, cells + 1), np.linspace(0, np.pi / 2, cells + 1)),
        lambda x: x[:, :1] * np.column_stack([np.cos(x[:, 1]), np.sin(x[:, 1])]),
    )
    body = Body(Solid(SHEAR, 1 / BULK, CREEP))
    loads = Loads((Prescribed("bottom", 1), Prescribed("top", 0)), pressures={"right": pressure})
    solver = BodySolver(body, control=StepControl(largest_strain=strain))
    end = solver.advance(at_rest(body, ring), loads, duration, first=1e-3 * duration)
    return float(np.linalg.norm(end.mesh.points[end.mesh.nodes("left")], axis=1).mean())


def test_void_closes_as_the_closed_form() -> None:
    """Hole a in a ring b: -a'/a = sqrt(3)/2 A [sqrt(3) p / (n (1 - (a/b)^(2/n)))]^n."""
    n, pressure, start = EXPONENT, 1e6, 1e-6

    def closing(_: float, a: FloatArray) -> FloatArray:
        share = np.asarray(a / np.sqrt(8e-12 + a**2))
        drive = np.sqrt(3) * pressure / (RESISTANCE * n * (1 - share ** (2 / n)))
        return np.asarray(-np.sqrt(3) / 2 * a * drive**n)

    duration = 0.5 / -closing(0, np.array([1.0e-6]))[0] * start
    exact = float(solve_ivp(closing, (0, duration), [start], rtol=1e-10, atol=1e-16).y[0, -1])
    coarse, fine = (hole_radius(4, s, duration, pressure) for s in (0.1, 0.05))
    report("hole, step 0.1", coarse, exact)
    assert report("hole, step 0.05", fine, exact) < 0.03
    assert report("hole, to step 0", 2 * fine - coarse, exact) < 0.01
    wide = hole_radius(8, 0.05, duration, pressure)
    assert report("hole, finer mesh", wide, fine) < 0.005


def void_depth(cells: int, strain: float) -> tuple[float, float]:
    """Depth left of a void under the electrolyte after 1 ms, and the far side's displacement."""
    side, depth, pressure = 20e-6, 1e-6, 1e6
    columns, at = np.linspace(0, side, 2 * cells + 1), np.linspace(0, side, 4 * cells + 1)
    top = -depth * np.maximum(np.cos(np.pi * at / side), 0)
    layers = 1 - np.linspace(1, 0, cells + 1) ** 1.5
    mesh = strip(columns, np.full_like(at, -side), top, layers)
    body = Body(Solid(SHEAR, 1 / BULK, CREEP), Contact("top", FlatFace()))
    loads = Loads(
        (Prescribed("left", 0), Prescribed("right", 0)), (Platen("bottom", 1, pressure * side),)
    )
    solver = BodySolver(body, control=StepControl(largest_strain=strain))
    start = at_rest(body, mesh)
    end = solver.advance(start, loads, 1e-3, first=1e-6)
    gained = end.mesh.points[mesh.nodes("bottom"), 1].mean() + side
    return -float(end.mesh.points[mesh.nodes("top"), 1].min()), float(gained * side)


@pytest.mark.slow
def test_void_at_the_interface_is_mesh_and_step_converged() -> None:
    """A cosine void of 1 um by 20 um (and its mirror image) under a stack pressure of 1 MPa."""
    depth, volume = void_depth(8, 0.1)
    assert report("void, coarse mesh", void_depth(5, 0.1)[0], depth) < 0.03
    assert report("void, fine steps", void_depth(8, 0.04)[0], depth) < 0.03
    assert depth < 0.3e-6
    assert volume > 0.6 * 1e-6 * 20e-6 / np.pi
