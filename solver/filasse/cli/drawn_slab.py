"""What the command ``filasse validate`` says of a slab that comes from a file."""

from collections.abc import Iterator

from filasse.config import Config
from filasse.simulation.slab import Start, start
from filasse.units import format_quantity


def slab_lines(config: Config) -> Iterator[str]:
    """Mesh the slab of a mesh file or an image, and say what was found; nothing without a file.

    Raises:
        MeshError: what the mesh step would reject, too.
    """
    if not config.geometry.files:
        return
    found = start(config)
    yield f"{_name(config)}: {_um(found.geometry.width)} x {_um(found.geometry.thickness)}"
    yield from (f"  {kind}: {text}" for kind, text in _parts(found) if text)


def _name(config: Config) -> str:
    geometry = config.geometry
    name = " and ".join(str(path) for path in geometry.files.values())
    if geometry.mesh_file is None:
        return name
    return f"{name} (1 is {format_quantity(geometry.mesh_unit or 1.0, 'm', 'm')})"


def _parts(found: Start) -> Iterator[tuple[str, str]]:
    """Kinds of things in a slab, and what there is of each."""
    slab, drawn = found.blank.slab, found.blank.slab.microstructure
    names = dict.fromkeys(region.name for region in slab.regions)
    grains = [name for name in names if name.startswith("grain:")]
    yield "regions", ", ".join(name for name in names if name not in grains)
    count = len(drawn.grains) if drawn is not None and drawn.grains else len(grains)
    band = drawn.band if drawn is not None else 0.0
    yield "grains", f"{count}{f', {_um(band)} apart' if band else ''}" if count else ""
    pores, notches = (drawn.pores, drawn.notches) if drawn is not None else ((), ())
    yield "pores", ", ".join(pore.name for pore in pores)
    yield "notches", ", ".join(notch.name for notch in notches)
    cracks = found.geometry.cracks
    yield "cracks", ", ".join(f"{c.name} ({_um(c.length)})" for c in cracks) or "none"
    own = "those of the file" if found.mesh is not None else "made from the outlines in the file"
    mesh = found.mesh or found.blank.mesh(found.geometry)[1]
    yield "first mesh", f"{len(mesh.cells)} triangles, {own}"


def _um(length: float) -> str:
    return format_quantity(length, "m", "um", 6)
