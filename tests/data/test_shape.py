"""What a row is: found in files of every shape, with the columns that say so."""

from __future__ import annotations

import json
import random

import pytest

from explorer.data.shape import find_shapes
from explorer.data.stored import open_summary, save_table
from explorer.records.shape import Shape
from explorer.records.spec import TrainingSpec
from tests.data.dishes import BASKETS, csv_of, read, told, when
from tests.data.shaped_files import FILES


@pytest.mark.parametrize("name", FILES)
def test_baskets_sequences_and_lists_are_found_with_their_columns(tmp_path, name):
    text, wanted = FILES[name]
    found = find_shapes(read(tmp_path, text))
    assert told(found[0]) == told(wanted)
    assert found[0].reason.endswith(".")
    assert found[0].facts is not None
    assert found[0].facts.n_places > 0


def test_lines_of_receipts_are_sequences_of_their_customers_when_asked_for(tmp_path):
    lines = [
        [f"T{i:05}", f"C{i % 40}", f"{1 + i % 28:02}/0{1 + i // 28 % 9}/2024 {i % 24:02}:07", item]
        for i, items in enumerate(BASKETS)
        for item in (*items, "bag", "salt")
    ]
    random.Random(7).shuffle(lines)
    found = find_shapes(read(tmp_path, csv_of("N° ticket;Client;Date;Article", lines, ";")))
    assert told(found[0]) == told(Shape("baskets", item="Article", basket="N° ticket"))
    wanted = Shape("sequences", item="Article", basket="Client", order="Date")
    assert told(found[1]) == told(wanted)


def test_months_are_put_in_order_as_moments_and_no_letters_are_warned_of(tmp_path):
    text, _ = FILES["periods such as June 2023"]
    facts = find_shapes(read(tmp_path, text))[0].facts
    assert (facts.letters, facts.undated) == (0, 0)


@pytest.mark.parametrize("n", [2, 3, 9, 10])
def test_a_handful_of_rows_is_no_sequence_of_steps(tmp_path, n):
    rows = [[f"s{i % max(2, n // 2)}", "x", when(i)] for i in range(n)]
    shapes = find_shapes(read(tmp_path, csv_of("song,side,time", rows)))
    assert (shapes[0].kind == "sequences") == (n == 10)


def test_shapes_are_kept_with_the_table_and_older_summaries_still_open(tmp_path):
    table = read(tmp_path, FILES["ratings"][0])
    saved = save_table(table, tmp_path / "table")
    assert open_summary(tmp_path / "table") == saved
    assert saved.shapes[0].kind == "sequences"
    path = tmp_path / "table" / "summary.json"
    stored = json.loads(path.read_text())
    del stored["shapes"], stored["reading"]["ragged"]
    path.write_text(json.dumps(stored))
    assert open_summary(tmp_path / "table").shapes == ()


@pytest.mark.parametrize("name", FILES)
def test_a_shape_and_its_recipe_say_the_same(tmp_path, name):
    for shape in find_shapes(read(tmp_path, FILES[name][0])):
        if shape.kind == "records":
            continue
        objective = "next-item" if shape.kind == "sequences" else "cooccurrence"
        spec = TrainingSpec(objective=objective, **shape.settings)
        assert told(Shape.of(spec)) == told(shape)


def test_the_reason_counts_the_rows_that_are_learned_from(tmp_path, monkeypatch):
    text = FILES["orders"][0] + "9001,\n,tea\n" * 3
    shape = find_shapes(read(tmp_path, text))[0]
    n_rows, n_orders = shape.facts.n_places, shape.facts.n_baskets
    assert shape.facts.left_out == 6
    assert shape.reason.startswith(f"order_id groups {n_rows} rows into {n_orders} baskets, and ")
    monkeypatch.setattr("explorer.data.shape.COUNTED", 20)
    reason = find_shapes(read(tmp_path, text))[0].reason
    assert reason.startswith(f"order_id groups {n_rows + 6} rows into {n_orders + 1} baskets, and ")
