"""Size of the slab in the files that a geometry may come from: a mesh, or an image."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from filasse.config.reading.mesh_summary import Size, msh_summary
from filasse.units import UnitError, parse_quantity

SIDES = ("width", "thickness", "depth")
"""What the sizes of a file are; a flat one has two."""

IMAGES = (".png", ".tif", ".tiff")
ROUNDING = 1e-3
"""How far a given size may be off that of the file, relative to it."""
SMALLEST, LARGEST = 1e-8, 0.1
"""[m] Sizes of slabs."""
LARGEST_UNASKED = 0.02
"""[m] Larger meshes are hardly meant in metres: the user must say so."""
UNITS = (("mm", 1e-3), ("um", 1e-6), ("nm", 1e-9))
THICKEST = 5e-3
"""[m] Of a slab, for guessing the unit of a file."""


def check_mesh_file(path: Path, unit: float | None, *, unit_is_known: bool = True) -> Path:
    """Reject what cannot be a Gmsh file of a slab; for use in pydantic validators.

    Args:
        path: the file.
        unit: [m], what 1 stands for in it; None if the user did not say.
        unit_is_known: without, sizes are not looked at.
    """
    if path.suffix != ".msh":
        raise _error("is not a Gmsh file (.msh)", "export the mesh from Gmsh as .msh")
    _check_is_file(path)
    try:
        extent = msh_summary(path).extent
    except ValueError as error:
        raise _unusable(error) from None
    if unit_is_known:
        _check_extent(extent, unit)
    return path


def _check_is_file(path: Path) -> None:
    if path.is_dir():
        raise _error("is a folder", "give the file in it")
    if not path.is_file():
        raise _error("does not exist", "check the path; it is relative to the configuration file")


def _check_extent(extent: Size, unit: float | None) -> None:
    """Reject a slab of a size that nobody means; 1 stands for a metre unless the user says so."""
    one, numbers = unit or 1.0, " x ".join(f"{side:g}" for side in extent)
    slab = " x ".join(_length(side * one) for side in extent)
    makes = f"is {numbers} in its own numbers, which makes a slab of {slab}"
    if min(extent) <= 0.0:
        raise _error(f"is {numbers}, which is no area", "draw it in the plane of x and y")
    if unit is None and max(extent) > LARGEST_UNASKED:
        meant = next((name for name, one in UNITS if min(extent) * one < THICKEST), "nm")
        remedy = f"if it was drawn in {meant}, add `mesh_unit: {meant}`"
        raise _error(makes, f"{remedy}; if in metres, `mesh_unit: m`")
    if not SMALLEST <= min(extent) * one <= max(extent) * one <= LARGEST:
        low, high = _length(SMALLEST), _length(LARGEST)
        raise _error(f"{makes}, outside {low} to {high}", "check mesh_unit")


def _length(value: float) -> str:
    """A length [m] in the unit that gives a handy number."""
    name, one = next(((n, u) for n, u in (("m", 1.0), *UNITS) if value >= 0.999 * u), UNITS[-1])
    return f"{value / one:.6g} {name}"


def check_image(path: Path) -> Path:
    """Reject what cannot be a labelled image; for use in pydantic validators."""
    if path.suffix.lower() not in IMAGES:
        raise _error("is not an image (.png, .tif)", "export the labels as .png or .tif")
    _check_is_file(path)
    try:
        image_extent(path)
    except ValueError as error:
        raise _unusable(error) from None
    return path


def check_page(path: Path, page: int) -> int:
    """Reject a page that a stack does not have; for use in pydantic validators."""
    try:
        image_extent(path, page)
    except ValueError as error:
        raise _unusable(error) from None
    return page


def _unusable(error: ValueError) -> PydanticCustomError:
    reason, _, remedy = str(error).rstrip(".").partition(". ")
    return _error(f"cannot be used: {reason}", remedy)


def unit_as_length(unit: object) -> object:
    """Take a bare unit for one of it: `um` means 1 um; for use in pydantic validators."""
    if isinstance(unit, str) and not any(character.isdigit() for character in unit):
        return f"1 {unit}"
    return unit


def label_of_colour(key: object) -> object:
    """The label of a colour "#rrggbb"; for use in pydantic validators."""
    if isinstance(key, str) and re.fullmatch("#[0-9A-Fa-f]{6}", key):
        return int(key[1:], 16)
    if isinstance(key, str) and not re.fullmatch(r"[+-]?\d+", key):
        raise _error("is no label", 'write a whole number, or a colour as "#rrggbb"')
    return key


def fill_size(geometry: Any) -> Any:
    """Fill width and thickness [m], of a body its depth, too, from the mesh file or the image.

    A size that the user gives besides is kept if it contradicts the file, to be rejected later.
    """
    size = file_size(geometry)
    if size is None:
        return geometry
    own = zip(SIDES, size, strict=False)
    found = {name: f"{value!r} m" for name, value in own if _agrees(geometry.get(name), value)}
    return {**geometry, **found}


def file_size(geometry: Any) -> Size | None:
    """Sizes [m], as `SIDES`, by the mesh file or the image of a geometry as it was written."""
    return _from_mesh(geometry) or _from_image(geometry)


def _agrees(given: Any, size: float) -> bool:
    """Whether nothing is given, or what the file says, up to rounding."""
    own = size if given is None else _metres(given)
    return own is not None and abs(own - size) <= ROUNDING * size


def _metres(given: Any) -> float | None:
    """A length [m] as it was written, None if it is none."""
    try:
        return parse_quantity(given, "m") if isinstance(given, str) else float(given)
    except (UnitError, TypeError, ValueError):
        return None


def _from_mesh(geometry: Any) -> Size | None:
    name = geometry.get("mesh_file") if isinstance(geometry, Mapping) else None
    unit = _metres(unit_as_length(geometry.get("mesh_unit") or 1.0)) if name else None
    if not isinstance(name, str | Path) or unit is None or not Path(name).is_file():
        return None
    try:
        return tuple(side * unit for side in msh_summary(Path(name)).extent)
    except ValueError:
        return None


def _from_image(geometry: Any) -> Size | None:
    image = geometry
    for key in ("microstructure", "image"):
        image = image.get(key) if isinstance(image, Mapping) else None
    if not isinstance(image, Mapping) or not isinstance(image.get("file"), str | Path):
        return None
    side = _metres(image.get("pixel_size") or 0.0)
    # The first page stands in for one that does not exist, which is told elsewhere.
    for page in (_page(image.get("page")), None):
        try:
            columns, rows = image_extent(Path(image["file"]), page)
        except ValueError:
            continue
        return None if side is None else (columns * side, rows * side)
    return None


def _page(given: Any) -> int | None:
    """The page of a stack as it was written, None if it is none."""
    try:
        return None if given is None else int(given)
    except (TypeError, ValueError):
        return None


def image_extent(path: Path, page: int | None = None) -> tuple[int, int]:
    """Columns and rows of one page of an image, the first by default.

    Raises:
        ValueError: it cannot be read.
    """
    from filasse_meshes.files.pixel_labels import image_size
    from filasse_meshes.meshing_error import MeshingError

    try:
        return image_size(path, page)
    except MeshingError as error:
        raise ValueError(str(error)) from error


def _error(message: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("file", "{message}", {"message": message, "remedy": remedy})
