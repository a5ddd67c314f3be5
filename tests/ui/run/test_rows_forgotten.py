"""What a run shows of the rows of its file, who is told, and what goes with the rows."""

import errno
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from explorer.runs import bundle_job, bundles, recommender_file, runfile
from explorer.runs.bundle_job import write_bundle
from explorer.runs.bundles import WHOLE_RUN
from explorer.runs.files import replacing
from explorer.runs.janitor import Janitor
from explorer.runs.opening import open_file
from explorer.runs.ownership import hashed
from explorer.runs.schema import connect
from explorer.runs.training_job import train_run
from explorer.ui.run import header
from tests.ui.conftest import APP, SECRET, STRANGER
from tests.ui.run.pages import html, keys

VIEW = {"view": "What comes next"}


def model_of(store, run):
    return store.content(store.runs.get(run)).recommender()


def forgotten_by_its_owner(store, dataset):
    store.datasets.forget(dataset, SECRET)


def forgotten_when_time_is_up(store, dataset):
    Janitor(store).clean(time.time() + 3600 * (store.settings.keep_data_hours + 1))


@pytest.mark.parametrize("forget", [forgotten_by_its_owner, forgotten_when_time_is_up])
def test_real_histories_go_with_the_rows_and_guessing_stays(visit, store, ordered, forget):
    before = model_of(store, ordered)
    assert len(before.examples)
    assert "after-another" in keys(visit(STRANGER, run=ordered, **VIEW))
    forget(store, store.runs.get(ordered).dataset_id)
    after = model_of(store, ordered)
    assert (len(after.examples), len(after.answers), after.forgotten) == (0, 0, True)
    assert np.array_equal(after.items, before.items)
    page = visit(STRANGER, run=ordered, **VIEW)
    assert "after-another" not in keys(page)
    boxes = [box.value for box in page.selectbox if (box.key or "").startswith("after-")]
    assert boxes == [None] * 5
    assert (
        "The real histories that could be looked at here were deleted with the rows of the file."
        " Compose one by hand."
    ) in html(page)
    assert "In the data," not in html(page)
    page.selectbox(key="after-4").select("jam").run()
    assert "class='next'" in html(page)


def test_whole_runs_that_were_prepared_before_go_too(store, ordered):
    state = store.runs.get(ordered)
    prepared = bundles.place(state, store.places.run(ordered), WHOLE_RUN)
    prepared.parent.mkdir()
    prepared.write_bytes(store.run_file(state))
    store.datasets.forget(state.dataset_id, SECRET)
    assert list(prepared.parent.iterdir()) == []


def left_of_a_whole_run(store, run):
    """A whole run that was being written by a worker that was killed."""
    path = store.places.run(run) / bundles.FOLDER / f".run.{16 * '0'}.12345.part"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"with real histories")
    return path


@pytest.mark.parametrize("n", [-1, 4])
def test_a_damaged_file_that_may_hold_histories_goes_as_a_whole(store, ordered, n):
    path = store.places.run(ordered) / recommender_file.NAME
    path.write_bytes(path.read_bytes()[:n])
    left = left_of_a_whole_run(store, ordered)
    store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    assert not path.exists()
    assert not left.exists()


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("forget", [forgotten_by_its_owner, forgotten_when_time_is_up])
def test_a_full_disk_keeps_neither_the_rows_nor_their_histories(
    store, ordered, forget, monkeypatch
):
    monkeypatch.setattr(recommender_file, "write", full)
    dataset = store.runs.get(ordered).dataset_id
    forget(store, dataset)
    assert store.datasets.get(dataset).forgotten
    assert not store.places.dataset(dataset).exists()
    assert not (store.places.run(ordered) / recommender_file.NAME).exists()


def test_a_whole_run_that_is_being_made_while_the_rows_are_forgotten_does_not_stay(
    store, ordered, monkeypatch
):
    state = store.runs.get(ordered)
    monkeypatch.setattr(bundles, "LARGE", 0)
    store.request_bundle(state, WHOLE_RUN)
    made = bundles.content_of

    def forget_meanwhile(*of):
        content = made(*of)
        store.datasets.forget(state.dataset_id, SECRET)
        return content

    monkeypatch.setattr(bundles, "content_of", forget_meanwhile)
    write_bundle(store, store.jobs.claim("project", "here", 1))
    assert list((store.places.run(ordered) / bundles.FOLDER).iterdir()) == []
    assert store.bundle_phase(state, WHOLE_RUN) == ("none", "")


def test_a_whole_run_that_is_being_moved_into_place_while_the_rows_are_forgotten_is_not_missed(
    store, ordered, monkeypatch
):
    state = store.runs.get(ordered)
    monkeypatch.setattr(bundles, "LARGE", 0)
    store.request_bundle(state, WHOLE_RUN)

    def forget_meanwhile(path, content):
        with replacing(path) as partial:
            partial.write_bytes(content)
            store.datasets.forget(state.dataset_id, SECRET)
            assert not partial.exists()

    monkeypatch.setattr(bundle_job, "write_bytes", forget_meanwhile)
    job = store.jobs.claim("project", "here", 1)
    write_bundle(store, job)
    assert list((store.places.run(ordered) / bundles.FOLDER).iterdir()) == []
    assert store.jobs.get(job.id).state == "done"


