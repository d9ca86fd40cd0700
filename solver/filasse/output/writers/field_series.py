"""Fields over time: one piece per rank and growth step, one collection for viewers."""

import math
from pathlib import Path
from typing import Any

from filasse.output.writers.collection import CollectionEntry, read_collection, write_collection
from filasse.parallel import on_each, on_root
from filasse.records.field_snapshot import FieldSnapshot

SLAB, FILM, ANODE, INTERFACE = 0, 1, 2, 3
"""Numbers of the blocks; an anode is one body."""


class FieldSeries:
    """Writes the fields of each growth step and keeps fields.pvd up to date."""

    def __init__(self, collection: Path, comm: Any) -> None:
        """Go on with the collection there is.

        Args:
            collection: The file fields.pvd; the pieces go to the folder ``fields`` beside it.
            comm: Communicator of the run; every method is collective on it.
        """
        self._path = collection
        self._folder = collection.with_suffix("")
        self._comm = comm
        self._entries = on_root(comm, read_collection, collection)
        on_root(comm, self._folder.mkdir, 0o777, True, True)

    @property
    def entries(self) -> tuple[CollectionEntry, ...]:
        """All files of the collection; complete on rank 0 only."""
        return tuple(self._entries)

    def write(self, snapshot: FieldSnapshot, time_step: int | None = None) -> None:
        """Write the fields of one growth step, or of a time at which output is asked for.

        Args:
            snapshot: Fields on the cells owned by this rank.
            time_step: That ends at such a time.
        """
        number = f"{snapshot.growth_step:05d}"
        number += "" if time_step is None else f"_at{time_step}"
        on_each(self._comm, self._write_piece, f"slab_{number}", snapshot)
        on_root(self._comm, self._write_shared, number, snapshot)

    def _write_piece(self, stem: str, snapshot: FieldSnapshot) -> None:
        from filasse.output.writers.vtk_files import write_grid  # VTK: slow to import
        from filasse.output.writers.vtk_grids import slab_grid

        write_grid(self._folder / self._piece(stem, self._comm.rank), slab_grid(snapshot))

    def _piece(self, stem: str, rank: int) -> str:
        return f"{stem}.vtu" if self._comm.size == 1 else f"{stem}_rank{rank}.vtu"

    def _write_shared(self, number: str, snapshot: FieldSnapshot) -> None:
        from filasse.output.writers.vtk_files import write_grid
        from filasse.output.writers.vtk_grids import body_grid, crack_grid, interface_grid

        files = {SLAB: self._join(f"slab_{number}", snapshot)}
        if snapshot.films:
            files[FILM] = f"film_{number}.vtu"
            write_grid(self._folder / files[FILM], crack_grid(snapshot))
        for body in snapshot.bodies:
            files[ANODE] = f"anode_{number}.vtu"
            write_grid(self._folder / files[ANODE], body_grid(snapshot, body))
        if snapshot.interface is not None:
            files[INTERFACE] = f"interface_{number}.vtu"
            write_grid(self._folder / files[INTERFACE], interface_grid(snapshot))
        time = self._viewer_time(snapshot.time)
        self._entries += [
            CollectionEntry(time, part, f"{self._folder.name}/{file}")
            for part, file in files.items()
        ]
        write_collection(self._path, self._entries)

    def _join(self, stem: str, snapshot: FieldSnapshot) -> str:
        if self._comm.size == 1:
            return self._piece(stem, 0)
        from filasse.output.writers.vtk_files import write_joined
        from filasse.output.writers.vtk_grids import slab_grid

        pieces = [self._piece(stem, rank) for rank in range(self._comm.size)]
        write_joined(self._folder / f"{stem}.pvtu", pieces, slab_grid(snapshot))
        return f"{stem}.pvtu"

    def _viewer_time(self, time: float) -> float:
        """Return a time after all before: a crack may advance twice at one moment."""
        last = self._entries[-1].time if self._entries else -math.inf
        return time if time > last else last + 1e-9 * max(abs(last), 1.0)


def step_of(entry: CollectionEntry) -> int | None:
    """Return the growth step that a collection's entry ends; None for one of an output time."""
    number = Path(entry.file).stem.partition("_")[2]
    return None if "_at" in number else int(number)
