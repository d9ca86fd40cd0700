"""Random label maps of several kinds mesh, or give one message that says what to do."""

import os
from collections.abc import Callable

import numpy as np
import pytest
from scipy import ndimage
from scipy.spatial import cKDTree

from filasse_meshes import MeshingError, Sizes, build_mesh, mesh_stats, slab_from_labels
from filasse_meshes.arrays import Ints

UM = 1e-6
SEEDS = range(int(os.environ.get("FILASSE_FUZZ", "24")))
ROWS, COLUMNS = 60, 80

type Map = tuple[Ints, dict[int, str]]


def voronoi(random: np.random.Generator, rows: int = ROWS, columns: int = COLUMNS) -> Ints:
    seeds = random.random((random.integers(2, 25), 2)) * (rows, columns)
    place = np.indices((rows, columns)).reshape(2, -1).T
    nearest: Ints = cKDTree(seeds).query(place)[1]
    return nearest.reshape(rows, columns) + 1


def noisy(random: np.random.Generator) -> Map:
    labels = voronoi(random)
    labels[random.random(labels.shape) < 0.1 * random.random()] = 0
    return labels, {}


def porous(random: np.random.Generator) -> Map:
    field = ndimage.gaussian_filter(random.random((ROWS, COLUMNS)), random.uniform(1.5, 5))
    return np.where(field < np.quantile(field, random.uniform(0.05, 0.6)), 0, 1), {0: "pore"}


def percolating(random: np.random.Generator) -> Map:
    block = int(random.integers(1, 6))
    filled = random.random((ROWS // block + 1, COLUMNS // block + 1)) < random.uniform(0.2, 0.6)
    labels = np.kron(filled, np.ones((block, block), dtype=np.int64))[:ROWS, :COLUMNS]
    return labels, {1: "pore"}


def stairs(random: np.random.Generator) -> Map:
    block = int(random.integers(2, 6))
    grains = voronoi(random, ROWS // block + 1, COLUMNS // block + 1)
    labels = np.kron(grains, np.ones((block, block), dtype=np.int64))[:ROWS, :COLUMNS]
    return np.where(random.random(labels.shape) < 0.02, -1, labels), {-1: "boundary"}


def watershed(random: np.random.Generator) -> Map:
    grains = voronoi(random)
    lines = ndimage.maximum_filter(grains, 2) != ndimage.minimum_filter(grains, 2)
    field = ndimage.gaussian_filter(random.random(grains.shape), 3)
    grains[field > np.quantile(field, 0.9)] = 99
    return np.where(lines, 0, grains), {0: "boundary", 99: "pore"}


def mixture(random: np.random.Generator) -> Map:
    field = ndimage.gaussian_filter(random.random((ROWS, COLUMNS)), random.uniform(2, 5))
    labels = np.digitize(field, np.quantile(field, [0.2, 0.5, 0.8]))
    return labels, {0: "pore", 1: "grain", 2: "electrolyte", 3: "coating"}


def islands(random: np.random.Generator) -> Map:
    labels = voronoi(random)
    row, column = np.indices(labels.shape)
    for i in range(int(random.integers(1, 10))):
        outer = random.uniform(2, 15)
        away = np.hypot(row - ROWS * random.random(), column - COLUMNS * random.random())
        labels[(away < outer) & (away > outer * random.choice([0, 0.6]))] = 50 + i % 4
    return labels, {50: "pore"}


KINDS: tuple[Callable[[np.random.Generator], Map], ...] = (
    *(noisy, porous, percolating, stairs, watershed, mixture, islands),
)


@pytest.mark.parametrize("seed", SEEDS)
def test_label_maps_mesh_or_say_why_not(seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, phases = KINDS[seed % len(KINDS)](random)
    band, cut = random.choice([0.0, 0.3, 0.6]) * UM, str(random.choice(["clip", "fill"]))
    try:
        slab = slab_from_labels(labels, 0.5 * UM, phases, band, cut_pores=cut)
    except MeshingError as error:
        assert "no picture of labels; segment it" in str(error)
        return
    stats = mesh_stats(build_mesh(slab, Sizes(4 * UM, 0.2 * UM, UM, 2 * UM)))
    assert stats.smallest_angle > 1
    found = slab.microstructure
    voids = (*found.pores, *found.notches) if found is not None else ()
    assert 0 < sum(stats.region_areas.values()) <= slab.width * slab.thickness * (1 + 1e-9)
    assert bool(voids) == (sum(stats.region_areas.values()) < (1 - 1e-9) * 1200 * UM**2)
