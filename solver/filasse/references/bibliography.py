"""Read the BibTeX files of this folder: what a source is, and what of it was checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FILES = ("methods.bib", "materials.bib", "experiments.bib")

CHECKED = ("author", "title", "journal", "volume", "pages", "year", "publisher", "doi")
"""Fields that someone looks a source up by; ``verified`` says which of them were confirmed."""

_ENTRY = re.compile(r"^@\w+\{(\w+),.*?^\}", flags=re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"\b([a-z]+)\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}")


@dataclass(frozen=True)
class Source:
    """One entry of the bibliography.

    Attributes:
        key: BibTeX key.
        fields: the entry's fields as plain text, by name.
        bibtex: the entry as it stands in the file.
    """

    key: str
    fields: Mapping[str, str]
    bibtex: str

    @property
    def doi(self) -> str:
        """Digital object identifier; empty if none is known."""
        return self.fields.get("doi", "")

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The fields that no published record could be found for."""
        present = [name for name in CHECKED if name in self.fields]
        verified = self.fields["verified"]
        confirmed = present if verified == "full" else re.split(r",\s*", verified)
        return tuple(name for name in present if name not in confirmed)

    @property
    def caveat(self) -> str:
        """What was not checked, in plain words; empty if nothing."""
        if self.fields["verified"] == "none":
            return "not checked against the paper"
        names = {"author": "authors", "doi": "DOI"}
        unchecked = ", ".join(names.get(name, name) for name in self.unchecked)
        return f"not checked: {unchecked}" if unchecked else ""

    def short(self) -> str:
        """The source for a table: no title, the journal by its abbreviation."""
        place = self.fields.get("shortjournal", self.fields.get("title", ""))
        number = ", ".join(self._numbers(self.fields.get("pages", "").partition("-")[0]))
        text = f"{self._authors()}, {f'{place} {number}'.strip()}{self._year()}"
        doi = f"doi:{self.doi}" if self.doi else ""
        caveat = f"({self.caveat})" if self.caveat else ""
        ends = ", ".join(filter(None, (text, self.fields.get("note", ""), doi)))
        return f"{ends} {caveat}".strip()

    def long(self) -> str:
        """The source for a list: with its title, without its DOI."""
        place = self.fields.get("journal", self.fields.get("publisher", ""))
        numbers = ", ".join(self._numbers(self.fields.get("pages", "").replace("--", "–")))
        parts = (self._authors(), self.fields.get("title", ""), f"{place} {numbers}".strip())
        return ". ".join(part.removesuffix(".") for part in parts if part) + self._year()

    def _numbers(self, pages: str) -> list[str]:
        return [item for item in (self.fields.get("volume", ""), pages) if item]

    def _authors(self) -> str:
        return self.fields["author"].replace(" and others", " et al.").replace(" and ", ", ")

    def _year(self) -> str:
        return f" ({self.fields['year']})" if "year" in self.fields else ""


@cache
def bibliography() -> Mapping[str, Source]:
    """All sources by key, in the order of the files and of the entries in them."""
    folder = files("filasse.references")
    return {
        source.key: source
        for name in FILES
        for source in parse(folder.joinpath(name).read_text(encoding="utf-8"))
    }


def parse(text: str) -> list[Source]:
    """The entries of a BibTeX text in which every entry ends with a brace on its own line."""
    return [
        Source(entry.group(1), _plain(entry.group()), entry.group())
        for entry in _ENTRY.finditer(text)
    ]


def cite(key: str) -> str:
    """The source of a key in one line, as tables of values show it.

    Raises:
        KeyError: there is no such source.
    """
    return bibliography()[key].short()


def _plain(entry: str) -> dict[str, str]:
    found = {name: re.sub(r"\s+", " ", value) for name, value in _FIELD.findall(entry)}
    return {name: re.sub(r"[{}\\]", "", value) for name, value in found.items()}
