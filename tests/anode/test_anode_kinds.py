"""Every kind of anode by its name, and its state in a checkpoint and out of it again."""

import pickle
from collections.abc import Callable

import numpy as np
import pytest
from tests.builders.condensed import cell, edge

from filasse.anode.anode_kinds import KINDS, anode_of, restored_anode
from filasse.anode.depleting_anode import DepletingAnode
from filasse.anode.depletion import DepletedState
from filasse.anode.foil_state import FoilState
from filasse.anode.reservoir_anode import ReservoirAnode
from filasse.config.sections.anode_section import ANODE_KINDS
from filasse.cracks.anode_interface import UNCHANGING, AnodeState
from filasse.cracks.coupled_system import CoupledSystem
from filasse.cracks.state import State
from filasse.errors import UsageError
from filasse.fem.condensed import Response
from filasse.lithium_body.body_stress import Solid
from filasse.lithium_body.foil import AnodeFoil
from filasse.lithium_body.foil_mesh import FoilShape
from filasse.lithium_body.rigid_outline import straight
from filasse.parameters.cell_model import CellModel, Drive
from filasse.physics.creep.power_law import PowerLaw
from filasse.physics.uneven_interface import Unevenness

__all__ = ["cell", "edge"]

UM, MPA = 1e-6, 1e6


def foil() -> FoilState:
    """At a stack pressure, before anything was plated."""
    shape = FoilShape(straight(40 * UM), 10 * UM, 5 * UM, mouths=(15 * UM,), spread=2 * UM)
    body = AnodeFoil(shape, Solid(2.83e9, 9e-11, PowerLaw(1.0, 6.6, 3e5)))
    state = body.start(MPA)
    return FoilState(state, body.contact_state(state), body.lithium(state))


def depleted() -> DepletedState:
    fresh = DepletedState.fresh(3)
    random = np.random.default_rng(1)
    return DepletedState(*(random.random(part.shape) for part in fresh.arrays().values()))


def test_kinds_of_the_configuration_are_those_that_run() -> None:
    assert KINDS.keys() == ANODE_KINDS.keys()
    assert all(kind.kind == name for name, kind in KINDS.items())


@pytest.mark.parametrize("state", [UNCHANGING, depleted(), foil()], ids=lambda state: state.kind)
def test_a_state_comes_back_from_its_arrays(state: AnodeState) -> None:
    restored = restored_anode(state.kind, state.arrays())
    assert type(restored) is type(state)
    assert restored.lithium == state.lithium
    assert restored.arrays().keys() == state.arrays().keys()
    for name, values in state.arrays().items():
        np.testing.assert_array_equal(restored.arrays()[name], values, err_msg=name)


def test_a_state_of_an_own_kind_comes_back_by_its_class_only() -> None:
    class Own(DepletingAnode):
        kind = "own"

    arrays = depleted().arrays()
    restored = restored_anode("own", arrays, Own)
    for name, values in restored.arrays().items():
        np.testing.assert_array_equal(values, arrays[name], err_msg=name)
    with pytest.raises(UsageError, match="of the kind 'own', which filasse does not have"):
        restored_anode("own", arrays)


def test_arrays_of_a_foil_hold_its_lithium() -> None:
    state = foil()
    assert state.lithium == pytest.approx(40 * UM * 10 * UM, rel=1e-12)
    assert state.contact.pressure == pytest.approx(np.full_like(state.contact.along, MPA), rel=0.1)


def test_a_reservoir_holds_the_interface_at_the_stack_pressure(
    edge: Response, cell: Callable[..., CellModel]
) -> None:
    interface = anode_of(edge, cell(stack_pressure=2 * MPA)).interface(UNCHANGING)
    assert interface.holds_mouths
    assert interface.mouths.tolist() == [2 * MPA]
    assert (interface.contact == 1.0).all()
    assert not interface.excess.any() and not interface.loads.any()


def test_a_reservoir_does_not_touch_what_is_blocked(
    edge: Response, cell: Callable[..., CellModel]
) -> None:
    model = cell(uneven=Unevenness(((0.0, 20 * UM),), ()))
    contact = ReservoirAnode(edge, model).interface(UNCHANGING).contact
    nodes = edge.ionic.nodes
    x = nodes.position[nodes.anode, 0]
    assert contact[x < 15 * UM].max() < 0.1
    assert contact[x > 25 * UM].min() == 1.0


def test_a_reservoir_never_changes(edge: Response, cell: Callable[..., CellModel]) -> None:
    """It stays the same object, also on its way to another rank: that is how rest is noticed."""
    model = cell()
    anode = anode_of(edge, model)
    system = CoupledSystem(edge, model, Drive(current=1e-3))
    state: State = None  # type: ignore[assignment]  # not looked at
    assert anode.start() is anode.follow(system, state, ()) is UNCHANGING
    assert pickle.loads(pickle.dumps(UNCHANGING)) is UNCHANGING
