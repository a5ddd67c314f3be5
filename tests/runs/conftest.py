import io
import sys
from pathlib import Path

import pytest

from explorer.data.stored import save_summary
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.states import TableSummary
from explorer.records.table import ColumnProfile, Problem, Reading
from explorer.runs.ownership import new_secret
from explorer.runs.schema import connect
from explorer.runs.store import Store
from explorer.settings import Settings

sys.path.append(str(Path(__file__).parent))  # waiting.py, letters.py, which tests share


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home", warm_spare=False, threads=1)


@pytest.fixture
def wakes():
    return []


@pytest.fixture
def store(settings, wakes):
    return Store(settings, wake=lambda: wakes.append(True))


@pytest.fixture
def owner():
    return new_secret()


@pytest.fixture
def spec():
    return TrainingSpec(columns=(ColumnSpec("name"), ColumnSpec("color")), epochs=3)


@pytest.fixture
def summary():
    profile = ColumnProfile("name", "category", "text", 2, 1, 4, (("Ada", 2), ("Bo", 1)))
    return TableSummary(
        name="people.csv",
        n_rows=4,
        n_bytes=33,
        reading=Reading("csv"),
        problems=(Problem("ragged", "One line was too short.", "repaired", 1, (3,)),),
        profiles=(profile,),
        preview=(("Ada", "red"), ("Bo", None)),
    )


@pytest.fixture
def dataset(store, owner, summary):
    """A dataset that counts as read, without any job having run."""
    dataset_id = store.datasets.create("people.csv", io.BytesIO(b"name,color\nAda,red\n"), owner)
    store.places.table(dataset_id).mkdir()
    save_summary(summary, store.places.table(dataset_id))
    with connect(store.places.database) as connection:
        connection.execute("UPDATE datasets SET phase='ready' WHERE id=?", (dataset_id,))
        connection.execute("DELETE FROM jobs")
    return dataset_id


@pytest.fixture(scope="session")
def walks(tmp_path_factory):
    """The file of letters."""
    import letters

    path = tmp_path_factory.mktemp("walks") / "walks.csv"
    letters.write(path)
    return path
