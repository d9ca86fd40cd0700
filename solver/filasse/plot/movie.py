"""The growing filament as an animation."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
from PIL import Image

from filasse.errors import OutputError, UsageError
from filasse.output.folder.atomic_files import disk_errors, write_atomically
from filasse.output.run_result import RunResult, open_run
from filasse.plot.film_profiles import evenly_spread
from filasse.plot.slab_maps import draw_moments
from filasse.plot.solid.crack_surface_figure import draw_surface_moments
from filasse.plot.style import STYLE

_FRAMES = 60
_TOLD = 5
_FRAME_TIME, _LAST_TIME = 150, 2000
"""How long a picture, and the last one, is shown [ms]."""
_LOOK: Any = {"savefig.bbox": "standard"}
_DPI = {"gif": 100, "mp4": 200}


def make_movie(
    folder: Path | str, kind: str = "gif", watch: Callable[[str], None] = lambda name: None
) -> Path:
    """Draw the growing crack, one picture per growth step, into figures/filament.gif or .mp4.

    Args:
        folder: Run folder with fields; a long run is thinned out.
        kind: ``gif`` or ``mp4``.
        watch: Told of the pictures that are drawn.

    Returns:
        The file written.

    Raises:
        OutputError: The folder holds no run or no fields, or the movie cannot be written.
        UsageError: The package that makes mp4 is missing.
    """
    encode = {"gif": _gif, "mp4": _mp4}[kind]
    result = open_run(folder)
    if not result.growth_steps:
        raise OutputError(f"{folder} has no fields to make a movie of; see output.fields_every.")
    with disk_errors(result.folder.figures):
        result.folder.figures.mkdir(exist_ok=True)
    path = result.folder.figures / f"filament.{kind}"
    write_atomically(path, encode(_pictures(result, _DPI[kind], watch)))
    return path


def _pictures(result: RunResult, dpi: int, watch: Callable[[str], None]) -> Iterator[Image.Image]:
    steps = evenly_spread(result.growth_steps, _FRAMES)
    with mpl.rc_context({**STYLE, **_LOOK}):
        draw = draw_surface_moments if result.in_space else draw_moments
        for number, figure in enumerate(draw(result, steps), start=1):
            if number in (1, len(steps)) or number % _TOLD == 0:
                watch(f"picture {number} of {len(steps)}")
            buffer = BytesIO()
            figure.savefig(buffer, dpi=dpi)
            yield Image.open(buffer).convert("RGB")


def _gif(pictures: Iterator[Image.Image]) -> bytes:
    # Of pictures with transparency Pillow takes a coarser palette, and colours get bands.
    images = [picture.quantize(256) for picture in pictures]
    times = [_FRAME_TIME] * (len(images) - 1) + [_LAST_TIME]
    buffer = BytesIO()
    images[0].save(
        buffer, "GIF", save_all=True, append_images=images[1:], duration=times, loop=0, disposal=1
    )
    return buffer.getvalue()


def _mp4(pictures: Iterator[Image.Image]) -> bytes:
    try:
        import imageio_ffmpeg
    except ImportError as error:
        raise UsageError(
            "mp4 needs imageio-ffmpeg; `pip install imageio-ffmpeg`, or choose gif"
        ) from error
    images = list(pictures)
    images += images[-1:] * (_LAST_TIME // _FRAME_TIME)
    width, height = (length // 2 * 2 for length in images[0].size)  # H.264 wants even ones
    with TemporaryDirectory() as folder, disk_errors(Path(folder)):
        path = Path(folder) / "movie.mp4"
        video = imageio_ffmpeg.write_frames(
            path, (width, height), fps=1000 / _FRAME_TIME, quality=8, macro_block_size=2
        )
        video.send(None)
        for image in images:
            video.send(image.crop((0, 0, width, height)).tobytes())
        video.close()
        return path.read_bytes()
