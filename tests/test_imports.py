"""What the web process and the light commands must never load, in a fresh interpreter."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"torch", "umap", "numba", "sklearn"}


def loaded_by(code, *arguments):
    """Names of the top-level modules that are loaded after running code in a new process."""
    told = subprocess.run(
        [sys.executable, "-c", code + TELL, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(json.loads(told.stdout.splitlines()[-1]))


TELL = """
import json, sys
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""

EVERY_PAGE = """
import importlib, pkgutil, explorer.ui
for module in pkgutil.walk_packages(explorer.ui.__path__, "explorer.ui."):
    importlib.import_module(module.name)
import explorer.runs.engine, explorer.runs.export, explorer.runs.shown, explorer.analysis.ordering
"""


def test_the_web_process_never_loads_what_only_workers_need():
    loaded = loaded_by(EVERY_PAGE)
    assert "streamlit" in loaded
    assert not loaded & HEAVY


def test_a_store_in_use_loads_nothing_heavy(tmp_path):
    loaded = loaded_by(
        """
import io, sys
from pathlib import Path
from explorer.runs.ownership import new_secret
from explorer.runs.store import Store
from explorer.settings import Settings
store = Store(Settings(home=Path(sys.argv[1])))
store.datasets.get(store.datasets.create("a.csv", io.BytesIO(b"a,b\\n1,2\\n"), new_secret()))
""",
        str(tmp_path),
    )
    assert not loaded & (HEAVY | {"streamlit", "scipy"})


@pytest.mark.parametrize("module", ["settings", "errors", "records.spec", "runs.worker", "cli"])
def test_what_is_imported_first_stays_light(module):
    loaded = loaded_by(f"import explorer.{module}")
    assert not loaded & (HEAVY | {"streamlit", "scipy", "plotly"})


def test_profiling_a_file_loads_neither_torch_nor_streamlit(tmp_path):
    (tmp_path / "a.csv").write_text("name,color\nAda,red\nBo,blue\nAda,red\n")
    loaded = loaded_by(
        "import sys; from explorer.cli import main; assert main(sys.argv[1:]) == 0",
        "profile",
        str(tmp_path / "a.csv"),
    )
    assert not loaded & (HEAVY | {"streamlit", "scipy"})


def test_the_command_line_starts_without_numpy_so_that_threads_can_be_settled():
    assert "numpy" not in loaded_by("import explorer.cli")


def test_workers_never_load_streamlit(tmp_path):
    loaded = loaded_by(
        "import explorer.runs.worker, explorer.runs.training_job, explorer.runs.reading_job,"
        " explorer.runs.layout_job, explorer.runs.opening_job"
    )
    assert "torch" in loaded
    assert "streamlit" not in loaded
