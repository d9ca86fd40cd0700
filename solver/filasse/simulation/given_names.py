"""Names that the program gives itself: they keep off those that the user gave."""

from collections.abc import Collection


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or with the next number behind it if it is taken.

    Args:
        name: the wanted name.
        taken: names that are given already.
    """
    number, wanted = 2, name
    while wanted in taken:
        number, wanted = number + 1, f"{name}-{number}"
    return wanted
