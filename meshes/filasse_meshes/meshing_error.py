"""The one error of the mesher."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class MeshingError(Exception):
    """No sound mesh can be made: the text says what, where, the value and the remedy."""


def in_um(point: Sequence[float] | npt.NDArray[np.float64]) -> str:
    """Coordinates [m] for a message, in micrometres."""
    return f"({', '.join(f'{x * 1e6:.6g}' for x in point)}) um"
