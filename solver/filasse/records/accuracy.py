"""How accurate the time of a run is, in words."""


def time_in_words(time: float, error: float) -> str:
    """A time and its estimated error [s], such as "214 s ± 5 s (estimated from growth.step)".

    Args:
        time: [s].
        error: exact time less this one, as far as the growth step makes it; 0 if not estimated.
    """
    if error == 0.0:
        return f"{time:.6g} s"
    return f"{time:.6g} s ± {abs(error):.2g} s (estimated from growth.step)"
