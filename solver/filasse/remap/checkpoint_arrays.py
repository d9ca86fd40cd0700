"""A detached state as the arrays and plain values of a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.anode.anode import Anode
from filasse.anode.anode_kinds import restored_anode
from filasse.cracks.crack_paths import SlabGeometry
from filasse.cracks.crack_surfaces import SolidGeometry
from filasse.cracks.state import (
    Calm,
    FilmState,
    History,
    LastAdvance,
    ProtocolPosition,
    TimeError,
    TipPace,
    Totals,
)
from filasse.remap.detached import Detached, Earlier, PausedFilms, Trail
from filasse.remap.geometry_arrays import (
    pack_geometry,
    pack_layer,
    pack_profile,
    unpack_geometry,
    unpack_layer,
    unpack_profile,
)
from filasse.remap.lithium_remap import StoredLithium

type Arrays = dict[str, npt.NDArray[Any]]


def pack(
    geometry: SlabGeometry | SolidGeometry, detached: Detached
) -> tuple[Arrays, dict[str, Any]]:
    """Turn geometry and state into arrays and plain values for a checkpoint."""
    history, lithium = detached.history, detached.lithium
    arrays = dict(history.anode.arrays())
    for index, profile in enumerate(lithium.profiles):
        arrays |= pack_profile(f"profile{index}", profile)
    layer, layer_volumes = pack_layer("layer_", lithium.layer)
    crack_arrays, about = pack_geometry(geometry)
    arrays |= crack_arrays | layer
    meta = {
        **about,
        "volumes": [profile.volume for profile in lithium.profiles],
        "time": history.time,
        "step_size": history.step_size,
        "totals": asdict(history.totals),
        "advanced": {name: asdict(latest) for name, latest in history.advanced.items()},
        "crept": dict(history.crept),
        "paces": _pack_paces(history.paces),
        "rises": dict(history.rises),
        "reservoirs": dict(lithium.reservoirs),
        "position": asdict(history.position),
        "calm": asdict(history.calm) if history.calm is not None else None,
        "growing": detached.growing,
        "stood": detached.stood,
        "accuracy": asdict(history.accuracy),
        "anode": history.anode.kind,
        **layer_volumes,
    }
    for name, begun in _kept(detached.earlier).items():
        packed = [_pack_earlier(earlier, f"{name}{place}") for place, earlier in enumerate(begun)]
        meta[name] = [about for _, about in packed]
        for more, _ in packed:
            arrays |= more
    if detached.films is None:
        return arrays, meta
    film_arrays, scalars = _pack_films(detached.films)
    past = {"past_times": np.array([time for time, _ in detached.past])}
    past["past_values"] = np.array([values for _, values in detached.past])
    return arrays | film_arrays | past, meta | {"films": scalars}


def unpack(
    arrays: Mapping[str, npt.NDArray[Any]],
    meta: Mapping[str, Any],
    own_anode: type[Anode[Any]] | None = None,
) -> tuple[SlabGeometry | SolidGeometry, Detached]:
    """Read back what `pack` wrote, with a user's own kind of anode if there is one."""
    geometry = unpack_geometry(arrays, meta)
    profiles = [
        unpack_profile(f"profile{i}", arrays, volume) for i, volume in enumerate(meta["volumes"])
    ]
    history = History(
        time=meta["time"],
        totals=Totals(**meta["totals"]),
        step_size=meta["step_size"],
        advanced={name: LastAdvance(**latest) for name, latest in meta["advanced"].items()},
        crept=meta["crept"],
        paces=_unpack_paces(meta),
        rises=meta.get("rises", {}),
        accuracy=TimeError(**meta["accuracy"]),
        position=ProtocolPosition(**meta["position"]),
        calm=_calm(meta["calm"]),
        anode=restored_anode(meta["anode"], arrays, own_anode),
    )
    layer = unpack_layer("layer_", arrays, meta)
    lithium = StoredLithium(tuple(profiles), meta["reservoirs"], layer)
    begun = {
        name: tuple(_unpack_earlier(arrays, e, f"{name}{i}") for i, e in enumerate(meta[name]))
        for name in _kept(Trail())
    }
    grew = meta["growing"], meta.get("stood", False)
    detached = Detached(history, lithium, *grew, earlier=Trail(*begun.values()))
    if "films" not in meta:
        return geometry, detached
    films = _unpack_films(arrays, meta["films"])
    times, values = arrays["past_times"].tolist(), arrays["past_values"]
    return geometry, replace(detached, films=films, past=tuple(zip(times, values, strict=True)))


