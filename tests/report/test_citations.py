from pathlib import Path

from filasse.output.run_result import open_run
from filasse.report.citations import citations


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
