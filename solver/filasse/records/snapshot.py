"""Snapshots of a state for field output."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from filasse.anode.anode import Anode
from filasse.cracks.conservation import plating_rates
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.layers.pulling import face_means
from filasse.cracks.state import FilmState, State
from filasse.fem.condensed import Bodies
from filasse.fem.domain import Domain
from filasse.fem.volume_fields import node_values, slab_fields
from filasse.parameters.further_fields import FURTHER_FIELDS
from filasse.quantity import arrays_at
from filasse.records.field_snapshot import FieldSnapshot, FilmSnapshot, FloatArray
from filasse.records.interface_snapshot import interface_snapshot


def snapshot(
    domain: Domain, bodies: Bodies, system: CoupledSystem, anode: Anode[Any], state: State
) -> FieldSnapshot:
    """Rebuild the fields of a state on this rank's cells; a collective call."""
    film = state.film
    forces = 0.0 if system.pulling is None else system.pulling.forces(film.layer)
    loads = system.response.elastic.layout.values(film.traction, system.loads, forces)
    flowing = film.current * system.electric.active(system.active_part(film))
    # The bodies conduct as at the configured temperature: the same potential takes less current.
    conduction = system.model.conduction
    fields = slab_fields(domain, bodies, loads, flowing / conduction, film.offset)
    fields = replace(fields, current_density=conduction * fields.current_density)
    further = {
        name: node_values(domain, bodies.fields[name].field(row.loads(system.response, flowing)))
        for name, row in FURTHER_FIELDS.items()
    }
    return FieldSnapshot(
        time=state.time,
        growth_step=state.totals.growth_steps,
        points=fields.points,
        cells=fields.cells,
        point_data=arrays_at(fields, "points") | further,
        cell_data=arrays_at(fields, "cells"),
        films=film_snapshots(system, state),
        bodies=anode.snapshot(state.anode),
        interface=interface_snapshot(system, film),
    )


def layer_on_films(system: CoupledSystem, film: FilmState) -> FloatArray | None:
    """Mean thickness of the interphase on the faces of every film node [m], shape (n,)."""
    if system.layers is None:
        return None
    return np.asarray(face_means(system.electric) @ film.layer)


def film_snapshots(system: CoupledSystem, state: State) -> tuple[FilmSnapshot, ...]:
    """Pressure, opening, fill and plating along every crack."""
    grid, film = system.response.grid, state.film
    opening = system.opened(film) / system.gap.areas
    part = system.filled_part(film)
    rates = plating_rates(system, film) / system.gap.areas
    current = rates / system.model.volume_per_charge
    layer = layer_on_films(system, film)
    result = []
    for crack, name in enumerate(grid.names):
        nodes = grid.nodes_of(crack)
        result.append(
            FilmSnapshot(
                name=name,
                points=grid.position[nodes],
                arc=grid.uv[nodes, 1] if grid.in_space else grid.arc[nodes],
                pressure=film.pressure[nodes],
                opening=opening[nodes],
                fill=part[nodes],
                plating_current=current[nodes],
                triangles=grid.triangles_of(crack) if grid.in_space else None,
                interphase=None if layer is None else layer[nodes],
            )
        )
    return tuple(result)
