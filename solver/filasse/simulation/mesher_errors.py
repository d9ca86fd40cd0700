"""Errors of the mesher as filasse's own."""

from __future__ import annotations

from collections.abc import Callable

import filasse_meshes
from filasse.errors import MeshError


def as_filasse_error[**P, T](make: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call the mesher; its errors become filasse's."""
    try:
        return make(*args, **kwargs)
    except filasse_meshes.MeshingError as error:
        raise MeshError(str(error)) from error
