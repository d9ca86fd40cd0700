"""`filasse validate` finds what the mesh step would reject."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from filasse.cli import drawn_slab
from filasse.cli.drawn_slab import slab_lines
from filasse.cli.main import exit_code
from filasse.config import load_config
from filasse.errors import MeshError
from filasse.estimates import memory
from filasse.memory_limit import MemoryLimit

REST = """
electrolyte: {material: LLZO}
protocol: {current_density: 1 mA/cm^2, stop_time: 1 h}
"""
PICTURE = """
geometry:
  microstructure:
    image: {file: picture.png, pixel_size: 1 um, phases: {0: pore}}
  flaws: [{position: 20 um, length: 4 um}]
"""
CROWDED = """
geometry:
  width: 60 um
  thickness: 40 um
  flaws: [{position: 30 um, length: 30 um}]
  microstructure:
    seed: 3
    grains: {mean_size: 10 um}
    pores: {porosity: 0.3, mean_size: 6 um}
"""


def written(folder: Path, geometry: str) -> Path:
    (folder / "x.yaml").write_text(geometry + REST)
    return folder / "x.yaml"


def picture(folder: Path) -> Path:
    labels = np.ones((40, 60), dtype=np.uint8)
    labels[20:28, 30:40] = 0
    labels[34:, 16:24] = 0
    Image.fromarray(labels).save(folder / "picture.png")
    return written(folder, PICTURE)


def test_a_flaw_in_a_pore_of_an_image_is_found(tmp_path: Path) -> None:
    config = load_config(picture(tmp_path))
    with pytest.raises(MeshError, match=r"'flaw1' runs through notch .* from x = 16 to 24 um"):
        list(slab_lines(config))
    moved = load_config(picture(tmp_path), ["geometry.flaws.0.position=10 um"])
    lines = list(slab_lines(moved))
    assert any("triangles, made from the outlines" in line for line in lines)


def test_a_flaw_through_a_drawn_pore_is_found(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, CROWDED))
    with pytest.raises(MeshError, match="'flaw1' runs through pore"):
        list(slab_lines(config))


def test_many_pores_are_counted(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, CROWDED), ["geometry.flaws=[]"])
    assert any("pores: " in line and ", from pore1 to pore" in line for line in slab_lines(config))


FINE = """
geometry:
  width: 40 um
  thickness: 30 um
  depth: 40 um
  flaws: [{position: 20 um, length: 10 um}]
  microstructure:
    grains: {mean_size: 12 um}
mesh: {tip: 0.1 um}
"""


def test_what_the_machine_cannot_hold_is_rejected_and_not_meshed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def meshed(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(memory, "memory_limit", lambda: MemoryLimit(1e9, "this machine"))
    monkeypatch.setattr(drawn_slab, "slab_lines", meshed)
    assert exit_code(["validate", str(written(tmp_path, FINE))]) == 2
    told = capsys.readouterr()
    assert "x.yaml: is too large" in told.out
    assert "would be rejected: this machine has 1 GB" in " ".join(told.out.split())
    assert "Make mesh.tip and mesh.far larger or the slab smaller" in " ".join(told.err.split())
