"""What is asked of a user's own anode and layer is what the interfaces of the solver have."""

import inspect

import pytest

from filasse.anode.anode import Anode
from filasse.errors import UsageError
from filasse.parameters.own_code.own_parts import ANODE_MEMBERS, check_layer
from filasse.physics.interphase import AgeLaw, Interphase, Parabolic
from filasse.physics.surface_layer import SurfaceLayer


def members(interface: type) -> set[str]:
    """Methods and attributes that a Protocol declares itself."""
    own = {*vars(interface), *interface.__annotations__}
    return {name for name in own if not name.startswith("_")}


def test_an_anode_is_asked_for_every_member_of_the_interface() -> None:
    assert {*ANODE_MEMBERS, "kind"} == members(Anode)


class _Tried:
    """Notes which of a sound object's methods are called, with how many arguments."""

    def __init__(self, sound: object) -> None:
        self._sound, self.calls = sound, dict[str, int]()

    def __getattr__(self, name: str) -> object:
        method = getattr(self._sound, name)

        def call(*arguments: object) -> object:
            self.calls[name] = len(arguments)
            return method(*arguments)

        return call


@pytest.mark.parametrize(
    ("interface", "sound"),
    [
        (AgeLaw, Parabolic(2e-19, 1e-12)),
        (SurfaceLayer, Interphase(Parabolic(2e-19), 1e-6, 2.5e-10)),
    ],
)
def test_a_layer_is_tried_with_every_member_of_the_interface(
    interface: type, sound: object
) -> None:
    tried = _Tried(sound)
    check_layer("own.layer", tried)
    taken = {
        name: len(inspect.signature(getattr(interface, name)).parameters) - 1
        for name in members(interface)
    }
    assert tried.calls == taken


@pytest.mark.parametrize("member", sorted(members(SurfaceLayer)))
def test_a_layer_that_lacks_a_member_is_refused(member: str) -> None:
    sound = Interphase(Parabolic(2e-19), 1e-6, 2.5e-10)
    names = members(SurfaceLayer) - {member}
    lacking = type("Lacking", (), {name: getattr(sound, name) for name in names})
    with pytest.raises(UsageError, match=f"own.layer: {member} cannot be used"):
        check_layer("own.layer", lacking)
