"""What is built is what is here."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_package_of_the_project_is_listed_for_building():
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    here = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for file in (ROOT / "explorer").rglob("__init__.py")
    }
    assert set(built) == here | {"explorer.sample_data", "explorer.start"}


def test_the_installed_command_loads_nothing_before_it_minds_ctrl_c():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["scripts"]
    found = subprocess.run(
        [sys.executable, "-c", LOADED, scripts["embedding-explorer"]],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert found.stdout.split() == ["explorer", "explorer.__main__"]


LOADED = """
import pkgutil, sys
assert callable(pkgutil.resolve_name(sys.argv[1]))
print(*sorted(name for name in sys.modules if name.split(".")[0] == "explorer"))
"""
