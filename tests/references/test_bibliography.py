"""The bibliography: entries say what of them was checked, and everything that is cited is there."""

import re
from pathlib import Path

import pytest
from docs.generate.experiments import measured
from docs.generate.sources import sources_table

from filasse import materials
from filasse.materials.presets import UNPUBLISHED
from filasse.references import bibliography, cite
from filasse.references.bibliography import CHECKED, parse

ROOT = Path(__file__).parents[2]
CITING = (
    *ROOT.glob("solver/**/*.py"),
    *ROOT.glob("solver/**/presets/*/*.yaml"),
    *ROOT.glob("meshes/**/*.py"),
    *ROOT.glob("benchmarks/**/*.py"),
    *ROOT.glob("benchmarks/**/measured.yaml"),
    *ROOT.glob("configs/**/*.yaml"),
    *ROOT.glob("docs/pages/**/*.md"),
    ROOT / "README.md",
)
NAME = r"[A-Z][A-Za-zé-]+"
CITATION = re.compile(
    rf"({NAME})(?:(?:,| and| &|, and) {NAME})*(?: et al\.)?,? \(?((?:19|20)\d\d)\)?"
)
NUMBERS = re.compile(r"(\d+)(?:, (A?\d+))? \(((?:19|20)\d\d)\)(?: (A?\d+))?")
NO_AUTHORS = {"CODATA", "Problems", "Contacts", "Maps", "Pergamon", "Wiley"}  # ends of titles


def test_every_entry_is_read() -> None:
    texts = [path.read_text() for path in (ROOT / "solver/filasse/references").glob("*.bib")]
    keys = [key for text in texts for key in re.findall(r"^@\w+\{(\w+),", text, re.MULTILINE)]
    assert sorted(keys) == sorted(bibliography())  # none lost, none twice
    assert len(keys) > 40


@pytest.mark.parametrize("key", bibliography())
def test_every_entry_says_what_was_checked(key: str) -> None:
    fields = bibliography()[key].fields
    verified = fields["verified"]
    if verified not in ("full", "none"):
        named = re.split(r",\s*", verified)
        assert set(named) < set(CHECKED) & set(fields)  # not all, or it would say full
    assert fields["author"]
    assert ("journal" in fields) == ("shortjournal" in fields)
    assert re.fullmatch(r"10\.\d{4,5}/\S+", fields.get("doi", "10.1000/none"))
    year = re.search(r"\d{4}$", key)
    assert year is None or fields["year"] == year[0]


def test_what_was_not_checked_is_said_in_plain_words() -> None:
    text = """
@article{full2000,
  author = {A. B. Full and others}, title = {On {Li}},
  journal = {Journal \\& more}, shortjournal = {J.},
  volume = {1}, pages = {2--3}, year = {2000}, doi = {10.1000/x}, verified = {full},
}
@article{half2001,
  author = {C. Half and D. Half}, shortjournal = {J.}, year = {2001}, doi = {10.1000/y},
  verified = {year},
}
@article{none2002,
  author = {E. None}, year = {2002}, verified = {none},
}
"""
    full, half, none = parse(text)
    assert full.short() == "A. B. Full et al., J. 1, 2 (2000), doi:10.1000/x"
    assert full.long() == "A. B. Full et al. On Li. Journal & more 1, 2–3 (2000)"
    assert half.short() == (
        "C. Half, D. Half, J. (2001), doi:10.1000/y (not checked: authors, DOI)"
    )
    assert none.caveat == "not checked against the paper"


def test_every_key_that_is_cited_exists() -> None:
    presets = {
        key
        for name in materials.names()
        for item in materials.load(name).values
        for key in item.keys
    }
    points = {point.source for study in measured().values() for point in study.points}
    assert presets - set(UNPUBLISHED) <= set(bibliography())
    assert points <= set(bibliography())
    assert {"ni2012", "tang2021", "lepage2019", "assumed"} <= presets


def test_every_paper_that_the_texts_name_is_in_the_bibliography() -> None:
    known = {
        (re.split(r"[ ~]", author.strip())[-1], source.fields["year"])
        for source in bibliography().values()
        if "year" in source.fields
        for author in source.fields["author"].split(" and ")[:1]
    }
    named = {
        (name, year): path.name
        for path in CITING
        for name, year in CITATION.findall(re.sub(r"\s+", " ", path.read_text(encoding="utf-8")))
        if name not in NO_AUTHORS
    }
    assert len(named) > 25
    assert {where: path for where, path in named.items() if where not in known} == {}


def test_volumes_and_pages_that_the_texts_give_are_those_of_the_bibliography() -> None:
    known = {
        (fields["volume"], fields["pages"].partition("-")[0], fields["year"])
        for fields in (source.fields for source in bibliography().values())
        if "volume" in fields and "pages" in fields
    }
    given = {
        (volume, before or after, year): path.name
        for path in CITING
        for volume, before, year, after in NUMBERS.findall(
            re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
        )
        if before or after
    }
    assert len(given) >= 8
    assert {where: path for where, path in given.items() if where not in known} == {}


def test_no_source_stands_behind_nothing() -> None:
    rows = sources_table().splitlines()[2:]
    assert len(rows) == len(bibliography())
    assert [row for row in rows if row.startswith("|  |")] == []


def test_the_review_is_that_of_yongfu_tang() -> None:
    assert cite("tang2021").startswith(
        "Y. Tang et al., Energy Environ. Sci. 14, 602 (2021), review"
    )
