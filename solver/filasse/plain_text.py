"""Text of unknown origin on a terminal: titles, names and messages must not steer it."""

import unicodedata

_BREAKS = "\n\t"
_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Controls, invisible formats such as right-to-left marks, halves of characters, odd breaks."""


def plain(text: object) -> str:
    r"""Return a text in which every character that could steer a terminal is spelled out.

    Args:
        text: Any text; an escape character, for instance, becomes ``\x1b``.
    """
    return "".join(_spelled(character) for character in str(text))


def _spelled(character: str) -> str:
    if character in _BREAKS or unicodedata.category(character) not in _STEERING:
        return character
    return character.encode("unicode_escape").decode()
