"""Size of the slab in the files that a geometry may come from: a mesh, or an image."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from filasse.units import UnitError, parse_quantity

type Size = tuple[float, float]

IMAGES = (".png", ".tif", ".tiff")


def check_mesh_file(path: Path) -> Path:
    """Refuse what cannot be a Gmsh file; for use in pydantic validators."""
    if path.suffix != ".msh":
        raise _error("is not a Gmsh file (.msh)", "export the mesh from Gmsh as .msh")
    _check(path, _mesh_size, "a mesh", "open it in Gmsh and export it again as .msh")
    return path


def check_image(path: Path) -> Path:
    """Refuse what cannot be a labelled image; for use in pydantic validators."""
    if path.suffix.lower() not in IMAGES:
        raise _error("is not an image (.png, .tif)", "export the labels as .png or .tif")
    _check(path, _pixels, "an image", "open it and save it again as .png")
    return path


def fill_size(geometry: Any) -> Any:
    """Fill width and thickness [m] from the mesh file or the image, if the user did not."""
    size = _from_mesh(geometry) or _from_image(geometry)
    if size is None:
        return geometry
    return {"width": f"{size[0]!r} m", "thickness": f"{size[1]!r} m", **geometry}


def _from_mesh(geometry: Any) -> Size | None:
    name = geometry.get("mesh_file") if isinstance(geometry, Mapping) else None
    return _mesh_size(Path(name)) if isinstance(name, str | Path) else None


def _from_image(geometry: Any) -> Size | None:
    image = geometry
    for key in ("microstructure", "image"):
        image = image.get(key) if isinstance(image, Mapping) else None
    if not isinstance(image, Mapping) or not isinstance(image.get("file"), str | Path):
        return None
    pixels, pixel = _pixels(Path(image["file"])), image.get("pixel_size")
    try:
        side = parse_quantity(pixel, "m") if isinstance(pixel, str) else float(pixel or 0.0)
    except (UnitError, TypeError, ValueError):
        return None
    return None if pixels is None else (pixels[0] * side, pixels[1] * side)


def _check(path: Path, read: Callable[[Path], Any], what: str, remedy: str) -> None:
    if not path.is_file():
        raise _error("does not exist", "check the path; it is relative to the configuration file")
    if read(path) is None:
        raise _error(f"cannot be read as {what}", remedy)


def _mesh_size(path: Path) -> Size | None:
    """Width and thickness [m], or None if the file cannot be read."""
    import meshio

    try:
        points = meshio.gmsh.read(path).points
        width, thickness = points.max(axis=0)[:2] - points.min(axis=0)[:2]
    except Exception:  # meshio raises whatever a broken file makes it meet
        return None
    return float(width), float(thickness)


def _pixels(path: Path) -> tuple[int, int] | None:
    """Columns and rows of an image, or None if it cannot be read."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as image:
            return image.size
    except (OSError, UnidentifiedImageError):
        return None


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("file", "{message}", {"message": message, "remedy": remedy})
