"""Every study: what is gathered from its runs, and its figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from benchmarks.experiments import currents, growth, layers, pressure
from benchmarks.experiments.gather import Gather, films, series_of, summary, with_theory

TABLES = Path(__file__).with_name("tables")


class Study(NamedTuple):
    """How a study of configs/studies becomes a figure.

    Attributes:
        gather: Makes the small table from the folder of the sweep.
        draw: Draws that table, beside what was measured.
    """

    gather: Gather
    draw: Callable[[pd.DataFrame], Figure]


_GROWTH = series_of("time", "flaw1.length")
_PATHS = series_of("flaw1.x", "flaw1.y")
_CYCLES = series_of("time", "current_density", "flaw1.length", "flaw1.mouth_opening", every=5)

_LAYERS = series_of("time", "interphase.mean_charge", "interphase.resistance", every=1)

STUDIES = {
    "ccd_interface_resistance": Study(with_theory, currents.draw_interfaces),
    "toughness": Study(with_theory, currents.draw_toughness),
    "grain_size": Study(summary, currents.draw_grains),
    "stack_pressure": Study(summary, pressure.draw_stack_pressure),
    "compression": Study(_PATHS, pressure.draw_compression),
    "current": Study(_GROWTH, growth.draw_current),
    "cycles": Study(_CYCLES, growth.draw_cycles),
    "stripping_voids": Study(summary, pressure.draw_stripping),
    "dry_tip": Study(films, growth.draw_dry_tip),
    "interphase": Study(_LAYERS, layers.draw_interphase),
    "stress_rupture": Study(summary, layers.draw_rupture),
    "temperature": Study(summary, growth.draw_temperature),
    "size_effect": Study(summary, growth.draw_size_effect),
}


def read_table(name: str) -> pd.DataFrame:
    """The stored table of a study."""
    return pd.read_csv(TABLES / f"{name}.csv")
