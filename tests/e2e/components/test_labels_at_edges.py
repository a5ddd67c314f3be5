"""Names on the map whose points move towards an edge."""

from __future__ import annotations

from explorer.ui.mounting import read_assets

CALLS = """async (script) => {
  const source = `${script}\nexport { Labels };`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { Labels } = await import(url);
  const labels = new Labels();
  const label = (index, strength) => (
    { index, strength, text: "name", dx: -60, dy: 0, box: [39, 93, 101, 107] }
  );
  labels.placed = [label(0, 0), label(1, 0), label(2, 1)];
  const camera = { width: 400, height: 200, screenX: (x) => x, screenY: (y) => y };
  // Each was written left of a point at 100; one point has stayed, two came near the left edge.
  labels.part({ at: [100, 100, 30, 40, 30, 150], shown: 3, camera });
  return labels.placed.map(({ gone }) => gone);
}"""


def test_a_name_that_an_edge_would_cut_goes_until_it_has_a_new_place(open_page):
    script = read_assets(("words.js", "apart.js", "labels.js"))
    stays, cut, picked = open_page("about:blank").evaluate(CALLS, script)
    assert not stays
    assert cut
    assert not picked, "what was picked keeps its name, cut or not"
