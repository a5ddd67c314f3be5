"""What a run shows of the rows of its file, who is told, and what goes with the rows."""

import time
from dataclasses import replace

import numpy as np
import pytest

from explorer.runs import bundles, histories, recommender_file, runfile
from explorer.runs.bundles import WHOLE_RUN
from explorer.runs.janitor import Janitor
from explorer.runs.opening import open_file
from explorer.runs.ownership import hashed
from explorer.runs.schema import connect
from tests.ui.conftest import SECRET, STRANGER
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


def test_a_damaged_file_that_may_hold_histories_goes_as_a_whole(store, ordered):
    path = store.places.run(ordered) / recommender_file.NAME
    path.write_bytes(path.read_bytes()[:-1])
    store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    assert not path.exists()


def test_histories_of_rows_that_were_forgotten_by_an_earlier_version_go_at_the_first_round(
    store, ordered
):
    dataset = store.runs.get(ordered).dataset_id
    with connect(store.places.database) as connection:
        connection.execute("UPDATE datasets SET forgotten=1 WHERE id=?", (dataset,))
    Janitor(store).clean(time.time())
    assert not len(model_of(store, ordered).examples)


def test_a_run_that_came_as_a_file_keeps_its_real_histories(store, ordered, tmp_path):
    path = tmp_path / "run.zip"
    path.write_bytes(runfile.write(store.runs.get(ordered), store.places.run(ordered)))
    sample = open_file(store, path, hashed(SECRET), "sample", "shop")
    store.datasets.forget(store.runs.get(ordered).dataset_id, SECRET)
    assert len(model_of(store, sample).examples)
    histories.forget_gone(store.places)
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
