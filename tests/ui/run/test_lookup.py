"""The way of one category into the network, on the Lookup table."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from explorer.records.embedding import CATEGORY, UNKNOWN
from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState, RunState
from explorer.records.vectors import Imported
from explorer.runs.entries import Entries
from explorer.ui.run import lookup, sentences
from explorer.ui.run.subject import Subject
from tests.ui.run.pages import html


def column(name, n, unknown=False):
    """A column of n entries, the last of which may be for what was never seen."""
    kinds = np.full(n, CATEGORY, np.uint8)
    if unknown:
        kinds[-1] = UNKNOWN
    return Entries(name, tuple(f"{name} {i}" for i in range(n)), kinds, np.ones(n, np.int64))


@pytest.fixture
def way():
    """way(columns, dim, **recipe) -> the steps of the first column's first category, as text."""

    def steps(columns, dim=4, **recipe):
        shapes = tuple(ColumnState(each.column, len(each), dim, len(each)) for each in columns)
        spec = TrainingSpec(**recipe)
        state = RunState("1" * 32, "x.csv", "finished", spec, 0.0, columns=shapes)
        content = SimpleNamespace(entries=lambda j: columns[j])
        subject = Subject(state, content, 0, columns[0], "pca", "learned", [], 0, None)
        drawn = lookup.path(subject, 0, np.ones(dim, np.float32), 1.0)
        return " ".join(re.sub("<[^>]+>", " ", re.sub("</?bdi>", "", drawn)).split())

    return steps


def test_what_was_never_seen_has_no_probability(way):
    columns = column("fuel", 4, True), column("agent", 42, True), column("color", 41)
    said = way(columns, objective="masked")
    assert "for agent: 41 probabilities that add up to 1" in said
    columns = column("fuel", 4, True), column("agent", 42, True), column("color", 42)
    assert "for color: 42 probabilities" in way(columns, objective="masked")


def test_rows_of_other_lengths_are_turned_into_one_space_before_they_are_added(way):
    said = way((column("fuel", 4), column("agent", 42)), objective="masked")
    assert "turned into one common space and added to the other columns' rows" in said
    assert "all but the hidden one of 1 other column" in said


@pytest.mark.parametrize(
    ("dim", "numbers", "halves"),
    [
        (
            96,
            "first 48 numbers guess",
            "the first 48 numbers are of the item when it came, the last 48 when it is guessed.",
        ),
        (
            7,
            "first 3 numbers guess",
            "the first 3 numbers are of the item when it came, the next 3"
            " when it is guessed. The last number belongs to neither.",
        ),
        (
            2,
            "first number guesses",
            "the first number is of the item when it came, the second when it is guessed.",
        ),
    ],
)
def test_a_row_of_what_comes_next_is_said_to_hold_two_vectors(way, dim, numbers, halves):
    recipe = {"objective": "next-item", "item": "track", "basket": "listener"}
    said = way((column("track", 4, True),), dim, **recipe)
    assert f"picks one row: {dim} numbers" in said
    assert f"its {numbers} what comes next" in said
    assert "softmax over the other half of every row" in said
    state = RunState("1" * 32, "x.csv", "finished", TrainingSpec(**recipe), 0.0)
    assert sentences.halves(state, dim) == f"A row holds two vectors side by side: {halves}"


def test_other_rows_hold_one_vector():
    for spec in (TrainingSpec(), TrainingSpec("cooccurrence", item="track", basket="listener")):
        assert sentences.halves(RunState("1" * 32, "x.csv", "finished", spec, 0.0), 96) == ""


@pytest.mark.parametrize("view", ["Lookup table", "Take away", "One-hot and embedding"])
def test_every_page_that_counts_numbers_says_so(visit, ordered, view):
    assert "A row holds two vectors side by side: the first" in html(visit(run=ordered, view=view))


def test_of_a_file_of_vectors_it_is_not_said_what_unknown_was_learned_from():
    state = RunState("1" * 32, "x.csv", "finished", TrainingSpec(), 0.0)
    assert sentences.unknown_from(state).startswith("learned from cells that were read as unknown")
    given = replace(state, imported=Imported("x.csv", "table", "0" * 64, True))
    assert sentences.unknown_from(given) == "as the file has it"


ITEMS = {"objective": "cooccurrence", "item": "track", "basket": "listener"}
CHANCE = "of about how much oftener than by chance they meet"


@pytest.mark.parametrize(
    ("recipe", "meets", "end"),
    [
        (ITEMS, "another item in a second table one number from the two: their product", "chance"),
        (ITEMS | {"method": "glove"}, "another item in a second table", CHANCE),
        (ITEMS | {"method": "spectral"}, "another item one number from the two an entry", "counts"),
        (
            {"objective": "cooccurrence"},
            "a value of another column in a second table one number from the two: their product",
            "that the two are a true pair, not a made-up one",
        ),
    ],
)
def test_what_appears_together_is_told_of_items_and_of_values_of_rows(way, recipe, meets, end):
    said = way((column("track", 4), column("device", 3)), **recipe)
    assert f"meets {meets}" in said
    assert end in said
    assert ("item" in said) == ("item" in recipe)


def test_what_is_shown_of_two_tables_is_not_said_to_give_their_products():
    def told(**recipe):
        return sentences.two_tables(
            RunState("1" * 32, "x.csv", "finished", TrainingSpec(**recipe), 0.0)
        )

    of_items = told(**ITEMS)
    assert of_items == (
        "Two tables are trained, so that their products say what meets what. A row here is the"
        " mean of an item's vectors in both, so two rows multiplied give another number."
    )
    assert told(**ITEMS, method="glove") == of_items
    assert " of a value's vectors in both, in directions of its column's own, so two" in told(
        objective="cooccurrence"
    )
    assert told(**ITEMS, method="spectral") == told() == ""
