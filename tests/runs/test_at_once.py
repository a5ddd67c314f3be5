"""What happens when two things are done at once to one file, from two tabs or by time."""

import io
import shutil

import pytest
from waiting import people, recipe

from explorer.errors import ExplorerError, NotFound
from explorer.records.spec import TrainingSpec
from explorer.records.table import ReadOptions
from explorer.runs import coloring, datasets, drafts, start_job
from explorer.runs.endings import failed
from explorer.runs.files import replacing
from explorer.runs.reading_job import read_dataset, read_labels_of
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


def read_next(store, read=read_start):
    """Do the job that waits, in this very process."""
    job = store.jobs.claim("read", "here", 1)
    try:
        read(store, job)
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


@pytest.mark.parametrize("first", [b"city,kin\ncity 1,a\n", b"\x00\x01"], ids=["read", "refused"])
def test_of_labels_that_are_read_while_others_come_in_nothing_is_said(
    store, dataset, owner, monkeypatch, first
):
    read_labels = coloring.read_labels

    def read_and_replace(*given):
        monkeypatch.undo()
        try:
            return read_labels(*given)
        finally:
            other = io.BytesIO(b"dish,group\ndish 1,b\n")
            store.datasets.attach_labels(dataset, "b.csv", other, owner)

    monkeypatch.setattr(coloring, "read_labels", read_and_replace)
    store.datasets.attach_labels(dataset, "a.csv", io.BytesIO(first), owner)
    read_next(store, read_labels_of)
    state = store.datasets.get(dataset)
    assert (state.labels, store.datasets.labels_file(dataset)) == (None, ("b.csv", ""))
    read_next(store, read_labels_of)
    assert store.datasets.get(dataset).labels.columns == ("group",)


def test_a_file_whose_training_begins_just_now_is_not_read_again(
    store, dataset, owner, monkeypatch
):
    transaction = datasets.transaction

    def submit_first(database):
        monkeypatch.undo()
        store.runs.submit(dataset, recipe(), owner)
        return transaction(database)

    monkeypatch.setattr(datasets, "transaction", submit_first)
    with pytest.raises(NotFound, match="itself was deleted after it was read"):
        store.datasets.read_again(dataset, ReadOptions(delimiter=";"), owner)
    assert store.datasets.get(dataset).phase == "ready"
    assert store.jobs.waiting_lanes() == {"train"}


def test_a_file_that_is_to_be_read_again_does_not_go_although_its_time_was_up(
    store, dataset, owner
):
    store.datasets.read_again(dataset, ReadOptions(), owner)
    store.datasets.erase_upload(dataset)  # it was due a moment ago
    assert store.datasets.get(dataset).bytes_kept
    assert store.places.upload(dataset).exists()


def test_rows_read_before_stay_where_the_file_is_gone_that_was_to_be_read_again(
    store, dataset, owner
):
    rows = store.datasets.get(dataset).summary
    store.datasets.read_again(dataset, ReadOptions(delimiter=";"), owner)
    store.places.upload(dataset).unlink()
    read_dataset(store, store.jobs.claim("read", "here", 1))
    state = store.datasets.get(dataset)
    assert (state.phase, state.bytes_kept, state.summary) == ("ready", False, rows)


def test_a_file_that_is_gone_before_it_was_read_says_so(store, dataset, owner):
    store.datasets.read_again(dataset, ReadOptions(), owner)
    store.places.upload(dataset).unlink()
    shutil.rmtree(store.places.table(dataset))
    with pytest.raises(NotFound, match=r"people\.csv itself was deleted before it was read"):
        read_dataset(store, store.jobs.claim("read", "here", 1))


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
