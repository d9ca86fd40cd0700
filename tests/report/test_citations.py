from pathlib import Path

import pytest

from filasse.config import Config
from filasse.config.reading.load import load_config
from filasse.output.run_result import open_run
from filasse.report.answers import assumed
from filasse.report.citations import citations
from filasse.report.own_values import kept_materials


def test_what_the_run_used_is_cited(finished: Path) -> None:
    found = {item.key: item for item in citations(open_run(finished).info["config"])}
    assert {"filasse", "dolfinx", "gmsh", "mumps", "ni2012", "yu2016", "lepage2019"} <= set(found)
    assert found["ni2012"].used_for == ("LLZO: electrolyte.youngs_modulus",)
    assert found["ni2012"].doi == "10.1007/s10853-012-6687-5"
    assert "J. E. Ni, E. D. Case" in found["ni2012"].text
    assert found["ni2012"].caveat == "not checked: authors"
    assert found["lepage2019"].caveat == ""
    assert "verified = {title," in found["ni2012"].bibtex


def test_values_by_hand_and_models_not_used_cite_nothing(finished: Path) -> None:
    config = open_run(finished).info["config"]
    keys = {item.key for item in citations(config)}
    assert not keys & {"wolfenstine2013", "jow1983", "lodding1970", "degroote2009", "xu2017"}
    config["lithium"]["diffusional_creep"]["grain_size"] = 1e-6
    config["numerics"]["coupling"] = "staggered"
    config["lithium"]["size_effect"] = True
    more = {item.key for item in citations(config)}
    assert {"jow1983", "lodding1970", "degroote2009", "xu2017"} <= more


def test_a_material_of_ones_own_cites_programs_only(finished: Path) -> None:
    config = open_run(finished).info["config"]
    config["electrolyte"]["material"] = None
    config["lithium"]["creep"]["name"] = "custom"
    keys = {item.key for item in citations(config)}
    assert not keys & {"ni2012", "yu2016", "lepage2019"}


OWN = """base: LLZO
values:
  electrolyte.youngs_modulus: {value: 140 GPa, source: our ultrasound}
  electrolyte.poisson_ratio: {value: 0.25, source: assumed}
  electrolyte.fracture_toughness: {value: 1.1 MPa m^0.5, source: wolfenstine2013}
"""
LAW = """base: LePage2019
values:
  creep.activation_energy: {value: 31 kJ/mol, source: our tension tests}
"""
CELL = """geometry: {width: 50 um, thickness: 50 um}
electrolyte: {material: ours.yaml}
lithium: {creep: law.yaml}
protocol: {current_density: 1 mA/cm^2, stop_time: 10 s}
"""


@pytest.fixture
def own(tmp_path: Path) -> Config:
    for name, text in {"ours.yaml": OWN, "law.yaml": LAW, "cell.yaml": CELL}.items():
        (tmp_path / name).write_text(text)
    return load_config(tmp_path / "cell.yaml")


def test_values_of_own_files_are_cited_by_what_the_files_say(own: Config) -> None:
    found = {i.text: i for i in citations(own.model_dump(mode="json"), own.own_materials)}
    assert found["our ultrasound"].used_for == ("ours.yaml: electrolyte.youngs_modulus",)
    assert found["our tension tests"].used_for == ("law.yaml: creep.activation_energy",)
    by_key = {item.key: item.used_for for item in found.values()}
    assert by_key["wolfenstine2013"] == ("ours.yaml: electrolyte.fracture_toughness",)
    assert by_key["lepage2019"] == ("creep law LePage2019",)


def test_what_an_own_file_assumes_is_told(own: Config) -> None:
    lines = " ".join(assumed(own, own.own_materials))
    assert "ours.yaml: electrolyte.poisson_ratio" in lines
    other = own.replace("electrolyte.poisson_ratio=0.3")
    assert "poisson_ratio" not in " ".join(assumed(other, own.own_materials))


def test_a_run_keeps_its_files_for_the_report(finished: Path) -> None:
    folder = open_run(finished).folder
    folder.materials.mkdir()
    (folder.materials / "law.yaml").write_text(LAW)
    (folder.materials / "broken.yaml").write_text("values: [")
    assert [item.file.name for item in kept_materials(folder)] == ["law.yaml"]
