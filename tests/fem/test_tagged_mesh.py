"""The names that the mesher and the solver must agree on."""

from filasse.config.sections import geometry
from filasse.fem.tagged_mesh import Surface
from filasse.parameters import cell_material
from filasse_meshes.data import tags


def test_surfaces_are_those_that_the_mesher_tags() -> None:
    assert {tag.name: tag.value for tag in tags.Tag} == {s.name: s.value for s in Surface}


def test_regions_bear_the_names_that_the_mesher_gives() -> None:
    assert cell_material.ELECTROLYTE == tags.ELECTROLYTE
    assert cell_material.GRAIN_BOUNDARY == tags.GRAIN_BOUNDARY
    assert {tags.ELECTROLYTE, tags.GRAIN_BOUNDARY} <= set(geometry.RESERVED)
