"""A tiny run, trained once for all tests of the Run page and copied into each one's store."""

import io
import random
import shutil
import threading
from dataclasses import replace

import pytest

from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.runs.reading_job import read_dataset
from explorer.runs.schema import connect
from explorer.runs.store import Store
from explorer.runs.training_job import train_run
from explorer.settings import Settings

SECRET = "ab" * 32
HOSTILE = ("<script>alert(1)</script>", "**bold**", "$x$", ":material/home:", "=1+1", "a b")
KINDS = {
    "fish": ("fins", "sea", "no"),
    "bird": ("wings", "sky", "no"),
    "cow": ("legs", "land", "yes"),
}


def animals(seed: int = 0, n: int = 90) -> bytes:
    """Rows in three kinds whose columns agree, with names that try to be more than text."""
    rng = random.Random(seed)
    lines = ["animal,limbs,home,milk,<b>blank</b>"]
    for i in range(n):
        limbs, home, milk = KINDS[rng.choice(list(KINDS))]
        name = HOSTILE[i] if i < len(HOSTILE) else f"animal {i:03d}"
        lines.append(f"{name},{limbs},{home},{milk},{rng.choice(['', 'x', 'y'])}")
    return "\n".join(lines).encode() + b"\n"


SPEC = TrainingSpec(
    columns=tuple(ColumnSpec(name) for name in ("animal", "limbs", "home", "milk", "<b>blank</b>")),
    epochs=12,
    threads=1,
)


def work(store: Store, lane: str) -> None:
    """Do the next job of a lane, here and now."""
    job = store.jobs.claim(lane, "test", 1)
    assert job is not None, "a job is queued"
    do = read_dataset if lane == "read" else lambda *of: train_run(*of, threading.Event())
    do(store, job)


def home_with(folder, spec, table=None):
    """A home folder with one finished run by a recipe, of the animals or another table."""
    store = Store(Settings(home=folder, warm_spare=False, threads=1))
    dataset = store.datasets.create("animals.csv", io.BytesIO(table or animals()), SECRET)
    work(store, "read")
    store.runs.submit(dataset, spec, SECRET)
    work(store, "train")
    with connect(store.places.database) as connection:
        connection.execute("DELETE FROM jobs")
    return folder


@pytest.fixture(scope="session")
def trained_home(tmp_path_factory):
    """A home folder with one finished run."""
    return home_with(tmp_path_factory.mktemp("trained"), SPEC)


@pytest.fixture(scope="session")
def coded_home(tmp_path_factory):
    """A home folder with one finished autoencoder."""
    spec = TrainingSpec(objective="autoencoder", epochs=12, threads=1)
    return home_with(tmp_path_factory.mktemp("coded"), spec)


@pytest.fixture
def coded(store, coded_home):
    """Id of a finished autoencoder in this test's store."""
    shutil.copytree(coded_home, store.settings.home, dirs_exist_ok=True)
    return store.runs.of_owner(SECRET)[0].id


@pytest.fixture
def run(store, trained_home):
    """Id of a finished run in this test's store."""
    shutil.copytree(trained_home, store.settings.home, dirs_exist_ok=True)
    return store.runs.of_owner(SECRET)[0].id


@pytest.fixture
def set_run(store, run):
    """set_run(phase="paused", ...) -> the run's id, its row changed so."""

    def change(**columns: object) -> str:
        with connect(store.places.database) as connection:
            for name, value in columns.items():
                connection.execute(f"UPDATE runs SET {name}=? WHERE id=?", (value, run))
        return run

    return change


@pytest.fixture
def queued(store, run):
    """Id of a second run of the same file that waits in the queue."""
    dataset = store.runs.get(run).dataset_id
    return store.runs.submit(dataset, replace(SPEC, seed=1), SECRET)


ITEMS = ["bread", "butter", "jam", "tea", "milk", "sugar", "<b>salt</b>", "=1+1"]
ORDERED = TrainingSpec(
    objective="next-item",
    item="item",
    basket="visit",
    order="step",
    epochs=15,
    threads=1,
    unknown=3.0,  # enough hidden cells of eight frequent items
)


def visits(n=150, length=6, seed=0):
    """Rows in which each item is mostly followed by the next of the list."""
    rng = random.Random(seed)
    lines = ["visit,step,item"]
    for visit in range(n):
        at = rng.randrange(len(ITEMS))
        for step in range(length):
            lines.append(f"{visit},{step},{ITEMS[at]}")
            at = (at + 1) % len(ITEMS) if rng.random() < 0.85 else rng.randrange(len(ITEMS))
    return "\n".join(lines).encode() + b"\n"


@pytest.fixture(scope="session")
def ordered_home(tmp_path_factory):
    home = tmp_path_factory.mktemp("ordered")
    store = Store(Settings(home=home, warm_spare=False, threads=1))
    dataset = store.datasets.create("visits.csv", io.BytesIO(visits()), SECRET)
    work(store, "read")
    store.runs.submit(dataset, ORDERED, SECRET)
    work(store, "train")
    return home


@pytest.fixture
def ordered(store, ordered_home):
    shutil.copytree(ordered_home, store.settings.home, dirs_exist_ok=True)
    return store.runs.of_owner(SECRET)[0].id


@pytest.fixture
def of_the_last(store, ordered_home):
    """A run that guesses from the last item alone."""
    shutil.copytree(ordered_home, store.settings.home, dirs_exist_ok=True)
    dataset = store.runs.of_owner(SECRET)[0].dataset_id
    run = store.runs.submit(dataset, replace(ORDERED, history=1, epochs=2), SECRET)
    work(store, "train")
    return run
