"""The page of tuning constants: every number has a reason, and the page tells all of them."""

import pytest
from docs.generate.constants import Constant, constants, constants_page, policy


@pytest.fixture(scope="module")
def numbers() -> tuple[Constant, ...]:
    return (*policy(), *constants())


def test_every_number_has_a_reason(numbers: tuple[Constant, ...]) -> None:
    assert [f"{found.module}.{found.name}" for found in numbers if not found.reason] == []


def test_numbers_are_found_with_their_reasons(numbers: tuple[Constant, ...]) -> None:
    known = {(found.module, found.name): found for found in numbers}
    assert len(known) == len(numbers) > 150
    # a docstring below, a comment beside, and the docstring of a dataclass
    conducts = known["filasse.cracks.islands", "CONDUCTS"]
    assert conducts.reason == "Filled part above which a node conducts electrons."
    assert known["filasse.config.rules.defaults", "TIP_PER_FLAW"].value == "1 / 100"
    assert "quarter-point" in known["filasse.config.rules.defaults", "TIP_PER_FLAW"].reason
    assert known["filasse.parameters.step_policy", "aim"].reason.endswith("rejects few.")
    assert known["filasse_meshes.checks.slab_checks", "MOST_GRADED"].value == "1.0"
    assert ("filasse.constants", "FARADAY") not in known


def test_the_page_has_a_row_for_each(numbers: tuple[Constant, ...]) -> None:
    page = constants_page()
    assert all(f"| `{found.name}` | `{found.value}` |" in page for found in numbers)
