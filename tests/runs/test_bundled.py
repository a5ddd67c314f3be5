import io
import time
from dataclasses import replace

import pytest
from waiting import in_phase, people, read, recipe, wait_until

from explorer.data import samples
from explorer.errors import NotOwner
from explorer.runs import bundled
from explorer.runs.engine import boot, shut
from explorer.runs.ownership import new_secret
from explorer.runs.run_facts import facts_of
from explorer.runs.shown import shown_column
from explorer.runs.store import Store
from explorer.runs.supervisor import POLL
from explorer.settings import Settings

LABELS = b"city,area\n" + b"".join(b"city %d,area %d\n" % (i, i // 2) for i in range(8))


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("home"), threads=1)
    yield boot(settings)
    shut(settings)


@pytest.fixture(scope="module")
def store(engine):
    return engine.store


@pytest.fixture(scope="module")
def owner():
    return new_secret()


@pytest.fixture(scope="module")
def dataset(store, owner):
    return read(store, owner)


@pytest.fixture(scope="module")
def finished(store, owner, dataset):
    run = store.runs.submit(dataset, recipe(epochs=10), owner)
    return in_phase(store, run, "finished")


def test_a_label_file_colors_the_runs_that_are_there_and_those_that_come(
    store, owner, dataset, finished
):
    store.datasets.attach_labels(dataset, "towns.csv", io.BytesIO(LABELS), owner)
    wait_until(lambda: store.datasets.get(dataset).labels, "the labels")
    state = store.datasets.get(dataset).labels
    assert state.sentence.startswith("8 of 8 categories of 'city' found in towns.csv.")
    later = in_phase(store, store.runs.submit(dataset, recipe(epochs=2), owner), "finished")
    wait_until(lambda: not store.jobs.running("read"), "the coloring")
    for run in (finished, later):
        facet = next(each for each in store.content(run).facets(0) if each.source == "labels")
        assert facet.name == "area"
        assert set(facet.group_names) == {"area 0", "area 1", "area 2", "area 3"}


def test_a_finished_run_is_laid_out_by_umap_for_everybody(store, owner):
    dataset = read(store, owner, people(per_group=3))
    run = in_phase(store, store.runs.submit(dataset, recipe(epochs=5), owner), "finished")
    wait_until(lambda: "umap" in store.runs.get(run.id).columns[0].methods, "the layout")
    drawn = store.content(run).projection(0, "umap")
    assert drawn.xy.shape == (run.columns[0].n_entries, 2)
    assert 0 <= drawn.kept <= 1
    assert drawn.settings["seed"] == run.spec.seed
    assert store.content(run).projection(1, "umap") is None, "others when somebody opens them"


def test_a_bad_label_file_is_told_and_spoils_nothing(store, owner):
    labels = ("bad.csv", io.BytesIO(b"\x00\x01\x02" * 40))
    dataset = store.datasets.create("a.csv", io.BytesIO(b"a,b\n1,2\n1,3\n"), owner, labels=labels)
    wait_until(lambda: store.datasets.labels_problem(dataset), "the sentence")
    assert store.datasets.get(dataset).phase == "ready"
    assert store.datasets.get(dataset).labels is None


def test_a_run_file_is_opened_by_a_job_and_shows_the_same(store, owner, finished):
    job = store.open_run("people.zip", io.BytesIO(store.run_file(finished)), owner)
    opening = wait_until(lambda: (told := store.opened(job)).phase == "done" and told, "it to open")
    opened = store.runs.get(opening.run_id)
    told = [facts_of(run)["points"] for run in (opened, finished)]  # null where nothing is, not NaN
    assert told[0] == told[1]
    for j in range(len(finished.columns)):
        mine, theirs = store.content(opened), store.content(finished)
        assert (
            mine.frames(opened.frames, j).tobytes() == theirs.frames(finished.frames, j).tobytes()
        )


def test_a_file_that_is_no_run_is_refused_by_the_job(store, owner):
    job = store.open_run("holiday.zip", io.BytesIO(b"no zip"), owner)
    opening = wait_until(lambda: (told := store.opened(job)).phase == "failed" and told, "no")
    assert opening.error == "The file cannot be unpacked."
    assert list((store.places.home / "opening").iterdir()) == []


def test_the_samples_finished_runs_are_opened_once_and_belong_to_nobody(
    store, finished, tmp_path, monkeypatch
):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "zoo.zip").write_bytes(store.run_file(finished))
    sample = replace(samples.sample("zoo"), show="dish")
    monkeypatch.setattr(samples, "folder", lambda: tmp_path)
    monkeypatch.setattr(samples, "catalog", lambda: (sample,))
    fresh = Store(Settings(home=tmp_path / "home"))
    bundled.open_bundled(fresh)
    run = fresh.runs.sample("zoo")
    assert (run.phase, run.sample, run.expires) == ("finished", "zoo", None)
    assert shown_column(run) == 1
    bundled.open_bundled(fresh)
    assert fresh.runs.sample("zoo").id == run.id, "opened once"
    assert len(list((tmp_path / "home" / "runs").iterdir())) == 1
    with pytest.raises(NotOwner):
        fresh.runs.delete(run.id, new_secret())

    (tmp_path / "runs" / "zoo.zip").write_bytes(store.run_file(replace(finished, title="new")))
    bundled.open_bundled(fresh)
    assert fresh.runs.sample("zoo").title == "new"
    assert len(list((tmp_path / "home" / "runs").iterdir())) == 1, "the one before is gone"


def test_a_damaged_sample_does_not_keep_the_server_from_starting(tmp_path, monkeypatch):
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "zoo.zip").write_bytes(b"damaged")
    monkeypatch.setattr(samples, "folder", lambda: tmp_path)
    fresh = Store(Settings(home=tmp_path / "home"))
    sample = samples.sample("zoo")
    monkeypatch.setattr(samples, "catalog", lambda: (sample,))
    bundled.open_bundled(fresh)
    assert fresh.runs.sample("zoo") is None


def test_the_warm_spare_takes_the_next_training_and_is_replaced(engine, store, owner, dataset):
    spare = engine._supervisor._spare
    engine.warm()
    child = wait_until(lambda: spare._child, "a spare")
    run = store.runs.submit(dataset, recipe(epochs=2), owner)
    in_phase(store, run, "finished")
    (job,) = store.jobs.of("train", run=run)
    assert job.pid == child.process.pid
    wait_until(lambda: spare._child and spare._child is not child, "another spare")


@pytest.mark.parametrize("patience", [0.0, 600.0])
def test_a_spare_leaves_a_training_its_cores_for_a_while(
    engine, store, owner, dataset, monkeypatch, patience
):
    monkeypatch.setattr("explorer.runs.spare.REFILL", 0.0)
    monkeypatch.setattr("explorer.runs.spare.PATIENCE", patience)
    spare = engine._supervisor._spare
    engine.warm()
    wait_until(lambda: spare._child, "a spare")
    run = store.runs.submit(dataset, recipe(epochs=100_000), owner)
    in_phase(store, run, "learning")
    wait_until(lambda: store.runs.get(run).points, "a first loss")
    time.sleep(3 * POLL)
    assert (spare._child is None) == (patience > 0)
    store.runs.stop(run, owner)
    in_phase(store, run, "stopped")
    wait_until(lambda: spare._child, "another spare")


@pytest.mark.parametrize("name", [one.name for one in samples.catalog()])
def test_every_samples_finished_run_holds_the_umap_of_what_is_shown_first(store, name):
    run = wait_until(lambda: store.runs.sample(name), "the sample's run")
    column = run.columns[shown_column(run)]
    assert column.methods == ("pca", "umap")
