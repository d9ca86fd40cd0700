"""A script that shows the fields of a run, and K over time, in ParaView."""

import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

from filasse.errors import OutputError
from filasse.output.folder.atomic_files import write_atomically
from filasse.output.run_result import open_run
from filasse.plot.scene import exaggeration, has_films
from filasse.plot.solid.whole_slab import mirrored_axes

_TIMEOUT = 600.0

_PARTS = ("", " (half of a symmetric slab)", " (quarter of a symmetric slab)")
"""What titles say of the fields in space, by the number of planes of symmetry."""


def write_paraview(folder: Path | str) -> Path:
    """Write the script: filament with stress, potential, pressure of the film, and K.

    In space it shows the crack surfaces with that pressure, stress on a cut, and K.

    Args:
        folder: Run folder with fields.

    Returns:
        The script paraview_views.py in the run folder, which may be moved.

    Raises:
        OutputError: The folder holds no run or no fields, or the script cannot be written.
    """
    result = open_run(folder)
    blocks = result.fields()
    values = {
        "FOLDER": str(result.folder.root.resolve()),
        "FIELDS": result.folder.fields.name,
        **({} if result.in_space else {"EXAGGERATION": exaggeration(result, result.growth_steps)}),
        "CRACKS": has_films(blocks),
        **({"PART": _PARTS[len(mirrored_axes(result))]} if result.in_space else {}),
        "SERIES": result.folder.series.name,
        "RATIOS": [f"{tip}.K_eq/K_c [1]" for tip in result.tips],
    }
    head = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    package = "filasse.plot.solid" if result.in_space else "filasse.plot"
    body = files(package).joinpath("paraview_views.py.txt").read_text(encoding="utf-8")
    title, _, rest = body.partition("# VALUES\n")
    write_atomically(result.folder.paraview, title + head + rest)
    return result.folder.paraview


def render_paraview(script: Path) -> Path | None:
    """Let ParaView itself draw the views, if its `pvbatch` is installed.

    Args:
        script: What `write_paraview` returned.

    Returns:
        The picture in the folder ``figures``; None without pvbatch.

    Raises:
        OutputError: ParaView fails.
    """
    pvbatch = shutil.which("pvbatch")
    if pvbatch is None:
        return None
    # Debian's pvbatch needs a display, and aborts if it resets after the first of its connections.
    xvfb = shutil.which("xvfb-run")
    display = [xvfb, "-a", "-s", "-noreset -screen 0 1280x1024x24"] if xvfb else []
    command = [*display, pvbatch, str(script)]
    picture = script.parent / "figures" / "paraview.png"
    picture.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise OutputError(f"pvbatch {script} took more than {_TIMEOUT:g} s.") from None
    if done.returncode != 0 or not picture.is_file():
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise OutputError(f"pvbatch {script} failed: {last}. The script itself is written.")
    return picture
