"""A text that grows, kept compressed: a checkpoint takes it along at the cost of what is new."""

import zlib


class PackedText:
    """The content of a text file, compressed as it grows."""

    def __init__(self, content: bytes = b"") -> None:
        """Start from what is there."""
        self._compressor = zlib.compressobj(1)
        self._parts = [self._compressor.compress(content)]

    def add(self, content: bytes) -> None:
        """Append to the text."""
        self._parts.append(self._compressor.compress(content))

    def packed(self) -> bytes:
        """Return the whole text so far, compressed; it may grow on."""
        self._parts = [b"".join(self._parts)]
        return self._parts[0] + self._compressor.copy().flush()


def unpack_text(packed: bytes) -> bytes:
    """Return the text again.

    Raises:
        ValueError: It is damaged.
    """
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise ValueError(str(error)) from error
