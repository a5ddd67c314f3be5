"""A component's script that newer data overtook while it was on its way: Streamlit then calls its
cleanup though the element stays, at once after a later call has begun to serve it."""

from __future__ import annotations

import json

import pytest

from explorer.ui.mounting import SCRIPTS, read_assets
from explorer.ui.parcels import pack

CALLS = """async ([script, first, second]) => {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const draw = (await import(url)).default;
  const host = document.body.appendChild(document.createElement("div"));
  const parentElement = host.attachShadow({ mode: "open" });
  const data = (given) => (Array.isArray(given) ? new Uint8Array(given) : given);
  const call = (given) => draw({ data: data(given), parentElement, setTriggerValue() {} });
  const said = () => window.__embeddingExplorer?.rooms.get("room")?.parcels.get("topic")?.said;
  const seen = () => [parentElement.childElementCount, said() ?? null];
  const [overtaken, last] = [call(first), call(second)];
  overtaken();
  const kept = seen();
  host.remove();
  last();
  return [kept, seen()];
}"""
DRAWN = {
    "map": {"room": "room", "picks": True},
    "find": {"room": "room", "thing": "category", "numbered": 0},
    "losses": {"room": "room"},
    "neighbors": {"room": "room", "map": "room"},
    "copy": {"text": "https://maps.test/?run=1", "label": "Link", "button": "Copy"},
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_stays_until_its_element_is_gone(open_page, name):
    page = open_page("about:blank")
    kept, left = page.evaluate(CALLS, [read_assets(SCRIPTS[name]), DRAWN[name], DRAWN[name]])
    assert kept[0] == 1
    assert left[0] == 0


def test_a_parcel_stays_in_its_room_until_its_element_is_gone(open_page):
    def parcel(said: str) -> list[int]:
        address = json.dumps({"room": "room", "topic": "topic"}).encode()
        return list(len(address).to_bytes(4, "little") + address + pack({"said": said}))

    page = open_page("about:blank")
    script = read_assets(SCRIPTS["parcel"])
    kept, left = page.evaluate(CALLS, [script, parcel("first"), parcel("second")])
    assert kept == [0, "second"]
    assert left == [0, None]
