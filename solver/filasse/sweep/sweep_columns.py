"""What the columns of a sweep's table are called in figures, and which of them vary."""

import pandas as pd

from filasse.end_reason import EndReason
from filasse.plot.style import COLOURS, LITHIUM
from filasse.sweep.sweep_table import RESULTS

SHOWN = {
    "time_to_short [s]": "Time to short [s]",
    "final_length [um]": "Final length [µm]",
    "max_pressure [MPa]": "Largest pressure [MPa]",
    "max_K_eq/K_c [1]": "Largest K/K_c",
}
"""Results that are drawn, and the labels of their axes."""

OUTCOMES = dict(
    zip(
        (
            EndReason.SHORT_CIRCUIT,
            EndReason.SPALLED,
            EndReason.MAX_STEPS,
            EndReason.BLOCKED,
            EndReason.ARRESTED,
            EndReason.END_OF_PROTOCOL,
            EndReason.LIMIT_NEVER_REACHED,
            EndReason.MAX_DEPTH,
            EndReason.STOP_VOLTAGE,
            EndReason.FROM_INSIDE,
            EndReason.CONTACT_LOST,
        ),
        (*COLOURS, "#8B5A2B", "#7F7F7F", LITHIUM, "#800000"),
        strict=True,
    )
)
"""How a run can end, and its colour."""

_SIGNS = {"um": "µm", " m^0.5": " √m", "^2": "²", "^3": "³", "degC": "°C", "ohm": "Ω"}


def varied_columns(table: pd.DataFrame) -> list[str]:
    """Return the columns of changed values that vary."""
    known = {"run", *RESULTS}
    return [key for key in table.columns if key not in known and table[key].nunique() > 1]


def numeric_keys(table: pd.DataFrame) -> list[str]:
    """Return the columns of changed values that are numbers and vary."""
    is_numeric, is_bool = pd.api.types.is_numeric_dtype, pd.api.types.is_bool_dtype
    return [k for k in varied_columns(table) if is_numeric(table[k]) and not is_bool(table[k])]


def is_wide(values: pd.Series) -> bool:
    """Tell whether values span so much that their logarithm reads better."""
    return bool(values.min() > 0 and values.max() >= 8 * values.min())


def grid_of(table: pd.DataFrame, across: str, up: str, result: str) -> pd.DataFrame | None:
    """Return a result over two keys as a matrix; None unless they form a grid of single runs."""
    complete = len(table) == table[across].nunique() * table[up].nunique()
    if not complete or table.duplicated([across, up]).any():
        return None
    return table.pivot(index=up, columns=across, values=result)


def label(key: str) -> str:
    """Return a key as a label: its last word, and its unit in the field's signs."""
    name, bracket, unit = key.partition(" [")
    for plain, sign in _SIGNS.items():
        unit = unit.replace(plain, sign)
    words = name.rpartition(".")[2].replace("_", " ")
    return words[:1].upper() + words[1:] + bracket + unit
