"""Which page an address means.

/              the first page
/?data=<id>    Set up of an uploaded file; with &from=<run id> filled in as that run was
/?run=<id>     a run: learning, or to explore
"""

from __future__ import annotations

import streamlit as st

from explorer.ui import arrival, dialogs, theme


def show() -> None:
    """Draw the page that the address names; what the script of the app calls."""
    page = st.Page(_page, title=theme.PRODUCT, url_path="", default=True)
    theme.frame(page)
    st.navigation([page], position="hidden").run()


def _page() -> None:
    with theme.page("The page"):
        arrival.arrive(_place())
        dialogs.keep_to(_place())
        _draw()
        # The first page is on the screen: time to have a training process ready.
        from explorer.ui import boot

        boot.engine().warm()


def _place() -> str:
    address = st.query_params
    return address.get("run") or address.get("data") or "home"


def _draw() -> None:
    # Imports wait until their page is asked for: the header is on the screen before them.
    if "run" in st.query_params:
        from explorer.ui import run_page

        run_page.show(st.query_params["run"])
    elif "data" in st.query_params:
        from explorer.ui import setup_page

        setup_page.show(st.query_params["data"], st.query_params.get("from"))
    else:
        # Also after a click on the header, which leaves the old address in the browser.
        st.query_params.clear()
        from explorer.ui import home_page

        home_page.show()
