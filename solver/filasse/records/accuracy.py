"""How accurate the time of a run is, in words."""

from filasse.end_reason import EndReason

_LEAST = (
    "estimated from growth.step along this path, on these meshes; halve it, then mesh.tip, to see "
    "what that leaves out"
)

_PRESCRIBED = frozenset({EndReason.END_OF_PROTOCOL})


def is_prescribed(reason: EndReason | None) -> bool:
    """Whether the protocol, not the growth of cracks, fixes when a run ends: without an error."""
    return reason in _PRESCRIBED


def time_in_words(
    time: float,
    error: float,
    advances: int,
    reason: EndReason | None,
    is_least: bool = False,
) -> str:
    """A time and its estimated error [s], such as "214 s ± 5 s (estimated from growth.step)".

    That there is no estimate, though cracks have advanced, is said as well.

    Args:
        time: [s].
        error: exact time less this one, as far as the growth step makes it; 0 if not estimated.
        advances: growth steps up to then.
        reason: why the run ended then; None if it has not.
        is_least: whether grains, pores or layers bend the paths of cracks, cracks compete, or the
            slab has a depth. Steps twice as long are taken along the same path and on the same
            meshes; where cracks jump they tell nothing: among grains of 8 um the estimate was
            0.09 s and the time 0.5 s off; of a front held up by sides 0.15 s, and 1 s by the mesh.
    """
    if advances == 0 or is_prescribed(reason):
        return f"{time:.6g} s"
    if error == 0.0:
        return f"{time:.6g} s (its error is not estimated: halve growth.step to see it)"
    if is_least:
        return f"{time:.6g} s ± {abs(error):.2g} s or more ({_LEAST})"
    return f"{time:.6g} s ± {abs(error):.2g} s (estimated from growth.step)"
