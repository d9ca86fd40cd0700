"""Pictures of different origin are meshed, and filaments grow in them."""

from pathlib import Path

import pytest
from tests.builders.pictures import PICTURES

from filasse.config import Config, load_config
from filasse.end_reason import EndReason
from filasse.simulation import mesh_of, simulate
from filasse_meshes import mesh_stats, read_labels

WIDTH = 60e-6
COARSE = """
geometry:
  microstructure:
    image: {{file: {file}, pixel_size: {pixel} m, phases: {phases}}}
  flaws: [{{position: {position} m, length: 3 um}}]
electrolyte:
  material: LLZO
  fracture_toughness: 0.3 MPa m^0.5
  grain_boundary: {{width: 0.6 um, toughness_ratio: 0.5}}
interface: {{film_resistance: 20 ohm cm^2}}
protocol: {{current_density: 8 mA/cm^2, stop_time: 1 h}}
growth: {{step: 2 um, max_steps: 1, method: one_step}}
mesh: {{tip: 0.2 um, lip: 1 um, far: 8 um}}
numerics: {{time_tolerance: 1e-2}}
output: {{figures: false}}
"""


def slab_of(name: str, folder: Path) -> Config:
    picture = PICTURES[name]
    file = picture.write(folder)
    pixel, position = WIDTH / read_labels(file).shape[1], picture.flaw * WIDTH
    values = {"file": file.name, "phases": picture.phases, "pixel": pixel, "position": position}
    (folder / "slab.yaml").write_text(COARSE.format(**values))
    return load_config(folder / "slab.yaml")


@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_a_filament_grows_in_a_picture(tmp_path: Path, name: str) -> None:
    config = slab_of(name, tmp_path)
    assert mesh_stats(mesh_of(config)).smallest_angle > 1
    run = simulate(config, tmp_path / "run")
    assert run.reason in (EndReason.MAX_STEPS, EndReason.SPALLED)
    assert run.record is not None
    assert run.record.growth_step >= 1
