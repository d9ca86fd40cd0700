"""Every reason why a run can end is said in words, and has its row in the documentation."""

import importlib.util
import pickle
from pathlib import Path

import pytest

import filasse
from filasse.end_reason import EndReason
from filasse.errors import StoppedEarly

PAGE = Path(__file__).parents[1] / "docs" / "pages" / "howto" / "protocols.md"


@pytest.mark.parametrize("reason", EndReason)
def test_texts(reason: EndReason) -> None:
    assert reason.text
    assert f"`{reason}`" in PAGE.read_text().partition("## How a run ends")[2]
    assert not (reason.is_final and reason.is_stop)
    assert ("resume it to go on" in reason.text) == reason.is_stop
    assert "--" not in reason.text  # from Python there is no command line


SOLVER = Path(filasse.__file__).parent
SAYING = [
    path
    for package in ("timeloop", "fracture", "simulation", "remap", "cracks")
    for path in sorted((SOLVER / package).rglob("*.py"))
]


@pytest.mark.parametrize("reason", EndReason)
def test_the_table_names_who_says_so(reason: EndReason) -> None:
    """A module that ends runs for a reason is in its row, and what is in its row does."""
    words = [f"EndReason.{reason.name}"]
    if reason.is_stop and reason is not EndReason.WALLTIME:
        words.append("EndReason.of_signal(")
    for module in reason.said_by:
        found = importlib.util.find_spec(module)
        assert found is not None and found.origin is not None
        text = Path(found.origin).read_text(encoding="utf-8")
        assert any(word in text for word in words), module
    said = {path for path in SAYING if words[0] in path.read_text(encoding="utf-8")}
    modules = {".".join(("filasse", *p.relative_to(SOLVER).with_suffix("").parts)) for p in said}
    assert {name.removesuffix(".__init__") for name in modules} <= set(reason.said_by)


def test_a_stop_keeps_its_reason_from_rank_to_rank() -> None:
    error = pickle.loads(pickle.dumps(StoppedEarly("asked", EndReason.SIGTERM)))
    assert (str(error), error.reason) == ("asked", EndReason.SIGTERM)
