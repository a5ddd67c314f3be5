"""What happens when two things are done at once to one file, from two tabs or by time."""

import io

import pytest
from waiting import people

from explorer.errors import ExplorerError, NotFound
from explorer.records.spec import TrainingSpec
from explorer.runs import drafts, start_job
from explorer.runs.endings import failed
from explorer.runs.files import replacing
from explorer.runs.reading_job import read_dataset
from explorer.runs.start_job import read_start

GONE = "The rows of people.csv were deleted."


def vectors(letter):
    """A file of vectors of the dishes, told from others by the letter of one more name."""
    return "".join(f"{name} 0.5 {i} 1.5\n" for i, name in enumerate(f"{letter}bcdefgh")).encode()


@pytest.fixture
def dataset(store, owner):
    """A file that a job has read."""
    dataset = store.datasets.create("people.csv", io.BytesIO(people(60)), owner)
    read_dataset(store, store.jobs.claim("read", "here", 1))
    return dataset


class Pieces(io.BytesIO):
    """A file that comes in two pieces; something happens between them."""

    def __init__(self, content, between):
        super().__init__(content)
        self.between = between

    def read(self, size=-1):
        if self.tell() and self.between:
            self.between, deed = None, self.between
            deed()
        return super().read(min(size, 5))


def files_of(store, dataset):
    return sorted(path.name for path in store.places.dataset(dataset).iterdir())


def test_of_two_label_files_that_come_in_at_once_neither_gets_bytes_of_the_other(
    store, dataset, owner
):
    def another():
        store.datasets.attach_labels(dataset, "b.csv", io.BytesIO(b"B" * 40), owner)

    store.datasets.attach_labels(dataset, "a.csv", Pieces(b"a" * 20, another), owner)
    assert store.places.labels_upload(dataset).read_bytes() == b"a" * 20
    assert store.datasets.labels_file(dataset)[0] == "a.csv"
    assert files_of(store, dataset) == ["labels", "table", "upload"]


@pytest.mark.parametrize("attach", ["attach_labels", "attach_start"])
def test_rows_forgotten_while_a_file_for_them_comes_in_say_so(store, dataset, owner, attach):
    stream = Pieces(b"a" * 20, lambda: store.datasets.forget(dataset, owner))
    with pytest.raises(NotFound, match=GONE):
        getattr(store.datasets, attach)(dataset, "a.csv", stream, owner)
    assert not store.places.dataset(dataset).exists()
    assert store.jobs.waiting_lanes() == set()


@pytest.mark.parametrize("attach", ["attach_labels", "attach_start"])
def test_a_file_that_comes_in_after_its_rows_went_does_not_make_their_folder_anew(
    store, dataset, owner, attach, monkeypatch
):
    may = store.datasets._may_attach

    def may_and_forget(*given):
        may(*given)
        store.datasets.forget(dataset, owner)

    monkeypatch.setattr(store.datasets, "_may_attach", may_and_forget)
    with pytest.raises(NotFound, match=GONE):
        getattr(store.datasets, attach)(dataset, "a.csv", io.BytesIO(b"a"), owner)
    assert not store.places.dataset(dataset).exists()


def meanwhile(monkeypatch, deed):
    """Something happens while vectors are being read."""

    def read_and(*given):
        monkeypatch.undo()
        try:
            return start_job.read_vectors(*given)
        finally:
            deed()

    monkeypatch.setattr(start_job, "read_vectors", read_and)


def read_next(store):
    job = store.jobs.claim("read", "here", 1)
    try:
        read_start(store, job)
    except ExplorerError as error:
        failed(store, job, error.message, error.mend)


def test_rows_forgotten_while_vectors_for_them_are_read_leave_nothing_behind(
    store, dataset, owner, monkeypatch
):
    store.datasets.attach_start(dataset, "a.txt", io.BytesIO(vectors("a")), owner)
    meanwhile(monkeypatch, lambda: store.datasets.forget(dataset, owner))
    job = store.jobs.claim("read", "here", 1)
    read_start(store, job)
    assert not store.places.dataset(dataset).exists()
    assert store.jobs.get(job.id).state == "done"


@pytest.mark.parametrize(
    "first", [vectors("a"), b"these are no vectors\n"], ids=["read", "refused"]
)
def test_vectors_chosen_while_others_are_read_take_their_place(
    store, dataset, owner, monkeypatch, first
):
    def choose():
        store.datasets.attach_start(dataset, "b.txt", io.BytesIO(vectors("B")), owner)

    store.datasets.attach_start(dataset, "a.txt", io.BytesIO(first), owner)
    meanwhile(monkeypatch, choose)
    read_next(store)
    start = store.datasets.get(dataset).start
    assert (start.name, start.digest, start.error) == ("b.txt", "", "")
    read_next(store)
    start = store.datasets.get(dataset).start
    assert (start.name, start.error) == ("b.txt", "")
    assert start.sentence == "8 vectors of 3 dimensions in b.txt"
    assert files_of(store, dataset) == ["starts", "table", "upload"]


def test_vectors_taken_away_while_they_are_read_stay_away(store, dataset, owner, monkeypatch):
    store.datasets.attach_start(dataset, "a.txt", io.BytesIO(vectors("a")), owner)
    meanwhile(monkeypatch, lambda: store.datasets.detach_start(dataset, owner))
    read_next(store)
    assert store.datasets.get(dataset).start is None


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
