"""The table of a sweep: one row per run, changed values first, results with units."""

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from filasse.end_reason import EndReason
from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.run_result import RunResult, open_run
from filasse.sweep.sweep_folder import SweepFolder, read_runs
from filasse.sweep.sweep_states import RunPhase, RunState, states

RESULTS = (
    *("state", "reason", "time_to_short [s]", "end_time [s]", "growth_steps [1]"),
    *("final_length [um]", "max_pressure [MPa]", "max_K_eq/K_c [1]", "final_voltage [V]"),
    *("final_current_density [mA/cm^2]", "least_contact [1]"),
    *("plated_charge [C/m]", "lithium_in_cracks [um^2]"),
    *("plated_charge [C]", "lithium_in_cracks [um^3]", "lithium_balance [1]", "error"),
)

IN_SPACE = ("plated_charge [C]", "lithium_in_cracks [um^3]")
"""Results of slabs with a depth: columns of their own where there are any."""


def collect(folder: SweepFolder) -> pd.DataFrame:
    """Gather the results of all runs, finished or not.

    Returns:
        One row per run in the order of the sweep. A column is named with its unit.

    Raises:
        OutputError: the folder holds no sweep.
    """
    manifest = read_runs(folder)
    heads = {key: f"{key} [{unit}]" if unit else key for key, unit in manifest.units.items()}
    rows = [
        {"run": state.name}
        | {heads.get(key, key): _cell(v) for key, v in manifest.runs[state.name].items()}
        | _results(folder, state)
        for state in states(folder)
    ]
    found = {name for row in rows for name in row}
    shown = [name for name in RESULTS if name in found or name not in IN_SPACE]
    table = pd.DataFrame(rows, columns=["run", *heads.values(), *shown])
    return table.astype({"growth_steps [1]": "Int64"})  # whole, also where some are missing


def _cell(value: Any) -> Any:
    """A changed value as a cell: lists and sections become the text that YAML has for them."""
    return value if isinstance(value, str | bool | int | float) else json.dumps(value)


def save_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table as .csv or .parquet.

    Raises:
        UsageError: another ending, or parquet without a package that writes it.
    """
    if path.suffix not in (".csv", ".parquet"):
        raise UsageError(f"{path}: tables are written as .csv or .parquet; change the ending")
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        write_atomically(path, table.to_csv(index=False))
        return
    buffer = io.BytesIO()
    try:
        _uniform(table).to_parquet(buffer, index=False)
    except ImportError:
        raise UsageError(f"{path}: needs pyarrow; `pip install pyarrow`, or choose .csv") from None
    write_atomically(path, buffer.getvalue())


def _uniform(table: pd.DataFrame) -> pd.DataFrame:
    """Make columns of texts and numbers columns of texts: parquet knows no mixed ones."""
    mixed = [
        key
        for key in table.columns
        if table[key].dtype == object and table[key].dropna().map(type).nunique() > 1
    ]
    return table.assign(**{key: table[key].map(str, na_action="ignore") for key in mixed})


def _results(folder: SweepFolder, state: RunState) -> dict[str, Any]:
    row: dict[str, Any] = {"state": str(state.state), "reason": state.reason, "error": state.error}
    try:
        return row | numbers(open_run(folder.run(state.name).root))
    except OutputError as error:  # it has not begun, or its results are damaged
        begun = state.state is RunPhase.FINISHED
        return row | ({"error": str(error)} if begun else {})


def numbers(run: RunResult) -> dict[str, Any]:
    """The numbers of one run for the table.

    Raises:
        OutputError: the run has no row yet.
    """
    series = run.series
    last, units = series.iloc[-1], series.attrs["units"]  # of volumes, in slabs with a depth
    row = {
        "end_time [s]": last["time"],
        "growth_steps [1]": int(last["growth_step"]),
        "final_voltage [V]": last["voltage"],
        "final_current_density [mA/cm^2]": last["current_density"],
        **{
            f"{name} [{units[name]}]": last[name] for name in ("plated_charge", "lithium_in_cracks")
        },
        "lithium_balance [1]": series["lithium_balance"].abs().max(),
    }
    if run.reason is EndReason.SHORT_CIRCUIT:
        row["time_to_short [s]"] = last["time"]
    if "anode.contact" in series:
        row["least_contact [1]"] = series["anode.contact"].min()
    if run.tips:
        row["final_length [um]"] = largest(run, "length", last=True)
        row["max_pressure [MPa]"] = largest(run, "max_pressure")
        row["max_K_eq/K_c [1]"] = largest(run, "K_eq/K_c")
    return row


def largest(run: RunResult, name: str, *, last: bool = False) -> float:
    """Largest value of a column over all tips and times, or only at the end."""
    values = run.series[[f"{tip}.{name}" for tip in run.tips]]
    return float((values.iloc[-1:] if last else values).max(axis=None))
