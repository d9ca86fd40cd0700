"""A terminal that shows texts as they are."""

from typing import Any

from rich.console import Console
from rich.text import Text

from filasse.plain_text import plain


class PlainConsole(Console):
    """A console that shows texts as they are: no markup, no emoji, no controls from outside."""

    def __init__(self, **options: Any) -> None:
        """Set up like a console of rich."""
        super().__init__(**options, markup=False, emoji=False, highlight=False)

    def render_str(self, text: str, **options: Any) -> Text:
        """Take a text for a table, a title or a line."""
        return super().render_str(plain(text), **options)
