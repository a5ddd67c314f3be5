"""Where a value goes that the data did not have, on the Run page."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.records.embedding import UNKNOWN
from explorer.records.spec import TrainingSpec
from explorer.ui.run import never_seen
from explorer.ui.run.subject import Subject


@pytest.fixture
def subject(store, run):
    state = store.runs.get(run)
    content = store.content(state)
    column = [shape.name for shape in state.columns].index("limbs")
    entries = content.entries(column)
    return Subject(state, content, column, entries, "pca", "learned", [], 0, None)


def test_a_category_is_recognized_and_another_value_gets_the_mean(subject):
    vectors = subject.content.vectors(subject.column)
    assert never_seen.answer(subject, "wings", vectors) == (
        f"wings is one of the {len(subject.entries)} categories."
    )
    said = never_seen.answer(subject, "wing", vectors)
    assert said.startswith("wing is not among the categories, so it is placed at the mean")
    assert said.endswith("Did you mean wings?")


def test_where_unknown_was_learned_it_is_said_why_and_the_table_names_it_once(subject, monkeypatch):
    kinds = subject.entries.kinds.copy()
    kinds[-1] = UNKNOWN
    entries = replace(subject.entries, kinds=kinds)
    learned = replace(subject, entries=entries)
    content = type(subject.content)
    monkeypatch.setattr(content, "entries", lambda self, column: entries)
    vectors = subject.content.vectors(subject.column)
    said = never_seen.answer(learned, "tentacles", vectors)
    assert "learned from cells that were read as unknown, rare ones most of all" in said
    nearest = vectors[:-1] @ vectors[-1] / np.linalg.norm(vectors[:-1], axis=1)
    assert f"Nearest: {entries.names[int(nearest.argmax())]} " in said


def test_the_share_of_new_values_to_expect_is_told_with_its_count(subject):
    rows = int(subject.entries.counts.sum())
    once = int((subject.entries.counts == 1).sum())
    said = never_seen.expectation(subject)
    if once:
        assert f"of {rows} rows, {once} value" in said
    else:
        assert f"at least twice in {rows} rows" in said
    counts = subject.entries.counts.copy()
    counts[0] = 1
    changed = replace(subject, entries=replace(subject.entries, counts=counts))
    assert "occurred once (the Good\N{EN DASH}Turing estimate)" in never_seen.expectation(changed)
    spec = TrainingSpec("cooccurrence", item="song", basket="list")
    of_items = replace(changed, state=replace(changed.state, spec=spec))
    said = never_seen.expectation(of_items)
    assert "of new items are to be expected to be one: of" in said
    assert "row" not in said
