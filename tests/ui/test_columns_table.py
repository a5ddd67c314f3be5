"""What the columns table of Set up says of a column, in the room it has."""

from explorer.records.spec import ColumnSpec
from explorer.records.table import ColumnProfile
from explorer.ui.setup.table import Line, about

BEGINS = "https://www.example-shop.com/en/catalogue/chairs"


def test_frequent_values_that_begin_alike_are_told_apart():
    top = ((f"{BEGINS}/oak", 5), (f"{BEGINS}/pine", 3), ("none", 2))
    urls = ColumnProfile("url", "category", "", 3, 0, 10, top)
    line = Line(urls, True, ColumnSpec("url"), "category", 2, 3, "values that repeat")
    assert about(line, 200) == (
        "values that repeat · https://www.example…/oak (5), https://www.exampl…/pine (3), none (2)"
    )
