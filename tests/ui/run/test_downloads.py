"""Take away of a run whose files are large: prepare, wait, download."""

import pytest

from explorer.runs import bundles, endings
from explorer.runs.bundle_job import write_bundle
from explorer.runs.bundles import EVERYTHING

STRANGER = "cd" * 32
NAME = "animals_embeddings.zip"


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch):
    monkeypatch.setattr(bundles, "LARGE", 0)


def offered(page):
    """Keys of what can be prepared, is being prepared, and can be downloaded."""
    assert not page.exception
    keys = [button.key for button in page.button]
    return (
        {key.removeprefix("prepare-") for key in keys if key.startswith("prepare-")},
        {key.removeprefix("preparing-") for key in keys if key.startswith("preparing-")},
        {button.proto.label for button in page.get("download_button")},
    )


def test_a_small_file_is_downloaded_at_the_click(visit, run, monkeypatch):
    monkeypatch.setattr(bundles, "LARGE", 10**9)
    prepare, preparing, download = offered(visit(run=run, view="Take away"))
    assert (prepare, preparing) == (set(), set())
    assert {"Everything as zip", "The whole run as a file", "Losses as CSV"} <= download


def test_a_visitor_has_a_large_file_prepared_and_everybody_downloads_it(visit, store, run):
    page = visit(secret=STRANGER, run=run, view="Take away")
    prepare, preparing, download = offered(page)
    assert {NAME, "animals_run.zip", "animal.csv", "animal.parquet"} <= prepare
    assert preparing == set()
    assert download == {"The map as a web page", "Losses as CSV"}

    page.get_by_key(f"prepare-{NAME}").click().run()
    prepare, preparing, download = offered(page)
    assert preparing == {NAME}
    assert NAME not in prepare
    assert "Everything as zip" not in download

    assert offered(visit(run=run, view="Take away"))[1] == {NAME}, "the owner sees it come"
    (job,) = store.jobs.of("bundle", run=run)
    write_bundle(store, store.jobs.claim("project", "a server", 1))
    assert store.jobs.get(job.id).state == "done"
    for seen in (page.run(), visit(run=run, view="Take away")):
        prepare, preparing, download = offered(seen)
        assert preparing == set()
        assert "Everything as zip" in download
        assert "animals_run.zip" in prepare
    state = store.runs.get(run)
    assert store.bundle_content(state, EVERYTHING) == store.bundle(state, EVERYTHING).read_bytes()


def test_a_file_that_could_not_be_prepared_says_why_and_is_offered_again(visit, store, run, said):
    page = visit(run=run, view="Take away")
    page.get_by_key(f"prepare-{NAME}").click().run()
    job = store.jobs.claim("project", "a server", 1)
    endings.failed(store, job, "The disk is full.", "Free some space.")
    page.run()
    assert f"{NAME} could not be prepared. The disk is full. Free some space." in said(page)
    page.get_by_key(f"prepare-{NAME}").click().run()
    assert offered(page)[1] == {NAME}
    assert "The disk is full" not in said(page)


def test_all_columns_of_a_format_are_prepared_as_one_file(visit, store, run):
    page = visit(run=run, view="Take away")
    page.get_by_key("take-which").set_value("All columns").run()
    page.get_by_key("prepare-animals_word2vec.zip").click().run()
    assert offered(page)[1] == {"animals_word2vec.zip"}
    (job,) = store.jobs.of("bundle", run=run)
    assert job.arguments == {"holds": "columns", "format": "word2vec", "column": None}