def handed_over(
    arrays: Mapping[str, npt.NDArray[Any]],
    meta: Mapping[str, Any],
    *,
    protocol_begins: bool,
    own_anode: type[Anode[Any]] | None = None,
) -> tuple[Arrays, dict[str, Any]]:
    """The state from which a run with other parameters starts.

    Geometry, lithium, anode, clock and sums stay. Pressures, openings and currents do not: they
    follow from the lithium under the new parameters, as they do after a crack has advanced.

    Args:
        arrays: of the checkpoint.
        meta: of the checkpoint.
        protocol_begins: whether the protocol begins here, rather than going on.
        own_anode: a user's own kind of anode.
    """
    geometry, detached = unpack(arrays, meta, own_anode)
    history = replace(detached.history, calm=None)
    if protocol_begins:
        position = ProtocolPosition(0, history.time, history.totals.passed)
        history = replace(history, position=position)
    return pack(geometry, Detached(history, detached.lithium))


def _calm(meta: Mapping[str, Any] | None) -> Calm | None:
    """Read back for how long nothing has changed."""
    return None if meta is None else Calm(**{name: tuple(part) for name, part in meta.items()})


def _kept(trail: Trail) -> dict[str, tuple[Earlier, ...]]:
    """What is kept of a trail, by the names of its arrays."""
    return {"earlier": trail.last, "doubled": trail.doubled}


def _pack_earlier(earlier: Earlier, place: str) -> tuple[Arrays, dict[str, Any]]:
    """Arrays and plain values of where one of the last steps began."""
    profiles = earlier.lithium.profiles
    arrays: Arrays = {}
    for index, profile in enumerate(profiles):
        arrays |= pack_profile(f"{place}_{index}", profile)
    layer, layer_volumes = pack_layer(f"{place}_layer_", earlier.lithium.layer)
    return arrays | layer, {
        "time": earlier.time,
        "totals": asdict(earlier.totals),
        "crept": dict(earlier.crept),
        "paces": _pack_paces(earlier.paces),
        "volumes": [p.volume for p in profiles],
        "reservoirs": dict(earlier.lithium.reservoirs),
        **layer_volumes,
    }


def _unpack_earlier(
    arrays: Mapping[str, npt.NDArray[Any]], about: Mapping[str, Any], place: str
) -> Earlier:
    """Read back what `_pack_earlier` wrote."""
    profiles = (
        unpack_profile(f"{place}_{index}", arrays, volume)
        for index, volume in enumerate(about["volumes"])
    )
    layer = unpack_layer(f"{place}_layer_", arrays, about)
    lithium = StoredLithium(tuple(profiles), about["reservoirs"], layer)
    totals, paces = Totals(**about["totals"]), _unpack_paces(about)
    return Earlier(about["time"], totals, lithium, about["crept"], paces)


def _pack_paces(paces: Mapping[str, TipPace]) -> dict[str, Any]:
    """Paces of tips as plain values."""
    return {name: asdict(pace) for name, pace in paces.items()}


def _unpack_paces(about: Mapping[str, Any]) -> dict[str, TipPace]:
    """Read back what `_pack_paces` wrote; nothing from a checkpoint of an earlier version."""
    return {name: TipPace(**pace) for name, pace in about.get("paces", {}).items()}


def _pack_films(films: PausedFilms) -> tuple[Arrays, dict[str, float]]:
    """Arrays and scalars of the films of a pause."""
    arrays = {f"film_{name}": getattr(films.film, name) for name in _FILM}
    for name in _LAYERS:
        if getattr(films.film, name).size:
            arrays[f"film_{name}"] = getattr(films.film, name)
    arrays |= {"film_positions": films.positions, "film_reactive": films.reactive}
    return arrays, {"offset": films.film.offset, "counter": films.film.counter}


def _unpack_films(
    arrays: Mapping[str, npt.NDArray[Any]], scalars: Mapping[str, Any]
) -> PausedFilms:
    """Read back what `_pack_films` wrote."""
    layers = tuple(name for name in _LAYERS if f"film_{name}" in arrays)
    values: dict[str, Any] = {name: arrays[f"film_{name}"] for name in (*_FILM, *layers)}
    film = FilmState(**values, **scalars)
    return PausedFilms(film, arrays["film_positions"], arrays["film_reactive"])


_LAYERS = ("layer", "swelling")
_FILM = [
    field.name for field in fields(FilmState) if field.name not in ("offset", "counter", *_LAYERS)
]
