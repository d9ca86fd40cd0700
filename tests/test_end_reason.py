"""Every reason why a run can end is said in words, and has its row in the documentation."""

import pickle
from pathlib import Path

import pytest

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


def test_a_stop_keeps_its_reason_from_rank_to_rank() -> None:
    error = pickle.loads(pickle.dumps(StoppedEarly("asked", EndReason.SIGTERM)))
    assert (str(error), error.reason) == ("asked", EndReason.SIGTERM)