def test_an_end_while_histories_are_deleted_leaves_no_whole_run_behind(store, ordered, monkeypatch):
    class Ended(BaseException):
        pass

    def end(*_):
        raise Ended

    left = left_of_a_whole_run(store, ordered)
    write = recommender_file.write
    monkeypatch.setattr(recommender_file, "write", lambda *of: [write(*of), end()])
    with pytest.raises(Ended):
        store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    assert not len(model_of(store, ordered).examples)
    assert not left.exists()


def test_a_result_that_comes_after_the_rows_were_forgotten_is_stored_without_histories(
    store, ordered, monkeypatch
):
    """Of a worker whose job was given to another server, and ended there."""
    dataset = store.runs.get(ordered).dataset_id
    run = store.runs.submit(dataset, store.runs.get(ordered).spec, SECRET)
    write = recommender_file.write

    def forget_and_write(*of):
        with connect(store.places.database) as connection:
            connection.execute("UPDATE datasets SET forgotten=1 WHERE id=?", (dataset,))
        monkeypatch.undo()
        write(*of)

    monkeypatch.setattr(recommender_file, "write", forget_and_write)
    train_run(store, store.jobs.claim("train", "here", 1), threading.Event())
    model = model_of(store, run)
    assert (len(model.examples), model.forgotten) == (0, True)


def test_what_an_end_in_between_left_of_forgotten_rows_goes_at_the_first_round(store, ordered):
    dataset = store.runs.get(ordered).dataset_id
    with connect(store.places.database) as connection:
        connection.execute("UPDATE datasets SET forgotten=1 WHERE id=?", (dataset,))
    Janitor(store).clean(time.time())
    assert not len(model_of(store, ordered).examples)
    assert not store.places.dataset(dataset).exists()


def test_the_first_round_reads_no_more_than_the_header_of_what_was_learned(
    store, ordered, monkeypatch
):
    store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    monkeypatch.setattr(recommender_file, "read", full)
    path = store.places.run(ordered) / recommender_file.NAME
    Janitor(store).clean(time.time())
    assert path.exists()


def test_a_run_that_came_as_a_file_keeps_its_real_histories(store, ordered, tmp_path):
    path = tmp_path / "run.zip"
    path.write_bytes(runfile.write(store.runs.get(ordered), store.places.run(ordered)))
    sample = open_file(store, path, hashed(SECRET), "sample", "shop")
    store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    assert len(model_of(store, sample).examples)
    Janitor(store).clean(time.time())
    assert len(model_of(store, sample).examples)


def test_the_stored_form_of_an_older_version_has_forgotten_nothing(store, ordered):
    model = model_of(store, ordered)
    facts = model.facts()
    del facts["forgotten"]
    assert not type(model).of(model.arrays(), facts).forgotten
    emptied = model.without_examples()
    assert recommender_file.from_bytes(recommender_file.to_bytes(emptied)).forgotten
    assert not replace(emptied, forgotten=False).without_examples().forgotten


def shared(visit, run):
    page = visit(run=run)
    page.button(key="share").click().run()
    return " ".join(element.value for element in page.markdown)


def test_sharing_says_which_rows_of_the_file_are_seen(visit, store, ordered):
    n = len(model_of(store, ordered).examples)
    said = shared(visit, ordered)
    assert f"begins with **{n} real histories of the file**" in said
    assert "They do not get the file or more of its rows than is said below, and" in said
    store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    said = shared(visit, ordered)
    assert "real histor" not in said
    assert "They do not get the file or more of its rows than is said below, and" in said


def test_what_outlasts_forgetting_is_said_in_the_same_words_everywhere(visit, store, ordered):
    sentences = [
        "A whole-run file that somebody took away keeps them, and so do copies opened from it.",
        "What each item was followed by stays with the run, and may tell a row of the file where"
        " items are rare.",
    ]
    dataset = store.runs.get(ordered).dataset_id
    readme = " ".join((APP.parent / "README.md").read_text().split())
    for told in (shared(visit, ordered), html(visit(data=dataset)), readme):
        assert all(sentence in told for sentence in sentences)
    store.datasets.forget(dataset, SECRET)
    assert sentences[1] in shared(visit, ordered)


def test_of_other_objectives_nothing_is_said_of_what_followed(visit, run):
    said = shared(visit, run)
    assert "followed by" not in said
    assert "They do not get the file or its rows and" in said


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ("ordered", "The real histories that “What comes next” begins with are deleted, too"),
        ("coded", "A map of rows goes on showing the values of the rows on it."),
    ],
)
def test_who_forgets_the_rows_is_told_what_becomes_of_those_that_runs_show(
    visit, store, request, made, told
):
    run = request.getfixturevalue(made)
    page = visit(data=store.runs.get(run).dataset_id)
    assert told in html(page)


def test_rows_that_could_not_be_deleted_from_the_page_of_a_run_are_told_calmly(
    visit, store, ordered, monkeypatch
):
    monkeypatch.setattr(header.st, "menu_button", lambda *_, **__: header.FORGET)
    monkeypatch.setattr(store.datasets, "clear", full)
    page = visit(run=ordered)
    page.button(key="forget-yes").click().run()
    assert not page.exception
    assert "Deleting could not be shown because of a fault of ours" in html(page)
