"""What is looked at, kept in the address alone: column, layout, color, category, open view.

A copied address shows the same to somebody else, and the browser's own way back works. The
address is read at the start of every run of the page and its words are matched as text against
what there is; what does not match is the default. Widgets write to the address when they change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args
from urllib.parse import urlencode

import streamlit as st

Name = Literal["view", "column", "map", "vectors", "color", "pick", "after"]
NAMES: tuple[Name, ...] = get_args(Name)
_ARRIVED = "arrived"
_FIRST_RUNS = 3


def chosen(name: Name, options: Sequence[str], default: str, key: str | None = None) -> str:
    """The option that the address names, else the default; hands it to the widget `key`."""
    wanted = st.query_params.get(name)
    value = wanted if wanted is not None and wanted in options else default
    if key is not None:
        hand(key, value)
    return value


def hand(key: str, value: str | None) -> None:
    """Give a widget what the address says; after the first runs only where it has something else.

    Setting it anew would take back a click on its way.
    """
    if _arriving() or st.session_state.get(key) != value:
        st.session_state[key] = value


def arrive(place: str) -> None:
    """Count the runs of the page at this place; called first in each.

    The first run of a session is overtaken by the one that brings the owner's secret. What it
    set may then never reach the browser, so the first few runs all set what is chosen.
    """
    before, runs = st.session_state.get(_ARRIVED, ("", 0))
    st.session_state[_ARRIVED] = (place, runs + 1 if before == place else 1)


def _arriving() -> bool:
    _, runs = st.session_state.get(_ARRIVED, ("", 0))
    return bool(runs <= _FIRST_RUNS)


def follow(name: Name, key: str, default: str, *stale: Name) -> None:
    """Callback of a widget: write what was chosen into the address.

    Args:
        stale: choices that mean nothing after this one.
    """
    value = st.session_state.get(key)
    _write({name: None if value == default else value, **dict.fromkeys(stale)})


def put(name: Name, value: str | None, default: str | None = None) -> None:
    """Write one choice; the default is not written, so that addresses stay short."""
    _write({name: None if value == default else value})


def leave(**to: str) -> None:
    """Go to another page of the app: its words replace all of this page's."""
    replacing: dict[str, str | Iterable[str]] = {**to}
    st.query_params.from_dict(replacing)


def _write(changes: Mapping[Name, str | None]) -> None:
    """All changes at once, and only when there are any: each write is a step of the way back."""
    before = st.query_params.to_dict()
    after: dict[str, str | Iterable[str]] = {
        name: value for name, value in before.items() if name not in changes
    }
    after.update((name, value) for name, value in changes.items() if value is not None)
    if after != before:
        st.query_params.from_dict(after)


def shared(run_id: str) -> str:
    """The address of this run as it is looked at now, relative to the app's own."""
    kept: dict[str, str] = {
        name: st.query_params[name] for name in NAMES if name in st.query_params
    }
    return "?" + urlencode({"run": run_id, **kept})
