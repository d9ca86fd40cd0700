"""Which cracks of a slab a path joins to the anode."""

from filasse.cracks.crack_paths import CrackPath, SlabGeometry

TRUNK = CrackPath("a", ((1.0, 0.0), (1.0, 1.0)), into_branch=True)
BRANCH = CrackPath("a-1", ((1.0, 1.0), (2.0, 2.0)), mouth=False, from_branch=True)


def test_branches_are_joined_like_the_crack_that_has_branched() -> None:
    into = CrackPath("in", ((3.0, 0.0), (3.0, 1.0)), into_pore="p")
    out = CrackPath("out", ((3.0, 2.0), (3.0, 3.0)), False, (), "p", None, into_branch=True)
    twig = CrackPath("out-1", ((3.0, 3.0), (4.0, 4.0)), mouth=False, from_branch=True)
    assert SlabGeometry(5.0, 5.0, (BRANCH, TRUNK)).joined == {0, 1}
    assert SlabGeometry(5.0, 5.0, (TRUNK, twig, out, into)).joined == {0, 1, 2, 3}
    assert SlabGeometry(5.0, 5.0, (TRUNK, twig, out)).joined == {0}
