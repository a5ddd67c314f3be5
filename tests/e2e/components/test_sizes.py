"""How large the points of the map are, by how often their categories were seen."""

from __future__ import annotations

import pytest

from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN
from explorer.ui.mounting import read_assets

CALLS = """async ([script, counts, kinds]) => {
  const source = `${script}\\nexport { radiiOf };`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { radiiOf } = await import(url);
  return [...radiiOf({ counts, kinds }, counts.length, 500_000)];
}"""


@pytest.fixture
def radii(open_page):
    """radii(counts, kinds) -> px of each point, on a canvas with room for all."""
    page = open_page("about:blank")
    script = read_assets(("drawing.js",))
    return lambda counts, kinds: page.evaluate(CALLS, [script, counts, kinds])


def test_sizes_are_those_of_the_categories_whatever_is_rare_or_missing(radii):
    counts = [6, 5, 3, 2]
    alone = radii(counts, [CATEGORY] * 4)
    assert alone == sorted(alone, reverse=True)
    kinds = [CATEGORY] * 4 + [RARE, MISSING, UNKNOWN]
    assert radii([*counts, 900, 1, 0], kinds) == [*alone, alone[0], alone[3], alone[3]]


def test_without_categories_all_have_a_size(radii):
    assert all(3 < radius < 7 for radius in radii([900, 30], [RARE, MISSING]))
