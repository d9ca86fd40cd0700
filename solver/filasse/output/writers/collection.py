"""The collection fields.pvd: which file of fields belongs to which time; needs no VTK."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as Xml

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import write_atomically


class CollectionEntry(NamedTuple):
    """One file of a collection.

    Attributes:
        time: Time under which viewers list the file [s].
        part: 0 for the slab, 1 for the films, 2 for the anode, 3 for the interface.
        file: Path relative to the collection.
    """

    time: float
    part: int
    file: str


def write_collection(path: Path, entries: Iterable[CollectionEntry]) -> None:
    """Write the .pvd file that viewers open as one time series.

    Args:
        path: File to write.
        entries: All files, in order of time.
    """
    root = vtk_file("Collection")
    collection = Xml.SubElement(root, "Collection")
    for entry in entries:
        _add_entry(collection, entry)
    write_xml(path, root)


def read_collection(path: Path) -> list[CollectionEntry]:
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


def vtk_file(kind: str) -> Xml.Element:
    """The root of a VTK XML file of a kind."""
    return Xml.Element("VTKFile", type=kind, version="1.0", byte_order="LittleEndian")


def write_xml(path: Path, root: Xml.Element) -> None:
    """Write a VTK XML file, complete or not at all."""
    Xml.indent(root)
    write_atomically(path, Xml.tostring(root, encoding="unicode", xml_declaration=True) + "\n")


def _entry(attributes: Mapping[str, str]) -> CollectionEntry:
    return CollectionEntry(
        float(attributes["timestep"]), int(attributes["part"]), attributes["file"]
    )


def _add_entry(parent: Xml.Element, entry: CollectionEntry) -> None:
    time, part = repr(float(entry.time)), str(entry.part)
    Xml.SubElement(parent, "DataSet", timestep=time, group="", part=part, file=entry.file)
