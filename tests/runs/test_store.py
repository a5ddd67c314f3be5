import io
import os
import sqlite3
import time

import pytest

from explorer.errors import ExplorerError, LimitError, NotFound, NotOwner, SpecError
from explorer.records.table import ReadOptions
from explorer.runs import forgetting
from explorer.runs.janitor import Janitor
from explorer.runs.ownership import new_secret
from explorer.runs.places import new_id
from explorer.runs.queue import wait_seconds
from explorer.runs.schema import VERSION, connect
from explorer.runs.store import Store
from explorer.settings import Settings


def upload(store, owner, content=b"a,b\n1,2\n", **more):
    return store.datasets.create("folder/people.csv", io.BytesIO(content), owner, **more)


def test_an_upload_waits_to_be_read_under_its_own_name(store, owner, wakes):
    dataset_id = upload(store, owner)
    state = store.datasets.get(dataset_id)
    assert (state.name, state.phase, state.bytes_kept) == ("people.csv", "waiting", True)
    assert [job.kind for job in [store.jobs.claim("read", "here", 1)]] == ["read"]
    assert wakes, "the supervisor is told at once"


def test_an_upload_above_the_limit_is_refused_and_leaves_nothing(tmp_path, owner):
    store = Store(Settings(home=tmp_path, max_upload_mb=1))
    with pytest.raises(LimitError) as caught:
        upload(store, owner, b"x" * 1_000_001)
    assert str(caught.value) == (
        "people.csv is larger than 1 MB. Leave out rows or columns, or compress it with gzip."
    )
    assert list((tmp_path / "datasets").iterdir()) == []
    with pytest.raises(LimitError, match="is empty"):
        upload(store, owner, b"")


def test_what_was_read_survives_the_way_through_the_database(store, dataset, summary):
    assert store.datasets.get(dataset).summary == summary


@pytest.mark.parametrize(
    "address", ["", "../../etc", "A" * 32, "0" * 31, "0" * 32, "x'--", "ä" * 32]
)
def test_an_address_that_leads_nowhere_says_so(store, address):
    with pytest.raises(NotFound, match="This address leads to no file here"):
        store.datasets.get(address)
    with pytest.raises(NotFound, match="This link leads to no run here"):
        store.runs.get(address)


def test_only_the_owners_secret_changes_a_dataset(store, dataset, spec):
    for stranger in (None, "", "x", new_secret()):
        assert not store.datasets.owned(dataset, stranger)
        for deed in (
            lambda who: store.datasets.forget(dataset, who),
            lambda who: store.datasets.read_again(dataset, ReadOptions(), who),
            lambda who: store.datasets.attach_labels(dataset, "l.csv", io.BytesIO(b"a"), who),
            lambda who: store.runs.submit(dataset, spec, who),
        ):
            with pytest.raises(NotOwner, match="Only the browser that made this may"):
                deed(stranger)
    assert not store.datasets.get(dataset).forgotten


