"""Small condensed slabs to step on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.builders.slabs import (
    MODEL,
    STRETCHED,
    UM,
    centre_crack,
    condensed,
    edge_crack,
    sizes,
)

from filasse.cracks.coupled_system import CoupledSystem
from filasse.fem.condensed import Response
from filasse.parameters.cell_model import CellModel, Drive


@pytest.fixture(scope="session")
def edge() -> Response:
    """A slab with an edge crack of 10 um on a coarse mesh."""
    slab = edge_crack(10 * UM, 60 * UM, 60 * UM)
    return condensed(slab, sizes(slab, tip=1 / 8, lip=1 / 5, far=1 / 6))


@pytest.fixture(scope="session")
def buried() -> Response:
    """A slab with a centre crack of 2 x 10 um that a stack pressure can close."""
    slab = centre_crack(10 * UM, 200 * UM, 200 * UM)
    return condensed(slab, sizes(slab, tip=1 / 20, lip=1 / 20, far=1 / 8), STRETCHED)


@pytest.fixture
def cell() -> Callable[..., CellModel]:
    """Change parts of a cell whose lithium creeps and leaves by the mouth."""

    def with_changes(**changes: Any) -> CellModel:
        return replace(MODEL, **{"flow": "creep", "open_mouths": True, **changes})

    return with_changes


@pytest.fixture
def charged(edge: Response, cell: Callable[..., CellModel]) -> CoupledSystem:
    """The edge crack charged at 2 mA/cm^2."""
    return CoupledSystem(edge, cell(), Drive(current=20.0 * 60 * UM))
