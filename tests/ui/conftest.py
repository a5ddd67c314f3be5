"""Pages without a browser: a store of their own, files read at once, an owner."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from explorer.data.reading import read_table
from explorer.data.stored import save_table
from explorer.errors import ExplorerError
from explorer.runs.schema import connect
from explorer.runs.store import Store
from explorer.settings import Settings
from explorer.ui import boot
from explorer.ui.owner import OwnerSecret

APP = Path(__file__).parents[2] / "app.py"
SECRET, STRANGER = "ab" * 32, "cd" * 32


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store behind the pages; nobody works on its queue."""
    settings = Settings(home=tmp_path / "home", warm_spare=False, threads=1)
    store = Store(settings)
    engine = SimpleNamespace(store=store, warm=lambda: None)
    monkeypatch.setattr(boot, "engine", lambda: engine)
    return store


@pytest.fixture
def visit(store):
    """visit(data=..., secret=...) -> the page at that address, already run."""

    def visit(secret: str = SECRET, **address: str) -> AppTest:
        page = AppTest.from_file(APP, default_timeout=60)
        page.session_state["_owner_secret"] = OwnerSecret(secret, True)
        for name, value in address.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        return page

    return visit


@pytest.fixture
def uploaded(store):
    """uploaded(name, content) -> id of a dataset that a job would have read by now."""

    def upload(name: str, content: bytes, **about: object) -> str:
        dataset_id = store.datasets.create(name, io.BytesIO(content), SECRET, **about)
        upload = store.places.upload(dataset_id)
        ends = {"phase": "ready"}
        try:
            table = read_table(upload, name, about.get("options"))
            save_table(table, store.places.table(dataset_id), upload.stat().st_size)
        except ExplorerError as problem:
            ends = {"phase": "failed", "error": problem.message, "mend": problem.mend}
        with connect(store.places.database) as connection:
            for column, value in ends.items():
                connection.execute(
                    f"UPDATE datasets SET {column}=? WHERE id=?", (value, dataset_id)
                )
            connection.execute("DELETE FROM jobs")
        return dataset_id

    return upload


@pytest.fixture
def markup_of():
    """markup_of(page) -> all our own HTML of a page, the style sheet left out."""

    def read(page: AppTest) -> str:
        bodies = [element.value for element in page.get("html")]
        found = "\n".join(body for body in bodies if not body.startswith("<style"))
        return found.replace("\u00a0%", " %")  # that they stay together is not compared

    return read


@pytest.fixture
def said(markup_of):
    """said(page) -> what our own HTML of a page says, as one text."""
    return lambda page: html.unescape(re.sub("<[^>]+>", "", markup_of(page)))
