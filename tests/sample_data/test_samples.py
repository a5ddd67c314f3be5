"""The committed samples: their bytes, their recipes, their labels, and the shop's generator.

Five samples are built from published packages, so here only their bytes are checked; the
shop and the dishes are generated again. No test needs a network.
"""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.records.spec import TrainingSpec

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "sample_data"

# Name -> rows of the data, rows of the labels.
ROWS = {
    "zoo": (100, 100),
    "baby_names": (23_968, 458),
    "us_air_routes": (8_650, 200),
    "countries": (9_641, 195),
    "cars": (2_225, 44),
    "shop_sessions": (53_308, 400),
    "dishes": (3_000, 168),
}
# Columns of the data that a recipe leaves out: the truth itself, or what gives it away.
WITHHELD = {
    "zoo": {"class"},
    "baby_names": {"birth_year"},
    "us_air_routes": set(),
    "countries": {"kind"},
    "cars": {"model", "model_year", "cylinders", "aspiration", "gears"},
    "shop_sessions": {"session"},
}
RAGGED = {"dishes"}  # a basket in each line, and no header
CARDS = {
    card["name"]: card
    for card in json.loads((FOLDER / "catalog.json").read_text(encoding="utf-8"))["samples"]
}
CHECKSUMS = {
    name: digest
    for digest, name in map(str.split, (FOLDER / "SHA256SUMS").read_text("utf-8").splitlines())
}

each_sample = pytest.mark.parametrize("name", ROWS)


def read_rows(file_name: str) -> list[dict[str, str]]:
    with (FOLDER / file_name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def read_baskets(file_name: str) -> list[list[str]]:
    """The lines of a sample without a header."""
    return [line.split(",") for line in (FOLDER / file_name).read_text("utf-8").splitlines()]


def data_rows(name: str) -> int:
    return len(read_baskets(f"{name}.csv") if name in RAGGED else read_rows(f"{name}.csv"))


def shown_values(name: str) -> set[str]:
    """The categories of the column that a sample shows first."""
    if name in RAGGED:
        return {item for items in read_baskets(f"{name}.csv") for item in items}
    return {row[CARDS[name]["show"]] for row in read_rows(f"{name}.csv")}


def read_recipe(name: str) -> TrainingSpec:
    return TrainingSpec.from_json((FOLDER / f"{name}.recipe.json").read_text(encoding="utf-8"))


def run_build(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sample_data.build", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_every_committed_csv_has_a_recorded_checksum_and_the_other_way_round():
    assert {path.name for path in FOLDER.glob("*.csv")} == set(CHECKSUMS)


@pytest.mark.parametrize("file_name", CHECKSUMS)
def test_committed_bytes_are_the_recorded_ones(file_name):
    content = (FOLDER / file_name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == CHECKSUMS[file_name]


@each_sample
def test_row_counts_are_the_published_ones(name):
    counts = data_rows(name), len(read_rows(f"{name}_labels.csv"))
    assert counts == ROWS[name]


def test_samples_stay_small_enough_to_ship():
    sizes = [(FOLDER / file_name).stat().st_size for file_name in CHECKSUMS]
    assert sum(sizes) < 3_300_000
    assert max(sizes) < 1_500_000


@each_sample
def test_recipe_reads_and_uses_columns_of_its_table(name):
    recipe = read_recipe(name)
    used = {column.name for column in recipe.columns} | ({recipe.target} - {None})
    used |= {recipe.item, recipe.basket, recipe.order} - {None}
    if name in RAGGED:
        assert recipe.wide
        return
    header = set(read_rows(f"{name}.csv")[0])
    assert used == header - WITHHELD[name]


@each_sample
def test_recipe_leaves_every_setting_at_its_default(name):
    given = set(read_recipe(name).to_dict())
    named = {"columns", "target", "target_kind", "item", "basket", "order", "wide", "window"}
    assert given <= named | {"format", "objective", "seed", "labels"}


@each_sample
def test_recipe_never_learns_the_groups_that_color_the_map(name):
    recipe, card = read_recipe(name), CARDS[name]
    used = {column.name for column in recipe.columns} | {recipe.target}
    assert card["color_by"] not in used
    assert recipe.labels == card["labels"] == f"{name}_labels.csv"


@each_sample
def test_labels_and_the_shown_column_name_exactly_the_same_items(name):
    labels = read_rows(f"{name}_labels.csv")
    items = [next(iter(row.values())) for row in labels]
    shown = shown_values(name)
    assert len(items) == len(set(items))
    assert set(items) == shown


def test_air_route_labels_cover_arrivals_as_well():
    items = {row["airport"] for row in read_rows("us_air_routes_labels.csv")}
    assert {row["to_airport"] for row in read_rows("us_air_routes.csv")} <= items


@each_sample
def test_card_tells_the_truth_about_its_files(name):
    card = CARDS[name]
    assert (card["file"], card["recipe"]) == (f"{name}.csv", f"{name}.recipe.json")
    assert card["rows"] == data_rows(name)
    assert card["categories"] == len(shown_values(name))
    assert all(row[card["color_by"]] for row in read_rows(card["labels"]))
    recipe = read_recipe(name)
    shown = {column.name for column in recipe.columns} | {recipe.item, "item" * recipe.wide}
    assert card["show"] in shown


@each_sample
def test_card_speaks_in_one_short_plain_sentence(name):
    line = CARDS[name]["line"]
    assert len(line) <= 100
    assert line.endswith(".")
    assert "!" not in line + CARDS[name]["title"]


@each_sample
def test_readme_describes_both_files(name):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{name}.csv" in readme
    assert f"{name}_labels.csv" in readme
    assert f"{ROWS[name][0]:,}" in readme


def test_every_card_has_a_sample():
    assert set(CARDS) == set(ROWS)


@pytest.mark.parametrize("name", ["shop_sessions", "dishes"])
def test_shop_and_dishes_are_generated_again_with_the_same_bytes(tmp_path, name):
    finished = run_build(name, "--out", str(tmp_path), "--cache", str(tmp_path))
    assert finished.returncode == 0, finished.stderr
    for file_name in (f"{name}.csv", f"{name}_labels.csv"):
        assert (tmp_path / file_name).read_bytes() == (FOLDER / file_name).read_bytes()


def test_a_package_with_other_bytes_than_the_pinned_ones_is_refused(tmp_path):
    (tmp_path / "orange3-3.40.0.whl").write_bytes(b"not the wheel")
    finished = run_build("zoo", "--out", str(tmp_path), "--cache", str(tmp_path))
    assert finished.returncode == 1
    assert "Delete the file and try again." in finished.stderr
    assert not (tmp_path / "zoo.csv").exists()


def test_an_unknown_sample_is_answered_with_the_known_names():
    finished = run_build("zoos")
    assert finished.returncode == 1
    assert "No sample is called 'zoos'" in finished.stderr
    assert "shop_sessions" in finished.stderr
