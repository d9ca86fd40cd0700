"""Run the gallery, and put its pictures side by side: `python -m benchmarks.gallery [NAME ...]`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.arguments import arguments, one_of
from filasse.config import load_config
from filasse.output.run_result import RunResult, open_run
from filasse.plot.foil_figure import draw_depletion
from filasse.plot.slab_maps import draw_abreast, draw_filament
from filasse.plot.solid.crack_surface_figure import draw_surfaces
from filasse.plot.style import STYLE
from filasse.simulation import simulate

ROOT = Path(__file__).parents[1]
CONFIGS, PICTURES, RESULTS = (
    ROOT / "configs" / "gallery",
    ROOT / ".assets" / "gallery",
    ROOT / "results" / "gallery",
)
NAMES = (
    "single_crystal",
    "spallation",
    "spalling_goes_on",
    "intergranular",
    "transgranular",
    "cleavage",
    "hundred_grains",
    "pore",
    "leaking_pore",
    "plated_from_the_anode",
    "micrograph",
    "notch",
    "ten_flaws",
    "compressive_layer",
    "stripped_one_way",
    "lipon",
    "half_penny",
    "two_half_pennies",
    "polycrystal_3d",
)
OTHER_PICTURES: dict[str, Callable[[RunResult], Figure]] = {"stripped_one_way": draw_depletion}
"""Of those without a filament."""
MECHANISMS = {"From the anode": "plated_from_the_anode", "Leaking electrons": "leaking_pore"}
"""Two runs of one slab that are drawn beside each other once both have been made."""
DOTS_PER_INCH = 80
"""Small pictures: some 50 kB each."""


def main(names: Sequence[str]) -> None:
    """Run configurations of the gallery, all by default, and draw their pictures."""
    for name in names or NAMES:
        begin = time.process_time()
        run = simulate(load_config(CONFIGS / f"{name}.yaml"), RESULTS / name, overwrite=True)
        seconds = time.process_time() - begin
        usual = draw_surfaces if open_run(run.folder).in_space else draw_filament
        drawing = OTHER_PICTURES.get(name, usual)
        picture = draw(run.folder, PICTURES / f"{name}.png", drawing)
        both = {title: RESULTS / each for title, each in MECHANISMS.items()}
        if name in MECHANISMS.values() and all(folder.exists() for folder in both.values()):
            draw_mechanisms(both)
        print(f"{name}: {run.reason} after {seconds:.0f} s of one core, {picture}")


def draw_mechanisms(folders: dict[str, Path]) -> Path:
    """Draw the two ways in which lithium cracks a slab beside each other."""
    picture = PICTURES / "two_mechanisms.png"
    with mpl.rc_context(STYLE):
        figure = draw_abreast({title: open_run(folder) for title, folder in folders.items()})
        figure.savefig(picture, dpi=DOTS_PER_INCH)
    return picture


def draw(
    folder: Path, picture: Path, drawing: Callable[[RunResult], Figure] = draw_filament
) -> Path:
    """Draw the filament of a run at several times, or something else."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        figure = drawing(open_run(folder))
        figure.savefig(picture, dpi=DOTS_PER_INCH)
    return picture


if __name__ == "__main__":
    main(arguments(__doc__, one_of({path.stem for path in CONFIGS.glob("*.yaml")})))
