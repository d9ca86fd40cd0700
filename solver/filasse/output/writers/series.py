"""series.csv: one row per accepted time step, readable while the run goes on."""

from csv import DictReader
from pathlib import Path

from filasse.output.folder.atomic_files import replace_lines, whole_lines
from filasse.output.writers.appender import Appender
from filasse.output.writers.series_columns import Cells, cells
from filasse.records.run_record import Record


class Series:
    """Appends rows to series.csv and widens the table when a new tip appears."""

    def __init__(self, path: Path) -> None:
        """Open the table, keeping the rows it has.

        Args:
            path: The file series.csv.
        """
        self.path = path
        lines = whole_lines(path)
        self._header: list[str] = lines[0].split(",") if lines else []
        self._file = Appender(path)

    def append(self, record: Record, own: Cells | None = None) -> None:
        """Append the row of an accepted time step.

        Args:
            record: State of the run; a tip that is gone leaves its cells empty.
            own: Cells of a user's own columns, by header.
        """
        row = cells(record) | (own or {})
        if not row.keys() <= set(self._header):
            self._widen(row)
        self._file.write(",".join(row.get(name, "") for name in self._header))

    def _widen(self, row: Cells) -> None:
        self._file.close()
        self._header += [name for name in row if name not in self._header]
        _rewrite(self.path, self._header, _rows(self.path))
        self._file = Appender(self.path)

    def sync(self) -> None:
        """Wait until every row is on the disk."""
        self._file.sync()

    def packed(self) -> bytes:
        """Return the whole table, compressed, for a checkpoint."""
        return self._file.packed()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def plating_voltages(path: Path) -> list[float]:
    """Cell voltages [V] of the steps so far in which lithium was plated.

    Args:
        path: the file series.csv.
    """
    return [
        float(row["voltage [V]"])
        for row in _rows(path)
        if float(row["current_density [mA/cm^2]"]) > 0
    ]


def _rows(path: Path) -> list[Cells]:
    return list(DictReader(whole_lines(path)))


def _rewrite(path: Path, header: list[str], rows: list[Cells]) -> None:
    body = [",".join(row.get(name, "") for name in header) for row in rows]
    replace_lines(path, [",".join(header), *body])
