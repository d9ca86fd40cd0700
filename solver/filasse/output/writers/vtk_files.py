"""VTK XML files: pieces, the header that joins them, and the collection over time."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

import pyvista as pv
from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridWriter

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import (
    disk_errors,
    publish,
    temporary_beside,
    write_atomically,
)

_VTK_TYPES = {"float32": "Float32", "int32": "Int32"}


class Entry(NamedTuple):
    """One file of a collection.

    Attributes:
        time: Time under which viewers list the file [s].
        part: 0 for the slab, 1 for the films, 2 for the anode.
        file: Path relative to the collection.
    """

    time: float
    part: int
    file: str


def write_grid(path: Path, grid: pv.UnstructuredGrid) -> None:
    """Write a .vtu file: binary, zlib at its fastest level, complete or not at all.

    Args:
        path: File to write.
        grid: Grid with its data.

    Raises:
        OutputError: The disk refuses.
    """
    # VTK tells of a refusing disk by its error code and in many lines, never by raising.
    catcher = pv.VtkErrorCatcher(send_to_logging=False)
    with disk_errors(path), temporary_beside(path) as temporary:
        writer = vtkXMLUnstructuredGridWriter()
        writer.SetFileName(str(temporary))
        writer.SetInputData(grid)
        writer.SetDataModeToAppended()
        writer.EncodeAppendedDataOff()
        writer.SetCompressorTypeToZLib()
        writer.SetCompressionLevel(1)
        with pv.vtk_verbosity("off"), catcher:
            if not writer.Write() or writer.GetErrorCode():
                raise OSError("the disk is full or the folder is not writable")
        publish(temporary, path)


def write_joined(path: Path, pieces: Iterable[str], sample: pv.UnstructuredGrid) -> None:
    """Write the .pvtu file that joins the pieces of all ranks.

    Args:
        path: File to write.
        pieces: File names of the pieces, relative to `path`.
        sample: Any piece's grid: it tells which arrays there are.
    """
    root = _vtk_file("PUnstructuredGrid")
    grid = Xml.SubElement(root, "PUnstructuredGrid", GhostLevel="0")
    _declare(Xml.SubElement(grid, "PPointData"), sample.point_data)
    _declare(Xml.SubElement(grid, "PCellData"), sample.cell_data)
    points = Xml.SubElement(grid, "PPoints")
    Xml.SubElement(points, "PDataArray", type="Float32", NumberOfComponents="3")
    for piece in pieces:
        Xml.SubElement(grid, "Piece", Source=piece)
    _write_xml(path, root)


def write_collection(path: Path, entries: Iterable[Entry]) -> None:
    """Write the .pvd file that viewers open as one time series.

    Args:
        path: File to write.
        entries: All files, in order of time.
    """
    root = _vtk_file("Collection")
    collection = Xml.SubElement(root, "Collection")
    for entry in entries:
        _add_entry(collection, entry)
    _write_xml(path, root)


def read_collection(path: Path) -> list[Entry]:
    """Return the entries of a .pvd file; none when there is no such file.

    Raises:
        OutputError: The file is damaged.
    """
    if not path.exists():
        return []
    try:
        return [_entry(element.attrib) for element in Xml.parse(path).iter("DataSet")]
    except (Xml.ParseError, KeyError, ValueError) as error:
        raise OutputError(f"{path} is damaged ({error}). Delete it to go on without it.") from error


def is_complete(path: Path) -> bool:
    """Return whether a .vtu is there, or a .pvtu with all the pieces that it names."""
    if path.suffix != ".pvtu":
        return path.is_file()
    try:
        pieces = [element.attrib["Source"] for element in Xml.parse(path).iter("Piece")]
    except (OSError, Xml.ParseError, KeyError):
        return False
    return all((path.parent / piece).is_file() for piece in pieces)


def _vtk_file(kind: str) -> Xml.Element:
    return Xml.Element("VTKFile", type=kind, version="1.0", byte_order="LittleEndian")


def _declare(parent: Xml.Element, data: pv.DataSetAttributes) -> None:
    for name, values in data.items():
        array = data.VTKObject.GetAbstractArray(name)
        size = array.GetNumberOfComponents()
        about = {"type": _VTK_TYPES[values.dtype.name], "Name": name}
        about |= {"NumberOfComponents": str(size)}
        if array.HasAComponentName():
            about |= {f"ComponentName{i}": array.GetComponentName(i) for i in range(size)}
        Xml.SubElement(parent, "PDataArray", about)


def _entry(attributes: Mapping[str, str]) -> Entry:
    return Entry(float(attributes["timestep"]), int(attributes["part"]), attributes["file"])


def _add_entry(parent: Xml.Element, entry: Entry) -> None:
    time, part = repr(float(entry.time)), str(entry.part)
    Xml.SubElement(parent, "DataSet", timestep=time, group="", part=part, file=entry.file)


def _write_xml(path: Path, root: Xml.Element) -> None:
    Xml.indent(root)
    write_atomically(path, Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n")