def test_only_the_owners_secret_changes_a_run(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    for stranger in (None, "", new_secret()):
        for deed in (store.runs.pause, store.runs.stop, store.runs.resume, store.runs.delete):
            with pytest.raises(NotOwner):
                deed(run, stranger)
    assert store.runs.get(run).phase == "queued"
    assert store.runs.owned(run, owner)


def test_the_secret_itself_is_nowhere_on_disk(store, dataset, owner, spec, settings):
    store.runs.submit(dataset, spec, owner)
    for path in settings.home.rglob("*"):
        assert path.is_dir() or owner.encode() not in path.read_bytes()


def test_a_submitted_run_waits_in_the_queue_and_knows_its_place(store, dataset, owner, spec):
    runs = [store.runs.submit(dataset, spec, owner, estimate=10.0) for _ in range(4)]
    assert [store.runs.get(run).place for run in runs] == [1, 2, 3, 4]
    assert [store.runs.get(run).wait_seconds for run in runs] == [0.0, 0.0, 10.0, 10.0]
    first = store.jobs.claim("train", "here", 2)
    assert first.run == runs[0]
    assert store.runs.get(runs[0]).phase == "starting"
    assert [store.runs.get(run).place for run in runs[1:]] == [1, 2, 3]
    assert store.runs.get(runs[0]).spec == spec
    assert [state.id for state in store.runs.of_dataset(dataset)] == runs[::-1]


def test_waiting_is_the_time_until_a_place_is_free():
    assert wait_seconds([10.0], [], at_once=2) == 0.0
    assert wait_seconds([10.0, 4.0], [], at_once=2) == 4.0
    assert wait_seconds([10.0, 4.0], [5.0, 2.0], at_once=2) == 10.0


def test_no_more_jobs_of_a_lane_are_claimed_than_may_run_at_once(store, dataset, owner, spec):
    for _ in range(3):
        store.runs.submit(dataset, spec, owner)
    upload(store, owner)
    assert store.jobs.claim("train", "one server", 2)
    assert store.jobs.claim("train", "another server", 2)
    assert store.jobs.claim("train", "one server", 2) is None
    assert store.jobs.claim("read", "one server", 1), "reading never waits for training"


def test_a_full_queue_refuses_further_runs_with_a_sentence(tmp_path, store, dataset, owner, spec):
    small = Store(Settings(home=store.settings.home, jobs=1, queue=2))
    for _ in range(3):
        small.runs.submit(dataset, spec, owner)
    small.jobs.claim("train", "here", 1)
    with pytest.raises(LimitError, match="All places for training are taken, and 2 wait already"):
        small.runs.submit(dataset, spec, owner)


def test_pausing_and_stopping_show_at_once(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    store.jobs.claim("train", "here", 1)
    store.runs.pause(run, owner)
    assert store.runs.get(run).phase == "pausing"
    store.runs.stop(run, owner)
    assert store.runs.get(run).phase == "stopping"


def test_a_run_paused_in_the_queue_leaves_it_and_comes_back_at_its_end(store, dataset, owner, spec):
    first, second = (store.runs.submit(dataset, spec, owner) for _ in range(2))
    store.runs.pause(first, owner)
    assert store.runs.get(first).phase == "paused"
    assert store.runs.get(second).place == 1
    store.runs.resume(first, owner)
    assert store.runs.get(first).phase == "queued"
    assert store.runs.get(first).place == 2


def test_a_run_stopped_in_the_queue_says_that_nothing_was_learned(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    store.runs.stop(run, owner)
    state = store.runs.get(run)
    assert (state.phase, state.reason) == ("failed", "Stopped before it had learned anything.")
    assert store.jobs.claim("train", "here", 1) is None


def test_a_deleted_run_is_gone_with_its_files(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    store.places.run(run).mkdir(parents=True)
    store.runs.delete(run, owner)
    with pytest.raises(NotFound):
        store.runs.get(run)
    assert not store.places.run(run).exists()
    assert store.jobs.claim("train", "here", 1) is None


def test_forgetting_deletes_the_rows_and_keeps_the_runs(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    with pytest.raises(SpecError, match="A run is still learning"):
        store.datasets.forget(dataset, owner)
    store.runs.stop(run, owner)
    store.datasets.forget(dataset, owner)
    state = store.datasets.get(dataset)
    assert (state.forgotten, state.bytes_kept, state.summary) == (True, False, None)
    assert not store.places.dataset(dataset).exists()
    assert store.runs.get(run).stopped_empty
    with pytest.raises(NotFound):
        store.runs.submit(dataset, spec, owner)
    with pytest.raises(NotFound, match="cannot go on"):
        store.runs.resume(run, owner)


def test_rows_that_a_paused_run_needs_are_not_forgotten(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    store.runs.pause(run, owner)
    with pytest.raises(SpecError, match=r"is paused \(fill in the blank, seed 0\)") as refused:
        store.datasets.forget(dataset, owner)
    assert refused.value.mend.startswith("Stop it to keep what it learned, or delete it")
    assert store.runs.get(run).phase == "paused"
    assert not store.datasets.get(dataset).forgotten
    store.runs.delete(run, owner)
    store.datasets.forget(dataset, owner)
    assert store.datasets.get(dataset).forgotten


def test_reading_can_be_changed_until_the_first_training_settles_it(store, dataset, owner, spec):
    store.datasets.read_again(dataset, ReadOptions(delimiter=";"), owner)
    state = store.datasets.get(dataset)
    assert (state.phase, state.options.delimiter) == ("waiting", ";")
    with connect(store.places.database) as connection:
        connection.execute("UPDATE datasets SET phase='ready'")
    store.runs.submit(dataset, spec, owner)
    assert not store.datasets.get(dataset).bytes_kept
    assert not store.places.upload(dataset).exists()
    with pytest.raises(NotFound, match="itself was deleted after it was read"):
        store.datasets.read_again(dataset, ReadOptions(), owner)


def test_an_uploaded_file_goes_after_its_stated_time_and_its_rows_stay(store, dataset):
    Janitor(store).clean(time.time() + 59 * 60)
    assert store.places.upload(dataset).exists()
    Janitor(store).clean(time.time() + 61 * 60)
    assert not store.places.upload(dataset).exists()
    state = store.datasets.get(dataset)
    assert (state.bytes_kept, state.forgotten) == (False, False)
    assert state.summary is not None


def test_parts_of_uploads_that_broke_off_are_swept_from_the_folder_of_a_dataset(store, dataset):
    folder = store.places.dataset(dataset)
    part = folder / f".{new_id()}.part"
    part.write_bytes(b"half of a label file")
    others = {path for path in folder.iterdir() if path != part}
    Janitor(store).clean(time.time())
    assert part.exists(), "it may be coming in"
    os.utime(part, (0, 0))
    Janitor(store).clean(time.time())
    assert set(folder.iterdir()) == others


def test_the_janitor_deletes_what_has_outlived_its_stated_time(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    other = upload(store, owner)
    store.runs.pause(run, owner)
    hour = 3600.0
    now = time.time()
    Janitor(store).clean(now + 23 * hour)
    assert not store.datasets.get(dataset).forgotten
    Janitor(store).clean(now + 25 * hour)
    assert store.datasets.get(dataset).forgotten
    assert store.datasets.get(other).forgotten
    Janitor(store).clean(now + 29 * 24 * hour)
    store.runs.get(run)
    assert store.datasets.get(dataset).forgotten  # its run still names it
    with pytest.raises(NotFound):
        store.datasets.get(other)
    Janitor(store).clean(now + 31 * 24 * hour)
    with pytest.raises(NotFound):
        store.runs.get(run)


def test_rows_that_cannot_be_deleted_do_not_keep_the_others(store, dataset, owner, monkeypatch):
    other = upload(store, owner)
    clear = store.datasets.clear

    def fail_once(dataset_id):
        if dataset_id == dataset:
            raise OSError("No space left on device")
        clear(dataset_id)

    monkeypatch.setattr(store.datasets, "clear", fail_once)
    Janitor(store).clean(time.time() + 25 * 3600)
    assert store.places.dataset(dataset).exists()
    assert not store.places.dataset(other).exists()


def test_a_training_that_is_submitted_while_rows_are_deleted_keeps_them(
    store, dataset, owner, spec, monkeypatch
):
    monkeypatch.setattr(
        store.runs, "conclude", lambda _: bool(store.runs.submit(dataset, spec, owner)) and False
    )
    Janitor(store).clean(time.time() + 25 * 3600)
    assert not store.datasets.get(dataset).forgotten
    assert store.places.dataset(dataset).exists()


def test_rows_are_marked_as_forgotten_in_the_same_step_that_finds_no_training(
    store, dataset, owner, spec, monkeypatch
):
    """Whoever submits between the two is refused, or was seen."""
    could_go_on = forgetting.could_go_on

    def submit_meanwhile(*of):
        with connect(store.places.database) as other:
            other.execute("PRAGMA busy_timeout=0")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        return could_go_on(*of)

    monkeypatch.setattr(forgetting, "could_go_on", submit_meanwhile)
    store.datasets.forget(dataset, owner)
    with pytest.raises(NotFound):
        store.runs.submit(dataset, spec, owner)


def test_the_janitor_touches_only_folders_that_are_ours(store, dataset):
    stray = store.places.run("0" * 32)
    foreign = store.places.home / "runs" / "notes of mine"
    for folder in (stray, foreign):
        folder.mkdir(parents=True)
    Janitor(store).clean(time.time() + 7200)
    assert not stray.exists()
    assert foreign.exists()
    assert store.places.dataset(dataset).exists()


def test_a_part_of_a_run_file_that_came_in_as_the_server_ended_goes_like_the_file(store):
    opening = store.places.opening("0" * 32).parent
    opening.mkdir()
    for name in (f".{'1' * 32}.part", f"{'2' * 32}.zip", "notes of mine.part"):
        (opening / name).write_bytes(b"PK")
    Janitor(store).clean(time.time() + 1800)
    assert len(list(opening.iterdir())) == 3
    Janitor(store).clean(time.time() + 7200)
    assert [path.name for path in opening.iterdir()] == ["notes of mine.part"]


def test_a_database_of_a_newer_version_is_refused_with_the_way_out(store, settings):
    with connect(store.places.database) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    with pytest.raises(ExplorerError, match="was written by a newer version"):
        Store(settings)


def test_a_home_that_cannot_be_made_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExplorerError, match="Choose another one in EXPLORER_HOME"):
        Store(Settings(home=tmp_path / "file"))


def test_two_stores_on_one_home_claim_a_job_once(store, settings, dataset, owner, spec):
    store.runs.submit(dataset, spec, owner)
    other = Store(settings)
    claims = [store.jobs.claim("train", "a", 9), other.jobs.claim("train", "b", 9)]
    assert [claim is None for claim in claims] == [False, True]


def test_an_upload_in_pieces_is_stored_as_it_came(store, owner):
    class Slow(io.RawIOBase):
        def __init__(self, content):
            self.content = io.BytesIO(content)

        def read(self, size=-1):
            return self.content.read(min(7, size))

    content = bytes(range(256)) * 10
    dataset_id = store.datasets.create("b.csv", Slow(content), owner)
    assert store.places.upload(dataset_id).read_bytes() == content


def test_the_database_is_in_write_ahead_mode_so_that_readers_never_wait(store):
    connection = sqlite3.connect(store.places.database)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
