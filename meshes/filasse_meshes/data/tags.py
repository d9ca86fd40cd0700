"""Names and numbers of the parts of a mesh, on which mesher and solver agree."""

from enum import IntEnum


class Surface(IntEnum):
    """Tag of a boundary facet; FRONT and BACK are the sides z = 0 and z = depth of a solid."""

    ANODE = 1
    COUNTER = 2
    LEFT = 3
    RIGHT = 4
    FACE_PLUS = 5
    FACE_MINUS = 6
    PORE_WALL = 7
    FRONT = 8
    BACK = 9


ELECTROLYTE = "electrolyte"
"""Name of region 0, the sound bulk of the slab."""

GRAIN_BOUNDARY = "grain_boundary"
"""Name of the band between grains."""

CRACK_PREFIX = "crack:"
"""A physical curve `crack:NAME` in a .msh file is a crack."""

PORE_PREFIX = "pore:"
"""A closed physical curve `pore:NAME` in a .msh file is the wall of a pore."""

GRAIN_PREFIX = "grain:"
"""A physical area, or a region, `grain:NAME` is one grain of the electrolyte."""
