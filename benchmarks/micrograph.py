"""Draw the picture of configs/gallery/micrograph.yaml: `python -m benchmarks.micrograph`.

It stands for a segmented micrograph as image programs save it: grey values are labels, lines of a
watershed (0) between grains (1, 2, ...), pores (255) at triple points, and pixels that were not
recognised.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage
from scipy.spatial import cKDTree

from benchmarks.arguments import arguments, one_of

PICTURE = Path(__file__).parents[1] / "configs" / "gallery" / "micrograph.png"
ROWS, COLUMNS = 240, 320
SEED, GRAINS, PORES = 5, 38, 9
NOISE = 0.004
LINE, PORE = 0, 255


def draw() -> npt.NDArray[np.uint8]:
    """Labels of the pixels, the top row first."""
    random = np.random.default_rng(SEED)
    grains = _grains(random)
    lines = ndimage.maximum_filter(grains, 2) != ndimage.minimum_filter(grains, 2)
    labels = np.where(lines, LINE, grains)
    labels[_pores(grains, random)] = PORE
    labels[random.random(labels.shape) < NOISE] = LINE
    return labels.astype(np.uint8)


def _grains(random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Voronoi cells of seeds, numbered from 1, with borders that wander as etched ones do."""
    seeds = random.random((GRAINS, 2)) * (ROWS, COLUMNS)
    place = np.indices((ROWS, COLUMNS), dtype=np.float64)
    wander = [ndimage.gaussian_filter(random.normal(size=(ROWS, COLUMNS)), 8) for _ in range(2)]
    place += 25 * np.array(wander)
    nearest: npt.NDArray[np.int64] = cKDTree(seeds).query(place.reshape(2, -1).T)[1]
    return nearest.reshape(ROWS, COLUMNS) + 1


def _pores(grains: npt.NDArray[np.int64], random: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Ragged pores around triple points."""
    corners = [grains[i : ROWS - 1 + i, j : COLUMNS - 1 + j] for i in (0, 1) for j in (0, 1)]
    alike = sum((a == b).astype(int) for i, a in enumerate(corners) for b in corners[:i])
    triple = np.argwhere(alike == 1)
    centres = triple[random.choice(len(triple), PORES, replace=False)]
    row, column = np.indices((ROWS, COLUMNS))
    ragged = 12 * ndimage.gaussian_filter(random.normal(size=(ROWS, COLUMNS)), 3)
    found = np.zeros((ROWS, COLUMNS), dtype=bool)
    for (y, x), radius in zip(centres, random.uniform(4, 8, PORES), strict=True):
        found |= np.hypot(row - y, column - x) + ragged < radius
    return found


if __name__ == "__main__":
    arguments(__doc__, one_of(()))
    Image.fromarray(draw()).save(PICTURE, optimize=True)
