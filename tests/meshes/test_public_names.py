"""Public names of the mesher are there, and come without the mesher until they are used."""

import subprocess
import sys

import filasse_meshes


def test_every_public_name_can_be_imported() -> None:
    assert {name for name in filasse_meshes.__all__ if hasattr(filasse_meshes, name)} == {
        *filasse_meshes.__all__
    }
    assert set(filasse_meshes.__all__) <= set(dir(filasse_meshes))


def test_tags_come_without_gmsh() -> None:
    program = "import sys, filasse_meshes.data.tags; sys.exit('gmsh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
