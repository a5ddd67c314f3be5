"""What the tests of the command line share: a table, and a folder that train has written."""

import csv
import os

import numpy as np
import pytest

from explorer.cli import main


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch, tmp_path):
    """No setting of whoever runs the tests, and none of ours left behind."""
    for name in list(os.environ):
        if name.startswith("EXPLORER_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    draw = np.random.default_rng(0)
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["city", "last, first", "coin", "height"])
        for _ in range(200):
            group = draw.integers(4)
            rows.writerow(
                [
                    f"city {5 * group + draw.integers(5)}",
                    f"dish {5 * group + draw.integers(5)}" if draw.random() > 0.05 else "",
                    draw.choice(["heads", "tails"]),
                    f"{group + draw.random():.3f}",
                ]
            )
    return path


def train(table, output, *more):
    return main(["train", str(table), "--output", str(output), "--epochs", "4", *more])


@pytest.fixture(scope="session")
def learned(tmp_path_factory):
    """A folder that train has written, and its table."""
    folder = tmp_path_factory.mktemp("learned")
    path = folder / "people.csv"
    draw = np.random.default_rng(1)
    lines = ["city,dish,coin"]
    for _ in range(300):
        group = draw.integers(4)
        dish = f"dish {5 * group + draw.integers(5)}" if draw.random() > 0.05 else ""
        lines.append(f"city {5 * group + draw.integers(5)},{dish},{draw.integers(2)}")
    path.write_text("\n".join(lines) + "\n")
    assert train(path, folder / "out") == 0
    return folder
