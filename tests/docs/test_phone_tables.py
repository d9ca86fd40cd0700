"""Wide tables of the documentation as lists on a phone."""

from docs.generate.phone_tables import label_cells

HEAD = "<thead><tr><th>a</th><th><em>b</em></th><th>c</th><th style='x'>d \"e\"</th></tr></thead>"
ROW = '<tr><td>1</td><td style="x">2</td><td>3</td><td></td></tr>'


def test_cells_of_wide_tables_know_their_heads() -> None:
    labelled = label_cells(f"<p>x</p><table>{HEAD}<tbody>{ROW}</tbody></table>")
    assert '<td data-head="a">1</td><td data-head="b" style="x">2</td>' in labelled
    assert '<td data-head="d &quot;e&quot;"></td>' in labelled
    assert labelled.startswith('<p>x</p><div class="wide-table"><table>')


def test_narrow_tables_stay_tables() -> None:
    narrow = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td></tr></table>"
    assert label_cells(narrow) == narrow
