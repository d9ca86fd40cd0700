"""Clean a labelled raster: what is too small to be meshed goes to its neighbours.

Everything here is linear in the number of pixels.
"""

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from filasse_meshes.arrays import Bools, Ints
from filasse_meshes.meshing_error import MeshingError

CUTS = ("clip", "fill")
"""What may become of pores at the left, right and upper side."""


def components(labels: Ints) -> Ints:
    """Number regions of equal label, connected through edges of pixels, from 0."""
    begins = np.ones(labels.shape, dtype=bool)
    begins[:, 1:] = labels[:, 1:] != labels[:, :-1]
    run = np.cumsum(begins).reshape(labels.shape) - 1
    # Runs along rows, linked to those above where either begins: far fewer than pixels.
    linked = (labels[1:] == labels[:-1]) & (begins[1:] | begins[:-1])
    first, second = run[:-1][linked], run[1:][linked]
    count = run[-1, -1] + 1
    links = coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(count, count))
    part_of_run = connected_components(links, directed=False)[1]
    parts: Ints = part_of_run[run].astype(np.int64)
    return parts


def squares(labels: Ints, side: int) -> Bools:
    """Pixels that lie in a square of `side` x `side` pixels of one label."""
    same = ndimage.minimum_filter(labels, side) == ndimage.maximum_filter(labels, side)
    # Squares must lie within the image: beyond its sides the filters see reflections.
    low, high = side // 2, (side - 1) // 2
    whole = np.zeros_like(same)
    inner = tuple(slice(low, n - high) for n in labels.shape)
    whole[inner] = same[inner]
    kept: Bools = ndimage.maximum_filter(
        whole, side, origin=high - low, mode="constant", cval=False
    )
    return kept


def clean(labels: Ints, side: int) -> tuple[Ints, int]:
    """Give away what lies in no square of `side` x `side` pixels of its own label.

    Specks go to the nearest part that is larger, then lines and necks to the nearest that is wider.

    Returns:
        The new labels, and how many connected parts are lost.

    Raises:
        MeshingError: nothing can be kept.
    """
    parts = components(labels)
    large = np.bincount(parts.ravel()) >= side**2
    # Specks first: a few of them in every square would spoil all squares.
    despeckled = share_out(labels, large[parts]) if large.any() else labels
    kept = squares(despeckled, side)
    if not kept.any():
        raise MeshingError(
            f"No part of the image holds a square of {side} x {side} pixels, so it is no picture "
            "of labels; segment it, or reduce image.smallest_feature."
        )
    tidy = share_out(despeckled, kept)
    same = tidy == labels
    return tidy, len(large) - len(np.unique(parts[same]))


def share_out(labels: Ints, known: Bools) -> Ints:
    """Give every other pixel the nearest label that is known, in connected parts."""
    while not known.all():
        away = ~known
        nearest = ndimage.distance_transform_edt(away, return_distances=False, return_indices=True)
        labels = labels[tuple(nearest)]
        # A pixel may touch its nearest one only at a corner; it is then shared out again.
        parts = components(labels)
        rooted = np.zeros(parts.max() + 1, dtype=bool)
        rooted[parts[known]] = True
        known = rooted[parts]
    return labels


def closed_voids(void: Bools, side: int, cut: str) -> tuple[Bools, int, int]:
    """Make voids that can be cut out of a slab.

    They keep off the left, right and upper side, touch nowhere at a corner only, and hold no loose
    pieces of solid; all are `side` pixels wide or more, and so is what remains at the sides.

    Args:
        void: shape (rows, columns).
        side: [pixels].
        cut: "clip" leaves a wall of `side` pixels between pores and those sides, "fill" fills them.

    Returns:
        The voids, how many were cut by the sides, how many loose pieces of solid were removed.
    """
    parts = ndimage.label(void)[0]
    at_side = np.unique(np.concatenate([parts[0], parts[:, 0], parts[:, -1]]))
    at_side = at_side[at_side > 0]
    closed = void.copy()
    if cut == "fill":
        closed[np.isin(parts, at_side)] = False
    elif len(at_side):
        closed[:side] = closed[:, :side] = closed[:, -side:] = False
        closed &= squares(closed.astype(np.int64), side)
    closed, loose = _without_loose_solid(_without_corners(closed))
    return closed, len(at_side), loose


def _without_corners(void: Bools) -> Bools:
    """Fill up voids that touch at a corner only; voids only grow, so this ends."""
    while True:
        a, b, c, d = void[:-1, :-1], void[:-1, 1:], void[1:, :-1], void[1:, 1:]
        falling, rising = a & d & ~b & ~c, b & c & ~a & ~d
        if not (falling.any() or rising.any()):
            return void
        void = void.copy()
        void[1:, :-1] |= falling
        void[1:, 1:] |= rising


def _without_loose_solid(void: Bools) -> tuple[Bools, int]:
    """Turn all solid but the largest piece into void."""
    parts, count = ndimage.label(~void)
    if count < 2:
        return void, 0
    largest = np.bincount(parts.ravel())[1:].argmax() + 1
    return parts != largest, count - 1
