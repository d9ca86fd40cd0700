"""Size of the slab in a user's mesh file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError


def check_mesh_file(path: Path) -> Path:
    """Refuse what cannot be a Gmsh file; for use in pydantic validators."""
    if path.suffix != ".msh":
        raise _error("is not a Gmsh file (.msh)", "export the mesh from Gmsh as .msh")
    if not path.is_file():
        raise _error("does not exist", "check the path; it is relative to the configuration file")
    if _size(path) is None:
        raise _error("cannot be read as a mesh", "open it in Gmsh and export it again as .msh")
    return path


def fill_size(geometry: Any) -> Any:
    """Fill width and thickness [m] from the mesh file, where the user did not give them."""
    name = geometry.get("mesh_file") if isinstance(geometry, Mapping) else None
    if not isinstance(name, str | Path) or not Path(name).is_file():
        return geometry
    size = _size(Path(name))
    return geometry if size is None else {**size, **geometry}


def _size(path: Path) -> dict[str, str] | None:
    """Width and thickness, or None if the file cannot be read."""
    import meshio

    try:
        points = meshio.gmsh.read(path).points
        width, thickness = (
            float(extent) for extent in points.max(axis=0)[:2] - points.min(axis=0)[:2]
        )
    except Exception:  # meshio raises whatever a broken file makes it meet
        return None
    return {"width": f"{width!r} m", "thickness": f"{thickness!r} m"}


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("mesh_file", "{message}", {"message": message, "remedy": remedy})
