"""How accurate the time of a run is, in words."""

from filasse.end_reason import EndReason

_PRESCRIBED = frozenset({EndReason.END_OF_PROTOCOL})


def is_prescribed(reason: EndReason | None) -> bool:
    """Whether the protocol, not the growth of cracks, fixes when a run ends: without an error."""
    return reason in _PRESCRIBED


def time_in_words(
    time: float,
    error: float,
    advances: int,
    reason: EndReason | None,
    is_bent: bool = False,
) -> str:
    """A time and its estimated error [s], such as "214 s ± 5 s (estimated from growth.step)".

    That there is no estimate, though cracks have advanced, is said as well.

    Args:
        time: [s].
        error: exact time less this one, as far as the growth step makes it; 0 if not estimated.
        advances: growth steps up to then.
        reason: why the run ended then; None if it has not.
        is_bent: whether grains, pores or layers bend the paths of cracks: steps twice as long are
            taken along the same path, and do not tell that others would lead elsewhere.
    """
    if advances == 0 or is_prescribed(reason):
        return f"{time:.6g} s"
    if error == 0.0:
        return f"{time:.6g} s (its error is not estimated: halve growth.step to see it)"
    said = "estimated from growth.step"
    if is_bent:
        said += " for this path: halve it to see whether that is the path"
    return f"{time:.6g} s ± {abs(error):.2g} s ({said})"
