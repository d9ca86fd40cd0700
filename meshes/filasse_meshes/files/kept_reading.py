"""Files that are read once for all that ask: the configuration and the mesher."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from filasse_meshes.meshing_error import MeshingError


def kept_reading[T](most: int) -> Callable[[Callable[[Path], T]], Callable[[Path], T]]:
    """Keep what was read of some files, each until it has another size or time of writing.

    Args:
        most: number of files.

    Raises:
        MeshingError: by the reader that is decorated: there is no such file.
    """

    def decorated(read: Callable[[Path], T]) -> Callable[[Path], T]:
        @lru_cache(maxsize=most)
        def kept(path: Path, version: tuple[int, int]) -> T:
            return read(path)

        def reader(path: Path) -> T:
            try:
                state = path.stat()
            except OSError as error:
                raise MeshingError(f"Cannot read {path}: {error.strerror}.") from error
            return kept(path, (state.st_mtime_ns, state.st_size))

        reader.__doc__ = read.__doc__
        return reader

    return decorated
