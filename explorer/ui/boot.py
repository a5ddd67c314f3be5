"""What one server process has once: the engine behind the pages, and its own garbage clock."""

from __future__ import annotations

import gc
import threading
import time

import streamlit as st

from explorer.runs.engine import Engine
from explorer.runs.engine import boot as start

COLLECT_EVERY = 45.0  # seconds; Streamlit's own collection after each rerun is switched off


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """Settings checked, store opened, supervisor at work. The first page pays for it.

    Raises:
        ExplorerError: a setting is wrong, or the home folder cannot be used.
    """
    started = start()
    threading.Thread(target=_collect, name="garbage", daemon=True).start()
    return started


def _collect() -> None:
    """Leave the imports out of every collection, and collect what sessions left in cycles.

    A full collection after each poll costs 60 ms with all imports (30 viewers saturate a core);
    with the imports frozen, once in 45 seconds costs a few milliseconds.
    """
    time.sleep(5)  # the first page's lazy imports come first
    gc.collect()
    gc.freeze()
    while True:
        gc.collect()
        time.sleep(COLLECT_EVERY)
