import numpy as np
import pytest

from filasse.errors import UsageError
from filasse.spectroscopy.frequencies import listed, log_frequencies


def test_a_range_has_its_ends_and_an_even_spacing() -> None:
    found = log_frequencies("10 mHz", "1 MHz", 5)
    assert len(found) == 41
    assert (found[0], found[-1]) == (1e6, 1e-2)
    assert np.diff(np.log10(found)) == pytest.approx(-0.2)
    assert log_frequencies(1.0, 1.0).tolist() == [1.0]


def test_single_frequencies_keep_their_order() -> None:
    assert listed(["1 kHz", 5.0, "2 Hz"]).tolist() == [1e3, 5.0, 2.0]
    assert listed("1 kHz").tolist() == listed(1000).tolist() == [1e3]


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (("10", "1 Hz"), "'10' has no unit; write for instance '10 mHz'"),
        (("1 s", "1 Hz"), "wrong kind of unit"),
        (("0 Hz", "1 Hz"), "must lie above 0 Hz"),
        (("-1 Hz", "1 Hz"), "must lie above 0 Hz"),
        ((float("nan"), "1 Hz"), "must lie above 0 Hz"),
        (("one", "1 Hz"), "has no number before its unit"),
        ((None, "1 Hz"), "None is no number"),
    ],
)
def test_what_is_no_frequency(ends: tuple[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        log_frequencies(*ends)


def test_too_few_and_too_many() -> None:
    with pytest.raises(UsageError, match="0 frequencies per decade are too few"):
        log_frequencies("1 Hz", "2 Hz", 0)
    with pytest.raises(UsageError, match="are too many; give fewer per decade"):
        log_frequencies("1 uHz", "1 MHz", 10_000)
    with pytest.raises(UsageError, match="1 to 10000 frequencies, not 0"):
        listed([])
