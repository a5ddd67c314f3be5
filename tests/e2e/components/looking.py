"""A Streamlit script: a part that looks again until it has looked four times, beside the page."""

import streamlit as st

from explorer.ui.again import look_again

runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.write(f"runs of the page: {runs}")


@st.fragment
def part() -> None:
    looks = st.session_state["looks"] = st.session_state.get("looks", 0) + 1
    st.write(f"looks: {looks}")
    if looks < 4:
        look_again("again", 0.2)


part()
