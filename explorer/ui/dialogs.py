"""The dialog that is open, drawn again whenever its page is.

Streamlit shows a dialog only while it is called. The page of a run is drawn anew as the run enters
another phase, so one that its button alone calls would be gone between the question and the click.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

Name = Literal["share", "delete", "forget"]
_OPEN = "dialog"  # place, and the name of the dialog that is open there; "" for none


def keep_to(place: str) -> None:
    """Forget what was open at another place; called first in each run of a page."""
    if st.session_state.get(_OPEN, ("", ""))[0] != place:
        st.session_state[_OPEN] = (place, "")


def wanted(name: Name, asked: bool) -> bool:
    """Whether a dialog is to be drawn.

    Args:
        asked: somebody has asked for it just now.
    """
    place, is_open = st.session_state.get(_OPEN, ("", ""))
    if asked:
        st.session_state[_OPEN] = (place, name)
    return asked or is_open == name


def close() -> None:
    """The dialog was closed, or its deed is done; what it is dismissed with."""
    place, _ = st.session_state.get(_OPEN, ("", ""))
    st.session_state[_OPEN] = (place, "")
