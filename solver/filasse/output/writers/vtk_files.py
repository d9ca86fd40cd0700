"""VTK XML files: pieces, and the header that joins them."""

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as Xml

import pyvista as pv
from vtkmodules.vtkIOXML import vtkXMLUnstructuredGridWriter

from filasse.output.folder.atomic_files import disk_errors, publish, temporary_beside
from filasse.output.writers.collection import vtk_file, write_xml

_VTK_TYPES = {"float32": "Float32", "int32": "Int32"}


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
    root = vtk_file("PUnstructuredGrid")
    grid = Xml.SubElement(root, "PUnstructuredGrid", GhostLevel="0")
    _declare(Xml.SubElement(grid, "PPointData"), sample.point_data)
    _declare(Xml.SubElement(grid, "PCellData"), sample.cell_data)
    points = Xml.SubElement(grid, "PPoints")
    Xml.SubElement(points, "PDataArray", type="Float32", NumberOfComponents="3")
    for piece in pieces:
        Xml.SubElement(grid, "Piece", Source=piece)
    write_xml(path, root)


def _declare(parent: Xml.Element, data: pv.DataSetAttributes) -> None:
    for name, values in data.items():
        array = data.VTKObject.GetAbstractArray(name)
        size = array.GetNumberOfComponents()
        about = {"type": _VTK_TYPES[values.dtype.name], "Name": name}
        about |= {"NumberOfComponents": str(size)}
        if array.HasAComponentName():
            about |= {f"ComponentName{i}": array.GetComponentName(i) for i in range(size)}
        Xml.SubElement(parent, "PDataArray", about)
