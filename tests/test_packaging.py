"""What is built is what is here."""

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
