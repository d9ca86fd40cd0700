"""The one error of the mesher."""


class MeshError(Exception):
    """No sound mesh can be made: the text says what, where, the value and the remedy."""
