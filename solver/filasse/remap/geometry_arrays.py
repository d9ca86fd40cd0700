"""Crack geometries and the lithium in them as the arrays and plain values of a checkpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from filasse.cracks.crack_paths import CrackPath, SlabGeometry
from filasse.cracks.crack_surfaces import CrackSurface, Front, SolidGeometry
from filasse.remap.layer_remap import StoredLayer, Strip
from filasse.remap.lithium_remap import Profile
from filasse.remap.surface_remap import SurfaceProfile
from filasse_meshes.data.solid_data import SphericalPore

type Arrays = dict[str, npt.NDArray[Any]]


def pack_geometry(geometry: SlabGeometry | SolidGeometry) -> tuple[Arrays, dict[str, Any]]:
    """Arrays and plain values of all cracks."""
    about = {"width": geometry.width, "thickness": geometry.thickness}
    if isinstance(geometry, SolidGeometry):
        arrays, cracks = _pack_surfaces(geometry)
        whole = {"depth": geometry.depth, "cracks": cracks, "mirrors": geometry.mirrors}
        pores = [{"name": p.name, "centre": p.centre, "radius": p.radius} for p in geometry.pores]
        return arrays, about | whole | {"pores": pores}
    paths: Arrays = {f"path{i}": np.array(crack.points) for i, crack in enumerate(geometry.cracks)}
    paths |= {f"piece{i}": np.array(outline) for i, outline in enumerate(geometry.pieces)}
    cracks = [_about_path(crack) for crack in geometry.cracks]
    return paths, {**about, "cracks": cracks, "pieces": len(geometry.pieces)}


def unpack_geometry(
    arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
) -> SlabGeometry | SolidGeometry:
    """Read back what `pack_geometry` wrote."""
    size = meta["width"], meta["thickness"]
    if "depth" in meta:
        surfaces = (_unpack_surface(i, arrays, about) for i, about in enumerate(meta["cracks"]))
        pores = (SphericalPore(p["name"], tuple(p["centre"]), p["radius"]) for p in meta["pores"])
        mirrors = tuple(meta["mirrors"])
        return SolidGeometry(*size, meta["depth"], tuple(surfaces), mirrors, tuple(pores))
    cracks = []
    for index, about in enumerate(meta["cracks"]):
        points = _points(arrays[f"path{index}"])
        rest = about["mouth"], tuple(about["blocked"]), about["from_pore"], about["into_pore"]
        branched = {name: about[name] for name in ("from_branch", "into_branch")}
        cracks.append(CrackPath(about["name"], points, *rest, **branched))
    pieces = tuple(_points(arrays[f"piece{index}"]) for index in range(meta["pieces"]))
    return SlabGeometry(*size, tuple(cracks), pieces)


def _points(xy: npt.NDArray[Any]) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in xy)


def pack_profile(name: str, profile: Profile | SurfaceProfile) -> Arrays:
    """Arrays of the lithium in one crack, but for its volume."""
    if isinstance(profile, SurfaceProfile):
        nodes = np.column_stack([profile.uv, profile.thickness, profile.pressure])
        return {name: nodes, f"{name}_triangles": profile.triangles}
    return {name: np.array([profile.arc, profile.thickness, profile.pressure])}


def unpack_profile(
    name: str, arrays: Mapping[str, npt.NDArray[Any]], volume: float
) -> Profile | SurfaceProfile:
    """Read back what `pack_profile` wrote."""
    if f"{name}_triangles" in arrays:
        nodes, triangles = arrays[name], arrays[f"{name}_triangles"]
        return SurfaceProfile(nodes[:, :2], triangles, nodes[:, 2], nodes[:, 3], volume)
    arc, thickness, pressure = arrays[name]
    return Profile(arc, thickness, pressure, volume)


def pack_layer(prefix: str, layer: StoredLayer | None) -> tuple[Arrays, dict[str, Any]]:
    """Arrays of an interphase, and its volumes by surface; nothing without one."""
    if layer is None:
        return {}, {}
    strips = layer.strips.items()
    arrays: Arrays = {f"{prefix}{name}": np.array([s.place, s.thickness]) for name, s in strips}
    return arrays, {"layer_volumes": {name: strip.volume for name, strip in strips}}


def unpack_layer(
    prefix: str, arrays: Mapping[str, npt.NDArray[Any]], meta: Mapping[str, Any]
) -> StoredLayer | None:
    """Read back what `pack_layer` wrote."""
    if "layer_volumes" not in meta:
        return None
    strips = {}
    for name, volume in meta["layer_volumes"].items():
        place, thickness = arrays[f"{prefix}{name}"]
        strips[name] = Strip(place, thickness, volume)
    return StoredLayer(strips)


def _about_path(crack: CrackPath) -> dict[str, Any]:
    return {
        "name": crack.name,
        "mouth": crack.mouth,
        "from_pore": crack.from_pore,
        "into_pore": crack.into_pore,
        "from_branch": crack.from_branch,
        "into_branch": crack.into_branch,
        "blocked": list(crack.blocked),
    }


def _pack_surfaces(geometry: SolidGeometry) -> tuple[Arrays, list[dict[str, Any]]]:
    arrays, about = {}, []
    for index, crack in enumerate(geometry.cracks):
        for step, front in enumerate(crack.fronts):
            lines = np.hstack([front.uv, front.points, front.forward])
            arrays[f"front{index}_{step}"] = lines
        about.append(
            {
                "name": crack.name,
                "closed": crack.closed,
                "moves": crack.moves,
                "fronts": len(crack.fronts),
                "pore": crack.pore,
            }
        )
    return arrays, about


def _unpack_surface(
    index: int, arrays: Mapping[str, npt.NDArray[Any]], about: Mapping[str, Any]
) -> CrackSurface:
    lines = (arrays[f"front{index}_{step}"] for step in range(about["fronts"]))
    fronts = tuple(Front(line[:, :2], line[:, 2:5], line[:, 5:]) for line in lines)
    return CrackSurface(about["name"], fronts, about["closed"], about["moves"], about["pore"])
