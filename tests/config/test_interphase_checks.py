"""What is said of an interphase that cannot be simulated, or lacks a number."""

from pathlib import Path

import pytest

from filasse.config import load_config
from filasse.errors import FilasseError

FILE = """
geometry: {{width: 60 um, thickness: 60 um, {slab}}}
electrolyte: {{material: {material}}}
interface: {{interphase: {{{layer}}}}}
protocol: {{current_density: 1 mA/cm^2, stop_time: 1 h}}
{more}
"""
FLAW = "flaws: [{position: 30 um, length: 10 um}]"


def written(
    folder: Path, layer: str, more: str = "", material: str = "LPSCl", slab: str = FLAW
) -> Path:
    path = folder / "mine.yaml"
    path.write_text(FILE.format(layer=layer, more=more, material=material, slab=slab))
    return path


@pytest.mark.parametrize("name", ["LPSCl", "LGPS", "LLZO", "LAGP", "LATP", "LiPON"])
def test_presets_make_an_interphase(tmp_path: Path, name: str) -> None:
    own = load_config(written(tmp_path, "initial_thickness: 3 nm", material=name))
    named = load_config(written(tmp_path, f"material: {name}", material="LLTO"))
    for config in (own, named):
        assert config.interface.interphase is not None
        assert config.interface.interphase.material == name
        assert config.interface.interphase.conductivity > 0.0
    assert own.interface.interphase is not None
    assert own.interface.interphase.initial_thickness == 3e-9


@pytest.mark.parametrize(
    ("layer", "more", "wanted"),
    [
        (
            "material: LPSCl, loads_electrolyte: true",
            "anode: {kind: foil}\nmechanics: {stack_pressure: 1 MPa}",
            "mine.yaml:4.*loads_electrolyte.*cannot be simulated with anode.kind: foil",
        ),
        ("material: LPSCl", "growth: {join: true}", "cannot be simulated with growth.join"),
        ("material: LPSCl, kind: power", "", "is missing for kind: power"),
        ("material: LPSCl, kind: current", "", "current_share must be greater than 0"),
        ("material: LPSC", "", "did you mean 'LPSCl'"),
        (
            "material: LPSCl, kind: current, current_share: 0.1, breakaway: true",
            "",
            "mine.yaml:4.*needs a layer that protects.*kind: current",
        ),
        (
            "material: LPSCl, breakaway: true, rate_constant: null, reaction_rate: 1 nm/s",
            "",
            "breakaway = true needs a layer that protects",
        ),
        (
            "material: LAGP, breakaway: true, exponent: 1",
            "",
            "breakaway = true needs a layer that protects",
        ),
        (
            "material: LPSCl, breakaway: true, expansion: 0",
            "",
            "needs the stress of the layer's growth",
        ),
        (
            "material: LPSCl, breakaway: true, loads_electrolyte: true",
            "",
            "cannot be simulated with loads_electrolyte",
        ),
        ("material: LPSCl, rate_constant: 0.2 nm/s", "", "has the wrong kind of unit"),
        ("material: LPSCl, rate_constant: 2 m^2/s", "", "is outside the sensible range"),
        ("material: LPSCl, initial_thickness: 10 um", "", "is not less than the length of the sh"),
        (
            "material: LPSCl, exponent: 1.5, kind: power",
            "",
            "must be less than or equal to 1|at most 1",
        ),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, layer: str, more: str, wanted: str) -> None:
    with pytest.raises(FilasseError, match=wanted):
        load_config(written(tmp_path, layer, more))


def test_an_own_interphase_must_be_complete(tmp_path: Path) -> None:
    with pytest.raises(FilasseError, match="conductivity, volume_per_charge"):
        load_config(written(tmp_path, "reaction_rate: 1 nm/s", material="LLTO"))
    with pytest.raises(FilasseError, match="needs a rate_constant, a reaction_rate or both"):
        layer = "conductivity: 1e-3 mS/cm, volume_per_charge: 9 nm cm^2/uAh"
        load_config(written(tmp_path, layer, material="LLTO"))


def test_a_layer_that_cracks_needs_its_toughness(tmp_path: Path) -> None:
    own = (
        "conductivity: 1e-3 mS/cm, volume_per_charge: 9 nm cm^2/uAh, expansion: 0.3, "
        "rate_constant: 0.2 nm^2/s, breakaway: true"
    )
    with pytest.raises(FilasseError, match=r"(?s)youngs_modulus is missing.*fracture_toughness is"):
        load_config(written(tmp_path, own, material="LLTO"))
    own += ", youngs_modulus: 50 GPa, fracture_toughness: 0.3 MPa m^0.5"
    layer = load_config(written(tmp_path, own, material="LLTO")).interface.interphase
    assert layer is not None and layer.breakaway and layer.breakaway_cracks == "filled"


def test_a_slab_with_a_depth_has_none(tmp_path: Path) -> None:
    slab = f"depth: 60 um, {FLAW}"
    with pytest.raises(FilasseError, match="cannot be simulated in a slab with a depth"):
        load_config(written(tmp_path, "material: LPSCl", slab=slab))


@pytest.mark.parametrize(
    ("name", "told"),
    [("LLTZO", "did you mean 'LLZO'"), ("foam", "known: LAGP, LATP, LGPS, LLZO")],
)
def test_an_unknown_preset_is_held_against_those_with_an_interphase(
    tmp_path: Path, name: str, told: str
) -> None:
    with pytest.raises(FilasseError, match=f'material = "{name}" is not a preset; {told}') as error:
        load_config(written(tmp_path, f"material: {name}", material="LLZO"))
    assert "LLTO" not in str(error.value)


@pytest.mark.parametrize("layer", ["initial_thickness: 3 nm", "material: LLTO"])
def test_a_preset_without_an_interphase_tells_which_have_one(tmp_path: Path, layer: str) -> None:
    with pytest.raises(FilasseError, match="lacks conductivity, volume_per_charge") as error:
        load_config(written(tmp_path, layer, material="LLTO"))
    told = str(error.value)
    assert "mine.yaml:4: interface.interphase" in told
    assert "name a preset that has one, by `material`: LAGP, LATP, LGPS, LLZO" in told
    assert "LPSCl" in told and "LLTO" not in told
