"""What happens when two things are done at once to one file, from two tabs or by time."""

import io

import pytest
from waiting import people

from explorer.records.spec import TrainingSpec
from explorer.runs import drafts
from explorer.runs.files import replacing
from explorer.runs.reading_job import read_dataset


@pytest.fixture
def dataset(store, owner):
    """A file that a job has read."""
    dataset = store.datasets.create("people.csv", io.BytesIO(people(60)), owner)
    read_dataset(store, store.jobs.claim("read", "here", 1))
    return dataset


def test_two_threads_that_replace_one_file_do_not_share_what_is_half_written(tmp_path):
    path = tmp_path / "drafts.json"
    with replacing(path) as one:
        one.write_bytes(b"one")
        with replacing(path) as other:
            other.write_bytes(b"the other")
        assert path.read_bytes() == b"the other"
    assert path.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["drafts.json"]


def test_a_choice_that_is_kept_while_the_rows_are_forgotten_is_no_fault(
    store, dataset, owner, monkeypatch
):
    def forget_first(value):
        store.datasets.forget(dataset, owner)
        return "{}"

    monkeypatch.setattr(drafts, "to_json", forget_first)
    store.drafts.keep(dataset, "", TrainingSpec(), owner)
    assert not store.places.dataset(dataset).exists()
