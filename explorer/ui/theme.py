"""The frame around every page: title of the tab, style sheet, header with the way home."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.navigation.page import StreamlitPage

PRODUCT = "Embedding Explorer"
ASSETS = Path(__file__).parent / "assets"
STYLE = ASSETS / "theme.css"
ICON = (ASSETS / "icon.svg").read_text("utf-8")  # a Material icon would come from a font host
log = logging.getLogger("explorer.ui")


def frame(home: StreamlitPage) -> None:
    """Draw what stands on every page; before anything else, so that it is there at once."""
    st.set_page_config(
        page_title=PRODUCT, page_icon=ICON, layout="wide", initial_sidebar_state="collapsed"
    )
    st.html(STYLE)
    with st.container(key="header"):
        st.page_link(home, label=PRODUCT, icon="", help="")


def name_tab(name: str) -> None:
    """Say in the browser's tab what this page shows."""
    st.set_page_config(page_title=f"{name} · {PRODUCT}")


@contextmanager
def page(name: str) -> Iterator[None]:
    """A whole page that never ends in a traceback.

    An address that leads nowhere gets a page of its own with the way home, and so does our own
    mistake, whose traceback goes to the log.
    """
    from explorer.errors import ExplorerError

    try:
        yield
    except ExplorerError as problem:
        dead_end(_heading(problem), problem.message, problem.mend)
    except StreamlitAPIException:
        raise  # how the page is put together is wrong: tests must see it
    except Exception:
        log.exception("%s could not be shown", name)
        dead_end(
            "This page could not be shown",
            "A fault of ours is the reason; the server's log has the details.",
            "Your data and runs are untouched. Reload the page to try again.",
        )


def _heading(problem: Exception) -> str:
    from explorer.errors import NotFound, NotOwner

    if isinstance(problem, NotFound):
        return "Nothing is here"
    return "This is not yours to open" if isinstance(problem, NotOwner) else "This did not work"


def dead_end(heading: str, message: str, mend: str = "") -> None:
    """A page for an address that leads nowhere: why, what to do, the way home."""
    from explorer.ui import markup

    st.title(heading, anchor=False)
    markup.show("<p class='lead'>{message} {mend}</p>", message=message, mend=mend)
    if st.button("Go to the first page", type="primary", key="go-home"):
        st.query_params.clear()
        st.rerun()
