"""Rows that get a place on a map: which, what they are called, what is known of them."""

import numpy as np
import pytest

from explorer.data.encoding import MOST_ROWS, draw_rows, encode
from explorer.data.labels import read_labels
from explorer.data.reading import read_table
from explorer.data.row_facets import row_facets
from explorer.data.rows import row_names
from explorer.data.selection import propose, resolve
from explorer.errors import NothingToLearn, SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec

AUTOENCODER = TrainingSpec(objective="autoencoder")
ANIMALS = "name,legs,home,age\n" + "".join(
    f"{chr(97 + i)}{'aeiou'[i % 5]},{i % 3 * 2 or ''},{('sea', 'land')[i % 2]},{i / 4}\n"
    for i in range(24)
)
CARS = "make,fuel,power,note\n" + "".join(
    f"make {i % 5},{('gas', 'oil')[i % 2]},{i * 37 % 100},{'x' * 40 if i % 2 else 'y'}\n"
    for i in range(40)
)


def read(tmp_path, text, name="table.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_table(tmp_path / name, name)


def profiles(table):
    return [column.profile for column in table.columns]


def test_all_rows_are_placed_where_they_are_few_and_else_as_many_as_a_frame_shows():
    assert draw_rows(7, seed=3).tolist() == list(range(7))
    drawn = draw_rows(100_000, seed=3)
    assert len(drawn) == len(set(drawn.tolist())) == MOST_ROWS
    assert (np.diff(drawn) > 0).all()
    assert np.histogram(drawn, 10, (0, 100_000))[0] == pytest.approx(500, rel=0.25)
    assert (draw_rows(100_000, seed=3) == drawn).all()
    assert (draw_rows(100_000, seed=4) != drawn).any()


def test_rows_are_called_by_the_column_in_which_every_value_occurs_once(tmp_path):
    table = read(tmp_path, ANIMALS)
    spec = resolve(AUTOENCODER, profiles(table))
    assert [column.name for column in spec.columns] == ["legs", "home", "age"]
    assert row_names(table, spec, np.array([0, 23])) == ("aa", "xo")


def test_other_rows_are_called_by_their_number_and_first_values(tmp_path):
    table = read(tmp_path, CARS)
    columns = tuple(ColumnSpec(name) for name in ("note", "fuel", "power", "make"))
    spec = resolve(TrainingSpec(objective="autoencoder", columns=columns, bins=4), profiles(table))
    first, last = row_names(table, spec, np.array([0, 39]))
    assert first.startswith("row 1: y, gas, ")
    assert last.startswith(f"row 40: {'x' * 23}…, oil, ")


def test_a_column_whose_values_occur_once_names_rows_and_cannot_be_learned(tmp_path):
    table = read(tmp_path, ANIMALS)
    name, *others = propose(profiles(table), "autoencoder").choices
    assert (name.selected, name.allowed) == (False, False)
    assert name.reason == "left out: every value occurs once; it names the rows on their own map"
    assert all(other.selected for other in others)
    columns = (ColumnSpec("name"), ColumnSpec("legs"), ColumnSpec("home"))
    with pytest.raises(NothingToLearn, match="Every value of 'name' occurs once, so it says"):
        encode(table, TrainingSpec(objective="autoencoder", columns=columns))


def test_only_an_autoencoder_places_rows(tmp_path):
    table = read(tmp_path, CARS)
    assert encode(table, AUTOENCODER).drawn.tolist() == list(range(40))
    assert encode(table, TrainingSpec()).drawn is None


def test_rows_are_colored_by_labels_and_by_their_values_in_every_column(tmp_path):
    table = read(tmp_path, ANIMALS)
    labels = "animal,class\n" + "".join(
        f"{chr(97 + i)}{'aeiou'[i % 5]},{'ab'[i // 12]}\n" for i in range(24)
    )
    (tmp_path / "labels.csv").write_text(labels)
    joined = [read_labels(tmp_path / "labels.csv", "labels.csv")]
    spec = TrainingSpec(
        objective="autoencoder", columns=(ColumnSpec("legs", kind="category"), ColumnSpec("home"))
    )
    spec = resolve(spec, profiles(table))
    dataset = encode(table, spec)
    found = {facet.name: facet for facet in row_facets(table, dataset, spec, joined)}
    assert [(name, facet.source) for name, facet in found.items()] == [
        ("class", "labels"),
        ("legs", "learned"),
        ("home", "learned"),
        ("age", "data"),
    ]

    def values(name):
        facet = found[name]
        return [facet.group_names[g] if g >= 0 else None for g in facet.groups.tolist()]

    assert values("class") == ["ab"[i // 12] for i in range(24)]
    assert values("legs") == [str(i % 3 * 2) if i % 3 else None for i in range(24)]
    assert values("home") == [("sea", "land")[i % 2] for i in range(24)]
    assert found["age"].numbers.tolist() == [i / 4 for i in range(24)]


@pytest.mark.parametrize("hidden", [0, 600])
def test_a_bottleneck_has_at_least_one_unit_and_no_more_than_a_table_may_have(hidden):
    with pytest.raises(SpecError, match=f"hidden is {hidden}"):
        TrainingSpec(objective="autoencoder", hidden=hidden)
