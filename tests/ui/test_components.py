"""The Python side of our components, without a browser."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from explorer.ui.parcels import unpack

SECRET = "0123456789abcdef" * 4


def parcels_of(app: AppTest) -> dict[tuple[str, str], dict[str, Any]]:
    """What was sent to which room and topic: the headers."""
    sent = {}
    for element in app.get("bidi_component"):
        data = element.proto.bytes
        if not data:
            continue
        length = int.from_bytes(data[:4], "little")
        address = json.loads(data[4 : 4 + length])
        sent[address["room"], address["topic"]] = unpack(data[4 + length :])[0]
    return sent


def map_page() -> None:
    import numpy as np
    import streamlit as st

    from explorer.ui.map import Focus, Paint, Scene, embedding_map, pack_entries, pack_paint

    codes = np.zeros(3, np.uint16)
    embedding_map(
        "main",
        Scene(
            id="run/c",
            entries=pack_entries("run/c", ["a", "b", "c"], np.ones(3, int), codes.astype("u1")),
            paint=pack_paint("run/c", Paint("kind", codes, ("#000000",), ("#FFFFFF",))),
            focus=Focus(st.session_state.get("picked"), ((1, 0.5),)),
            title="Three letters",
        ),
        on_pick=lambda index: st.session_state.update(picked=index),
    )


def test_every_parcel_of_a_map_names_the_same_scene():
    app = AppTest.from_function(map_page, default_timeout=30).run()
    assert not app.exception
    sent = parcels_of(app)
    assert set(sent) == {
        ("main", topic) for topic in ("words", "entries", "paint", "layout", "frames", "focus")
    }
    assert {header["scene"] for header in sent.values()} == {"run/c"}
    assert sent["main", "words"]["title"] == "Three letters"


def loss_page() -> None:
    from explorer.records.training import Point
    from explorer.ui.losses import Losses, loss_chart

    points = [Point(0, 0.0, float("nan"), 2.0, 0.0), Point(5, 1.0, 1.5, 1.75, 0.4)]
    loss_chart("losses", Losses(points, "It learns", blind=2.5, best_step=5))


def test_loss_that_is_not_known_yet_is_left_out_not_drawn_as_zero():
    app = AppTest.from_function(loss_page, default_timeout=30).run()
    assert not app.exception
    header = parcels_of(app)["losses", "losses"]
    assert header["points"][0][2] is None
    assert header["points"][1] == [5, 1.0, 1.5, 1.75, 0.4]
    assert header["blind"] == 2.5


def owner_page() -> None:
    import streamlit as st

    from explorer.ui.owner import owner_secret

    st.text(repr(owner_secret()))


def test_secret_is_unknown_until_the_browser_answers_and_then_kept_for_the_session():
    app = AppTest.from_function(owner_page, default_timeout=30).run()
    assert app.text[0].value == "None"
    app.session_state["owner"] = {"owner": {"secret": SECRET, "kept": True}}
    app.run()
    assert SECRET in app.text[0].value
    app.run()
    assert "kept=True" in app.text[0].value


def test_answer_that_is_no_secret_of_ours_is_not_taken():
    app = AppTest.from_function(owner_page, default_timeout=30).run()
    app.session_state["owner"] = {"owner": {"secret": "../../etc/passwd", "kept": True}}
    app.run()
    assert app.text[0].value == "None"


def test_a_percent_sign_stays_on_the_line_of_its_number_beside_the_map():
    def losses() -> None:
        from explorer.ui.losses import Losses, loss_chart

        loss_chart("losses", Losses((), "Loss", "Found: 61 %, popularity 51 %.", note="9 % of it"))

    sent = parcels_of(AppTest.from_function(losses).run())["losses", "losses"]
    assert sent["sentence"] == "Found: 61\u00a0%, popularity 51\u00a0%."
    assert sent["note"] == "9\u00a0% of it"
