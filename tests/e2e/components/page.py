"""A page of our components with made-up data, for the browser tests.

The address says what to show: n (points), frames, live (1: a frame per poll), missed (the place of
one that never comes by a poll), late (seconds by which the frames come after the finished map), lap
(how far the best frame is learned on at the end), play, names ("plain", "markup", "alike", "ranges"
or "rows"), column ("heap": all in one place), ready (0: nothing to draw yet), most (the high end of
the scale of "Other colors"), more (added to its values, which are years then), rest (where the
training loss ends), gap (how far below held out), shake (of the training loss, up and down), blind
(what guessing costs).
"""

from __future__ import annotations

import time

import numpy as np
import streamlit as st
from made_up import DARK, LIGHT, coordinates, groups, names_of, neighbors_of

from explorer.records.embedding import CATEGORY, MISSING, RARE
from explorer.records.training import Point
from explorer.ui.losses import Losses, loss_chart
from explorer.ui.map import (
    Focus,
    Frame,
    Paint,
    Scene,
    embedding_map,
    find_category,
    map_focus,
    map_frames,
    pack_entries,
    pack_frames,
    pack_layout,
    pack_paint,
)
from explorer.ui.neighbors import Neighbor, NeighborPanel, neighbor_panel
from explorer.ui.owner import copy_field, owner_secret

asked = st.query_params
n = int(asked.get("n", "60"))
n_frames = int(asked.get("frames", "12"))
st.set_page_config(layout="wide")


def pick(index: int | None) -> None:
    st.session_state.picked = index
    st.session_state.picks = st.session_state.get("picks", 0) + 1


session = st.session_state
session.setdefault("tick", 0)
session.setdefault("picked", None)
live = asked.get("live") == "1" and not session.get("done")
with st.container(horizontal=True):
    if st.button("Other column", key="column"):
        session.chosen = "other" if session.get("chosen", "main") == "main" else "main"
        session.picked = None
    if st.button("Other colors", key="colors"):
        session.scale = not session.get("scale", False)
    if st.button("Finish", key="finish"):
        session.done, live = True, False
    if st.button("Other space", key="space"):
        session.umap = not session.get("umap", False)
    of_rows = asked.get("names") == "rows"
    find_category(
        "main",
        thing="row" if of_rows else "category",
        n_numbered=2000 if of_rows else 0,
        on_pick=pick,
    )
column = asked.get("column") or session.get("chosen", "main")
scene_id = f"run/{column}"
names = names_of(n, column, asked.get("names", "plain"))
counts = np.maximum(1000 // (np.arange(n) + 1), 1).astype(np.int64) * (not of_rows)
kinds = np.full(n, CATEGORY, np.uint8)
if n > 20:
    kinds[-2:] = (RARE, MISSING)
best_step = 10 * max(n_frames - 3, 0)


def frame(at: int) -> Frame:
    share = at / max(n_frames - 1, 1)
    if not live and 10 * at == best_step:
        share += float(asked.get("lap", "0"))
    framed = int(asked.get("framed", n))
    return Frame(10 * at, float(at), coordinates(n, share, column)[:framed])


def packed(frames: list[Frame]) -> bytes:
    return pack_frames(
        scene_id,
        "pca",
        frames,
        best_step=best_step,
        total_steps=10 * (n_frames - 1),
        total_epochs=n_frames - 1,
    )


if session.get("scale"):
    ramp = tuple(f"#{v:02x}60{255 - v:02x}" for v in range(0, 256, 32))
    codes = (np.arange(n) * 8 // max(n, 1)).astype(np.uint16)
    paint = Paint(
        "rows",
        codes,
        ramp,
        ramp,
        ends=("1", asked.get("most", "1,000")),
        values=counts.astype(np.float32) + float(asked.get("more", "0")),
        years="more" in asked,
    )
else:
    paint = Paint("kind", groups(n), LIGHT, DARK, groups=tuple(f"Group {k + 1}" for k in range(8)))

seen = session.tick if live else n_frames
focus = (
    Focus(session.picked, neighbors_of(n, session.picked, column))
    if session.picked is not None
    else Focus()
)
layout = None
if not live and session.get("umap"):
    layout = pack_layout(scene_id, "umap", coordinates(n, 1, column)[:, ::-1] * 7 + 20)
elif not live:
    layout = pack_layout(scene_id, "pca", frame(best_step // 10).xy, best_step)
ready = asked.get("ready", "1") == "1"
late = 0.0 if live else float(asked.get("late", "0"))
left, right = st.columns([68, 32])
with left:
    embedding_map(
        "main",
        Scene(
            id=scene_id,
            entries=pack_entries(scene_id, names, counts, kinds),
            paint=pack_paint(scene_id, paint),
            layout=layout if ready else None,
            frames=packed([frame(k) for k in range(min(seen, n_frames))])
            if ready and not late
            else None,
            focus=focus,
            title="Names that fit the same gaps stand close together",
            alt=f"A map of {n} names in 8 groups.",
            caption="PCA keeps 61 % of the variance; 8 of 10 neighbors on the map are true ones.",
            message="The first map appears after the first step.",
            live=live,
            play=asked.get("play", "no"),
            note="learned in 0.3 s, shown slowly",
            replay_seconds=float(asked.get("seconds", "1.5")),
        ),
        on_pick=pick,
    )
    if late:
        time.sleep(late)
        map_frames("main", packed([frame(k) for k in range(n_frames)]))

with right:
    gap, rest = float(asked.get("gap", "0.1")), float(asked.get("rest", "0.5"))
    shake = float(asked.get("shake", "0"))
    history = [
        Point(
            10 * k,
            float(k),
            2.6 * 0.86**k + rest + shake * (-1) ** k,
            2.6 * 0.87**k + rest + gap,
            0.1 * k,
        )
        for k in range(n_frames)
    ]

    @st.fragment(run_every=0.25 if live else None)
    def poll() -> None:
        if live and ready:
            at = min(session.tick, n_frames - 1)
            if at != int(asked.get("missed", "-1")):
                map_frames("main", packed([frame(at)]))
            if session.picked is not None:
                focus_now = Focus(session.picked, neighbors_of(n, session.picked, column))
                map_focus("main", focus_now, scene_id)
            session.tick += 1
        loss_chart(
            "losses",
            Losses(
                points=history[: session.tick] if live else history,
                title="It has learned something",
                sentence="0.73 nats on held-out cells; guessing by frequency costs 2.61",
                blind=float(asked.get("blind", "2.61")),
                best_step=best_step if not live else None,
                total_epochs=n_frames - 1,
            ),
        )
        st.text(f"ticks {session.tick}")

    poll()
    panel = NeighborPanel()
    if session.picked is not None:
        panel = NeighborPanel(
            index=session.picked,
            name=names[session.picked],
            seen=f"seen {counts[session.picked]} times",
            sub="Nearest by cosine, in all 16 dimensions",
            neighbors=tuple(
                Neighbor(
                    i,
                    names[i],
                    cosine if place < 6 else -0.2,
                    int(counts[i]),
                    LIGHT[groups(n)[i]],
                    DARK[groups(n)[i]],
                    low=bool(counts[i] < 5),
                )
                for place, (i, cosine) in enumerate(focus.neighbors)
            ),
            hint="Names seen fewer than 5 times are placed by little evidence.",
        )
    neighbor_panel("panel", panel, room="main", on_pick=pick)
    owner = owner_secret()
    st.text(f"owner {owner.secret if owner else '-'} {owner.kept if owner else ''}")
    copy_field("share", "?run=abc", label="Link to this run")
st.text(f"picked {session.picked} picks {session.get('picks', 0)} live {live}")
