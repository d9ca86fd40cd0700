import re
from importlib.resources import files
from pathlib import Path

from ruamel.yaml import YAML

from filasse.materials.presets import load, names
from filasse.output.run_result import open_run
from filasse.report.citations import bibliography, citations

REFERENCES = YAML(typ="safe").load(
    files("filasse.materials").joinpath("presets", "references.yaml").read_text()
)
NOT_PUBLISHED = {"assumed", "density"}


def test_every_published_source_has_an_entry_with_the_same_numbers() -> None:
    entries = bibliography() | {"review": bibliography()["tang2021"]}
    for key in set(REFERENCES) - NOT_PUBLISHED:
        doi = re.search(r"doi:(\S+)", REFERENCES[key])
        assert doi is None or doi.group(1) in entries[key]
        year = re.search(r"\((\d{4})\)", REFERENCES[key])
        assert year is None or year.group(1) in entries[key]


def test_properties_carry_the_keys_of_their_sources() -> None:
    keys = {key for name in names() for item in load(name).properties for key in item.keys}
    assert keys <= set(REFERENCES)
    assert {"ni2012", "review", "lepage2019"} <= keys


def test_what_the_run_used_is_cited(finished: Path) -> None:
    found = {item.key: item for item in citations(open_run(finished).info["config"])}
    assert {"filasse", "dolfinx", "gmsh", "mumps", "ni2012", "yu2016", "lepage2019"} <= set(found)
    assert found["ni2012"].used_for == ("LLZO: electrolyte.youngs_modulus",)
    assert found["ni2012"].doi == "10.1007/s10853-012-6687-5"
    assert "J. E. Ni, E. D. Case" in found["ni2012"].text


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
