"""What goes from one geometry to the next: the run's history, and its lithium without a grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from filasse.cracks.anode_interface import AnodeState
from filasse.cracks.connectivity import disconnected
from filasse.cracks.conservation import after_stages
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.equilibrium import equilibrium
from filasse.cracks.solving.film_newton import Newton
from filasse.cracks.solving.first_iterate import filled_cracks
from filasse.cracks.state import NO_LAYER, FilmState, History, State, TipPace, Totals
from filasse.fem.condensed import Response
from filasse.parameters.limits import Limits
from filasse.remap.layer_remap import layer_on, stored_layer
from filasse.remap.lithium_remap import Profile, StoredLithium, lithium_on, stored
from filasse.remap.pressed_films import pressed_lithium

type FloatArray = npt.NDArray[np.float64]

type Past = tuple[tuple[float, FloatArray], ...]
"""Times [s] and what was observed then, the latest last; three points at most."""


@dataclass(frozen=True)
class PausedFilms:
    """The films in the middle of a growth step, with what tells whether a grid is still theirs.

    Attributes:
        film: the films.
        positions: of the film nodes [m], shape (n, 2).
        reactive: positions of the reactive nodes [m], shape (m, 2).
    """

    film: FilmState
    positions: FloatArray
    reactive: FloatArray

    def fit(self, response: Response) -> bool:
        """Whether they are on the grid of a response, up to round-off."""
        pairs = (
            (self.positions, response.grid.position),
            (self.reactive, response.ionic.nodes.position),
        )
        return all(
            one.shape == other.shape and np.allclose(one, other, rtol=0, atol=1e-9 * np.ptp(other))
            for one, other in pairs
            if other.size
        )


@dataclass(frozen=True)
class Earlier:
    """Where the last accepted step began: what a step of two-step order extrapolates from.

    Attributes:
        time: [s].
        totals: sums since the start of the run.
        lithium: of all cracks and pores.
        crept: how far tips had moved below their toughness, counted as at the end of the step [m].
        paces: of tips that follow a rate law, by name.
    """

    time: float
    totals: Totals
    lithium: StoredLithium
    crept: Mapping[str, float] = field(default_factory=dict)
    paces: Mapping[str, TipPace] = field(default_factory=dict)


@dataclass(frozen=True)
class Trail:
    """Where steps began, as far as all goes on smoothly.

    Attributes:
        last: where the last step began; empty where rates jump.
        doubled: where the last of the steps twice as long began, and where it ended, that estimate
            the error of the time; only the second when they start.
    """

    last: tuple[Earlier, ...] = ()
    doubled: tuple[Earlier, ...] = ()

    def each(self, change: Callable[[Earlier], Earlier]) -> Trail:
        """Return the trail with a change to all that is kept."""
        return Trail(tuple(map(change, self.last)), tuple(map(change, self.doubled)))


@dataclass(frozen=True)
class Detached:
    """A state free of any grid.

    Attributes:
        history: what the run has come to.
        lithium: of all cracks and pores.
        growing: whether a tip has just advanced.
        stood: whether a tip was held up, and none advanced: this state was told of before.
        films: the films themselves, if the geometry goes on.
        past: what was observed on this geometry before: times [s] and values.
        earlier: where the last steps began.
        tries: how often other lengths have been tried for the advance just made.
    """

    history: History
    lithium: StoredLithium
    growing: bool = False
    stood: bool = False
    films: PausedFilms | None = None
    past: Past = ()
    earlier: Trail = field(default_factory=Trail)
    tries: int = 0

    def shifted(self, shifts: FloatArray) -> Detached:
        """Return the state with paths that got longer at their starts [m], shape (n_cracks,)."""
        earlier = self.earlier.each(lambda e: replace(e, lithium=e.lithium.shifted(shifts)))
        return replace(self, lithium=self.lithium.shifted(shifts), earlier=earlier)


def detach(system: CoupledSystem, state: State, earlier: Trail | None = None) -> Detached:
    """Take a state off its grid.

    Args:
        system: the coupled system of the geometry that ends.
        state: its last state.
        earlier: where the last steps began.
    """
    lithium = taken_off(system, state.film)
    return Detached(state.history, lithium, earlier=earlier or Trail())


def taken_off(system: CoupledSystem, film: FilmState) -> StoredLithium:
    """Lithium and interphase of the films of a system, without their grid."""
    lithium = stored(system.response.grid, system.gap.areas, film)
    return replace(lithium, layer=stored_layer(system.response, film.layer))


def put_on(system: CoupledSystem, film: FilmState, lithium: StoredLithium) -> FilmState:
    """The films of a system with stored lithium and interphase, before any of it can flow."""
    volumes = lithium_on(system.response.grid, system.gap.areas, lithium)
    film = replace(film, lithium=volumes)
    if system.layers is None:
        return film
    return replace(film, layer=layer_on(system.response, lithium.layer))


def began(system: CoupledSystem, state: State, crept: Mapping[str, float]) -> Earlier:
    """Keep of a state what a later step extrapolates from.

    Args:
        system: the coupled system of the state.
        state: the state.
        crept: how far tips have moved below their toughness [m].
    """
    lithium = taken_off(system, state.film)
    return Earlier(state.time, state.totals, lithium, crept)


def detach_paused(system: CoupledSystem, state: State, past: Past, earlier: Trail) -> Detached:
    """Take a state off its grid in the middle of a growth step, so that it can go on exactly.

    Args:
        system: the coupled system of the geometry.
        state: the last accepted state.
        past: what was observed before.
        earlier: where the last steps began.
    """
    response = system.response
    films = PausedFilms(state.film, response.grid.position, response.ionic.nodes.position)
    return replace(detach(system, state, earlier), films=films, past=past)


def with_new_cracks(detached: Detached | None, geometry: SlabGeometry) -> Detached | None:
    """Add empty profiles for the cracks that a geometry has more, at its end."""
    if detached is None:
        return None
    lithium = detached.lithium
    new = geometry.cracks[len(lithium.profiles) :]
    nothing = np.zeros(2)
    empty = (Profile(np.array([0.0, c.length]), nothing, nothing, 0.0) for c in new)
    lithium = replace(lithium, profiles=(*lithium.profiles, *empty))
    return Detached(detached.history, lithium)


def after_branching(
    detached: Detached, geometry: SlabGeometry, branched: Mapping[str, tuple[str, ...]]
) -> Detached:
    """Add the branches of tips: empty as yet, and as fast and far as their tips were.

    Args:
        detached: the state after the tips have advanced.
        geometry: with the branches at its end.
        branched: names of the branches, by name of the tip.
    """
    history, pairs = detached.history, [(tip, n) for tip, names in branched.items() for n in names]
    advanced = {name: history.advanced[tip] for tip, name in pairs}
    crept = {name: history.crept[tip] for tip, name in pairs if tip in history.crept}
    grown = replace(
        history, advanced={**history.advanced, **advanced}, crept={**history.crept, **crept}
    )
    more = with_new_cracks(replace(detached, history=grown), geometry)
    assert more is not None
    return replace(more, growing=detached.growing)


def initial_state(
    system: CoupledSystem, step_size: float, limits: Limits, anode: AnodeState
) -> State:
    """State at the start of a run: cracks full of lithium at the stack pressure.

    Args:
        system: the coupled system of the first geometry.
        step_size: first time step to try [s].
        limits: tolerances.
        anode: state of the anode.
    """
    layer = NO_LAYER if system.layers is None else system.layers.fresh
    film = filled_cracks(system, system.model.stack_pressure, layer)
    totals = Totals(initial=float(film.lithium.sum()), foil=anode.lithium)
    if system.layers is not None:
        totals = replace(totals, interphase_charge=system.layers.charge(layer))
    state = State(History(0.0, totals, step_size, anode=anode), film)
    return equilibrated(system, state, film.lithium, limits)


def restore(system: CoupledSystem, detached: Detached, step_size: float, limits: Limits) -> State:
    """State at the start of a geometry: the stored lithium, before any of it can flow.

    Pressures follow from V(N) >= L, N >= 0, N (V - L) = 0 with the lithium L where it was, in space
    but for the error of the remap: see `filasse.remap.pressed_films`.

    Args:
        system: the coupled system of the new geometry.
        detached: state of the geometry before.
        step_size: time step to try first [s].
        limits: tolerances.
    """
    layer = layer_on(system.response, detached.lithium.layer) if system.layers else NO_LAYER
    film = filled_cracks(system, system.model.stack_pressure, layer)
    lithium = pressed_lithium(system, film, detached.lithium)
    history = replace(detached.history, step_size=step_size, iterations=0)
    return equilibrated(system, State(history, film), lithium, limits)


def equilibrated(system: CoupledSystem, state: State, lithium: FloatArray, limits: Limits) -> State:
    """A step of no length: pressures and currents of the lithium where it is.

    Args:
        system: the coupled system.
        state: to take all else from.
        lithium: volumes [m^2], shape (n,).
        limits: tolerances.
    """
    film = disconnected(system, equilibrium(system, state.film, lithium))
    newton = Newton(system, limits.newton_tolerance, limits.max_newton)
    solution = newton.solve(film, lithium, 0.0, frozen="film")
    before = replace(state, film=replace(state.film, lithium=lithium))
    return after_stages(system, before, [(0.0, solution)])
