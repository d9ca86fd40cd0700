"""Half cycles: where they begin, what they count, and what run.json keeps of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.builders.condensed import cell, edge
from tests.builders.plane_growth import LIMITS, frozen, problem
from tests.timeloop.test_pauses import SLAB

from filasse.cracks.conservation import with_half_cycle
from filasse.cracks.state import Totals
from filasse.fem.condensed import Response
from filasse.output.writers.recorders import with_present_half_cycle as kept
from filasse.parameters.cell_model import CellModel, Drive
from filasse.parameters.protocol import Segment
from filasse.records.cycling_record import CyclingRecord
from filasse.timeloop.growth_step import integrate
from filasse.timeloop.pauses import Pauses

__all__ = ["cell", "edge"]

type Cell = Callable[..., CellModel]


def passed(totals: Totals, *charges: float, voltage: bool = False) -> Totals:
    """Totals after charges have passed, one a step."""
    for charge in charges:
        after = replace(totals, charge=totals.charge + charge)
        totals = with_half_cycle(totals, after, None if voltage else charge)
    return totals


def test_a_half_cycle_ends_where_the_current_turns_and_not_at_rest() -> None:
    totals = passed(Totals(), 2.0, 0.0, 1.0)
    assert (totals.half_cycle, totals.half_charge) == (1, 3.0)
    assert totals.coulombic_efficiency == 0.0
    totals = passed(totals, -1.0, -1.7)
    assert (totals.half_cycle, totals.half_charge) == (2, pytest.approx(-2.7))
    assert totals.coulombic_efficiency == pytest.approx(0.9)
    totals = passed(totals, 2.0)
    assert (totals.half_cycle, totals.coulombic_efficiency) == (3, pytest.approx(0.9))
    totals = passed(totals, -1.0)
    assert (totals.half_cycle, totals.coulombic_efficiency) == (4, pytest.approx(0.5))


def test_at_a_voltage_the_charge_itself_turns_but_for_round_off() -> None:
    totals = passed(Totals(), 2.0, -1e-12, voltage=True)
    assert totals.half_cycle == 1
    assert passed(totals, -1.0, voltage=True).half_cycle == 2


def test_lithium_that_was_never_plated_has_no_efficiency() -> None:
    assert passed(Totals(), -2.0).coulombic_efficiency == 0.0


def test_a_run_tells_its_half_cycles(edge: Response, cell: Cell) -> None:
    model = cell(flow="mobile")
    plate, strip = (Drive(current=i * SLAB.width) for i in (5.0, -4.0))
    segments = (
        Segment(plate, 2.0),
        Segment(Drive(current=0.0), 1.0),
        Segment(strip, 2.0, is_last=True),
    )
    setup = replace(problem(model, plate, limits=replace(LIMITS, stop_time=5.0)), segments=segments)
    told = integrate(frozen(edge, setup, SLAB), None, Pauses(most_steps=10_000)).records
    last = told[-1].cycling
    assert isinstance(last, CyclingRecord)
    assert last.half_cycle == 2
    assert last.half_cycle_capacity == pytest.approx(-8.0, rel=1e-8)
    assert last.coulombic_efficiency == pytest.approx(0.8, rel=1e-8)
    assert last.cell_resistance == pytest.approx(told[-1].voltage / -4.0, rel=1e-8)
    known: list[dict[str, float]] = []
    for record in told:
        assert isinstance(record.cycling, CyclingRecord)
        known = kept(known, record.cycling, record.time)
    assert [entry["half_cycle_capacity"] for entry in known] == pytest.approx([10.0, -8.0])
    assert known[0]["cell_resistance"] > 0.0  # that of the current, not of the rest after it


def test_a_protocol_that_only_plates_tells_none(cell: Cell) -> None:
    plates = problem(cell(), Drive(current=1.0))
    assert not plates.turns
    assert not replace(plates, segments=(Segment(Drive(current=0.0), 1.0),)).turns
