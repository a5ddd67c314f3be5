"""Names that hold what nobody sees, or what turns a line around: the browser and the server."""

from __future__ import annotations

import sys

import pytest

from explorer.data.shown import BLANK, shown
from explorer.ui.mounting import read_assets

CALLS = """async ([script, last]) => {
  const source = `${script}\\nexport { plain };`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { plain } = await import(url);
  const [blank, within, edges] = [[], [], []];
  for (let code = 0; code <= last; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const sign = String.fromCodePoint(code);
    if (plain(sign) === "(blank)") blank.push(code);
    const found = plain(`a${sign}b`);
    if (found !== `a${sign}b`) within.push([code, found]);
    const edge = plain(`${sign}${sign}a${sign}`);
    if (edge !== `${sign}${sign}a${sign}`) edges.push([code, edge]);
  }
  return [blank, within, edges];
}"""


@pytest.fixture
def found(open_page):
    """What the browser makes of each sign: alone, within a name and at its ends."""
    script = read_assets(("words.js",))
    return open_page("about:blank").evaluate(CALLS, [script, sys.maxunicode])


def test_of_every_sign_browser_and_server_show_the_same(found):
    signs = [code for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    blank = [code for code in signs if shown(chr(code)) == BLANK]
    told = ((code, shown(f"a{chr(code)}b")) for code in signs)
    within = [[code, text] for code, text in told if text != f"a{chr(code)}b"]
    ends = ((chr(code) * 2 + "a" + chr(code), code) for code in signs)
    edges = [[code, shown(text)] for text, code in ends if shown(text) != text]
    assert found == [blank, within, edges]
    assert [0x20, "␣␣a␣"] in edges
    assert {0x20, 0x200B, 0x202E, 0x3164} <= set(blank)
    assert [0x202E, "ab"] in within
