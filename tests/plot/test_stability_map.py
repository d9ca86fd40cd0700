"""The map of a flat front: regions where the closed forms say."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.builders.configs import load, write

from filasse.config import Config
from filasse.estimates.mechanisms import assumptions, cell_of, flat_front
from filasse.physics.stability.flat_front import critical_wavelength
from filasse.plot.stability_map import draw_stability_map, regions

__all__ = ["load", "write"]


@pytest.fixture
def cell(load: Callable[..., Config]):  # type: ignore[no-untyped-def]
    config = load()
    return cell_of(config, assumptions(config))


def test_the_limit_is_the_critical_wavelength(cell) -> None:  # type: ignore[no-untyped-def]
    limit = critical_wavelength(flat_front(cell))
    states = regions(cell, limit * np.array([0.99, 1.01]), np.array([cell.modulus]))
    assert states.tolist() == [[0, 1]]


def test_only_soft_electrolytes_are_crossed(cell) -> None:  # type: ignore[no-untyped-def]
    states = regions(cell, np.array([1e-2]), np.array([1e5, 1e12]))
    assert states[:, 0].tolist() == [2, 1]


def test_the_cell_is_marked(cell) -> None:  # type: ignore[no-untyped-def]
    figure = draw_stability_map(replace(cell, current=5.0))
    (axes,) = figure.axes
    assert axes.get_title() == "Flat front of lithium at 0.5 mA/cm²"
    assert {"LLZO", "thickness", "electrode"} <= {text.get_text() for text in axes.texts}
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["0.05 mA/cm²", "0.5 mA/cm²", "5 mA/cm²"]
