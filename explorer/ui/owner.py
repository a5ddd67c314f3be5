"""Who this browser is, and how it hands its links on.

The owner's secret is made by the browser and kept in its local storage, so that several tabs are
one owner. It travels over the socket alone, never in an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import streamlit as st

from explorer.ui.mounting import component

SECRET = re.compile(r"[0-9a-f]{64}")  # 256 random bits
_KNOWN = "_owner_secret"


@dataclass(frozen=True, slots=True)
class OwnerSecret:
    """The secret of this browser.

    Attributes:
        kept: by the browser, across tabs and visits; False when its storage is blocked, and
            then it lasts as long as this tab.
    """

    secret: str
    kept: bool


def owner_secret(key: str = "owner") -> OwnerSecret | None:
    """The secret of the browser in front of this session.

    The browser answers after the first run of a session, which costs one rerun; until then
    this is None.
    """
    known: OwnerSecret | None = st.session_state.get(_KNOWN)
    answer = component("owner")(
        key=key,
        data={"known": known is not None},
        on_owner_change=lambda: None,
    ).get("owner")
    if known is None and isinstance(answer, dict):
        secret = answer.get("secret")
        if isinstance(secret, str) and SECRET.fullmatch(secret):
            known = OwnerSecret(secret, bool(answer.get("kept")))
            st.session_state[_KNOWN] = known
    return known


def copy_field(key: str, text: str, *, label: str, button: str = "Copy") -> None:
    """A line of text with a button that copies it.

    Args:
        text: copied as it is; one that begins with "?" or "/" is an address of this app, which
            the browser completes.
        label: what it is, for everybody who cannot see the field.
    """
    component("copy")(key=key, data={"text": text, "label": label, "button": button})
