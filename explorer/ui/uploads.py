"""Taking a file from the browser to the store, and letting go of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.errors import ExplorerError
from explorer.settings import Settings
from explorer.ui import notices, words

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile


def offer(
    label: str,
    key: str,
    settings: Settings,
    take: Callable[[UploadedFile], None],
    types: list[str] | None = None,
    *,
    disabled: bool = False,
) -> None:
    """An upload box; a file dropped into it goes to `take` and is freed from memory.

    The box is new and empty after each file, also when `take` refused it, so that the next
    file can follow at once. A refusal is shown under the box until then.
    """
    turn = st.session_state.setdefault(f"{key}-turn", 0)
    uploaded = st.file_uploader(
        label,
        type=types,
        key=f"{key}-{turn}",
        max_upload_size=settings.max_upload_mb,
        disabled=disabled,
    )
    problem: ExplorerError | None = st.session_state.get(f"{key}-problem")
    if uploaded is None:
        if problem is not None:
            notices.error(problem)
        return
    st.session_state[f"{key}-turn"] = turn + 1
    st.session_state.pop(f"{key}-problem", None)
    try:
        take(uploaded)
    except ExplorerError as refused:
        st.session_state[f"{key}-problem"] = refused
    finally:
        _free(uploaded)
    st.rerun()


def _free(uploaded: UploadedFile) -> None:
    """Give the memory back now; Streamlit would keep the bytes until the session ends."""
    file_id = uploaded.file_id
    uploaded.close()
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)


def promise(settings: Settings) -> str:
    """What may be uploaded, and how long its rows are kept."""
    return (
        f"CSV, TSV, Excel or Parquet, also gzipped, or vectors (word2vec, GloVe, fastText) · up to"
        f" {settings.max_upload_mb} MB · "
        f"rows kept {words.hours(settings.keep_data_hours)} for you alone, then deleted"
    )
