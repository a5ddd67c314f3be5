"""Choices of Set up that outlive a reload."""

from __future__ import annotations

import io

import pytest

from explorer.errors import NotOwner
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.runs.drafts import MOST
from explorer.runs.store import Store

OWNER, STRANGER = "ab" * 32, "cd" * 32


@pytest.fixture
def dataset_id(store: Store) -> str:
    return store.datasets.create("a.csv", io.BytesIO(b"a,b\n1,2\n"), OWNER)


def test_the_last_choice_is_kept_for_each_way_in(store, dataset_id):
    first, second = TrainingSpec(epochs=3), TrainingSpec(columns=(ColumnSpec("a", 4, "binned"),))
    store.drafts.keep(dataset_id, "", TrainingSpec(epochs=2), OWNER)
    store.drafts.keep(dataset_id, "", first, OWNER)
    store.drafts.keep(dataset_id, "run", second, OWNER)
    assert store.drafts.get(dataset_id, "") == (first,)
    assert store.drafts.get(dataset_id, "run") == (second,)
    assert store.drafts.get(dataset_id, "another") == ()


def test_each_objective_and_way_to_take_the_rows_has_its_own_the_latest_first(store, dataset_id):
    masked, predict = TrainingSpec(epochs=2), TrainingSpec("predict", target="b")
    lists = TrainingSpec("cooccurrence", item="a", separator="|")
    for spec in (masked, predict, TrainingSpec("cooccurrence"), lists, TrainingSpec(epochs=3)):
        store.drafts.keep(dataset_id, "", spec, OWNER)
    left = store.drafts.get(dataset_id, "")
    assert left == (TrainingSpec(epochs=3), lists, TrainingSpec("cooccurrence"), predict)


def test_one_recipe_of_an_earlier_version_is_still_read(store, dataset_id):
    file = store.places.dataset(dataset_id) / "drafts.json"
    file.write_text('{"": {"format": 1, "epochs": 3}}')
    assert store.drafts.get(dataset_id, "") == (TrainingSpec(epochs=3),)


def test_a_stranger_changes_nothing(store, dataset_id):
    with pytest.raises(NotOwner, match="Only the browser that made this may change what is"):
        store.drafts.keep(dataset_id, "", TrainingSpec(epochs=3), STRANGER)
    assert store.drafts.get(dataset_id, "") == ()


def test_they_do_not_pile_up(store, dataset_id):
    for i in range(MOST + 5):
        store.drafts.keep(dataset_id, f"run {i}", TrainingSpec(epochs=i + 1), OWNER)
    assert store.drafts.get(dataset_id, "run 4") == ()
    assert store.drafts.get(dataset_id, "run 5") == (TrainingSpec(epochs=6),)


def test_a_damaged_or_outdated_file_is_no_draft(store, dataset_id):
    file = store.places.dataset(dataset_id) / "drafts.json"
    for damaged in ('{"": ', "[]", '{"": {"format": 99}}', '{"": 7}', '{"": [7]}'):
        file.write_text(damaged)
        assert store.drafts.get(dataset_id, "") == ()


def test_forgotten_rows_take_the_draft_along(store, dataset_id):
    store.drafts.keep(dataset_id, "", TrainingSpec(epochs=3), OWNER)
    store.datasets.forget(dataset_id, OWNER)
    assert store.drafts.get(dataset_id, "") == ()
    store.drafts.keep(dataset_id, "", TrainingSpec(epochs=4), OWNER)
    assert store.drafts.get(dataset_id, "") == ()
