"""The growing filament as an animation."""

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from PIL import Image

from lifil.errors import OutputError
from lifil.output.files import disk_errors, write_atomically
from lifil.plot.films import spread
from lifil.plot.maps import draw_moments
from lifil.plot.style import STYLE
from lifil.post import open_run

_FRAMES = 60
_FRAME_TIME, _LAST_TIME = 150, 2000
"""How long a picture, and the last one, is shown [ms]."""
_LOOK: Any = {"savefig.dpi": 100, "savefig.bbox": "standard"}


def make_movie(folder: Path | str) -> Path:
    """Draw the growing crack, one picture per growth step, into figures/filament.gif.

    Args:
        folder: Run folder with fields; a long run is thinned out.

    Returns:
        The file written.

    Raises:
        OutputError: The folder holds no run or no fields, or the movie cannot be written.
    """
    result = open_run(folder)
    if not result.growth_steps:
        raise OutputError(f"{folder} has no fields to make a movie of; see output.fields_every.")
    images = []
    with mpl.rc_context({**STYLE, **_LOOK}):
        for figure in draw_moments(result, spread(result.growth_steps, _FRAMES)):
            buffer = BytesIO()
            figure.savefig(buffer)
            # Without the conversion Pillow takes a coarser palette, and colours get bands.
            images.append(Image.open(buffer).convert("RGB").quantize(256))
    with disk_errors(result.folder.figures):
        result.folder.figures.mkdir(exist_ok=True)
    path = result.folder.figures / "filament.gif"
    write_atomically(path, _gif(images))
    return path


def _gif(images: list[Image.Image]) -> bytes:
    times = [_FRAME_TIME] * (len(images) - 1) + [_LAST_TIME]
    buffer = BytesIO()
    images[0].save(
        buffer, "GIF", save_all=True, append_images=images[1:], duration=times, loop=0, disposal=1
    )
    return buffer.getvalue()
