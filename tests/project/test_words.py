"""The field's terms stand in code and pages, not words that were once this project's own."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = {"solver": "*.py", "meshes": "*.py", "benchmarks": "*.py", "docs": "*.md"}
TEXTS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for folder, pattern in PLACES.items()
    for path in sorted((ROOT / folder).rglob(pattern))
}
STANDARD = {
    r"leaps?": "step to the next event",
    r"carry_(on|over)|carried over to the (grid|mesh)": "detach, remap, restore",
    r"settled": "reinitialised, consistent, at rest",
    r"aftermath": "split update",
    r"look_around|surroundings": "directional toughness, sample toughness",
    r"sprout\w*": "nucleate",
    r"draw_slab|blank_slab": "uncracked slab, generate",
    r"(crack|upper|lower) lips?|lips of": "crack face (`mesh.lip` is a key)",
    r"wet(ted|s)?|wetting": "full, full film (`dry` stays where lithium has not come yet)",
    r"isolation": "disconnected, connectivity",
    r"touch_?state|dut(y|ies)": "contact state, loads",
    r"lift(?==|: )": "displacement",
    r"book-?keeping|in its books": "balances, conservation checks",
    r"(lithium|charge|volume)s? per depth": "per unit depth",
    r"march(es|ed|ing)?": "integrate in time",
    r"anew": "again",
    r"refused?(?! to)": "reject",
    r"(turn|go|look|all) round": "around",
}
"""By pattern of a word that is not used: what the field says."""


@pytest.mark.parametrize("pattern", STANDARD)
def test_the_standard_term_is_used(pattern: str) -> None:
    word = re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)
    found = [
        f"{name}:{text.count('\n', 0, match.start()) + 1}: {match[0]} -> {STANDARD[pattern]}"
        for name, text in TEXTS.items()
        for match in word.finditer(text)
    ]
    assert found == []


def test_all_of_the_project_is_read() -> None:
    assert len(TEXTS) > 500
