"""Where a value goes that the data did not have, on the Run page."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.records.embedding import RARE, UNKNOWN
from explorer.records.spec import TrainingSpec
from explorer.records.vectors import Imported
from explorer.ui.run import never_seen, sentences
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
    assert said.startswith(
        "wing is not among the categories. Did you mean wings? As it is written, it is placed at"
        " the mean of all rows"
    )
    assert " Did you mean wings?" in never_seen.answer(subject, "WINGS", vectors)


def test_a_name_with_blanks_around_it_is_found_as_it_was_typed(changed):
    padded, vectors = changed(("  padded  name", "wings"), [0, 0])
    for typed in ("  padded  name", "wings", " wings "):
        said = never_seen.answer(padded, typed, vectors)
        assert said.endswith(" is one of the 2 categories."), typed
    assert "Did you mean" in never_seen.answer(padded, "padded  name", vectors)


def test_the_box_keeps_the_blanks_that_were_typed(visit, store, run, monkeypatch):
    asked = []
    monkeypatch.setattr(never_seen, "answer", lambda subject, typed, vectors: asked.append(typed))
    page = visit(run=run, view="Lookup table")
    box = next(each for each in page.text_input if each.label == "Type a value")
    box.set_value("  wings").run()
    box = next(each for each in page.text_input if each.label == "Type a value")
    box.set_value("   ").run()
    assert set(asked) == {"  wings"}


@pytest.fixture
def changed(subject, monkeypatch):
    """changed(names, kinds, **recipe) -> a subject whose column has other entries."""

    def change(names, kinds, kind="category", **recipe):
        entries = replace(
            subject.entries,
            names=names,
            kinds=np.array(kinds, np.uint8),
            counts=np.full(len(names), 20),
        )
        vectors = np.random.default_rng(3).normal(size=(len(names), 4)).astype(np.float32)
        columns = tuple(
            replace(column, kind=kind) if column.name == "limbs" else column
            for column in subject.state.spec.columns
        )
        content = type(subject.content)
        monkeypatch.setattr(content, "entries", lambda self, column: entries)
        monkeypatch.setattr(content, "vectors", lambda self, column, source="learned": vectors)
        spec = replace(subject.state.spec, columns=columns, **recipe)
        state = replace(subject.state, spec=spec)
        return replace(subject, entries=entries, state=state), vectors

    return change


def nearest(vectors, n, query, but=()):
    """The nearest of n, most alike first, by a plain loop."""
    unit = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    found = [(-float(unit[i] @ query / np.linalg.norm(query)), i) for i in range(n) if i not in but]
    return [i for _, i in sorted(found)]


RANGES = ("3 to 4.5", "-2 to 1", "7 to 8", "9 to 12.5")


def test_a_number_takes_the_range_it_lies_in_and_has_its_nearest(changed):
    numbers, vectors = changed((*RANGES, "unknown"), [0, 0, 0, 0, UNKNOWN], "binned")
    first, *_ = nearest(vectors, 4, vectors[0], but=[0])
    for typed in ("3.9", "4.5", "+3", "3,25", "3.90"):
        said = never_seen.answer(numbers, typed, vectors)
        assert said.startswith(f"{typed} lies in 3 to 4.5, one of 4 ranges. Nearest: ")
        assert f"Nearest: {RANGES[first]} " in said
        assert said.count("3 to 4.5") == 1
        assert "unknown" not in said
    said = never_seen.answer(numbers, "6.9", vectors)
    assert said.startswith(
        "6.9 lies between 3 to 4.5 and 7 to 8, where no number was seen; nearer is 7 to 8. Nearest:"
    )
    assert never_seen.answer(numbers, "7 to 8", vectors) == "7 to 8 is one of the 4 categories."
    assert never_seen.answer(numbers, "x", vectors).startswith("x is not among the categories, so")


def test_a_number_whose_point_may_part_thousands_is_read_as_the_ranges_tell(changed):
    prices, vectors = changed(("300 to 900", "1200 to 2500", "12350 to 45000"), [0] * 3, "binned")
    for typed, begins in {
        "45.000": "45.000, read as 45000 and not as 45, lies in 12350 to 45000, one of 3 ranges.",
        "1.200": "1.200, read as 1200 and not as 1.2, lies in 1200 to 2500, one of 3 ranges.",
        "46.000": "46.000, read as 46000 and not as 46, lies above all numbers that were seen.",
        "-1.200": "-1.200 lies below all numbers that were seen.",
        "1,200": "1,200 lies in 1200 to 2500, one of 3 ranges.",
        "400.000": "400.000 lies in 300 to 900, one of 3 ranges.",
        "1.300,5": "1.300,5 lies in 1200 to 2500, one of 3 ranges.",
        "45": "45 lies below all numbers that were seen.",
    }.items():
        assert never_seen.answer(prices, typed, vectors).startswith(begins)


def test_three_decimals_are_read_as_such_where_the_ranges_hold_them(changed):
    lengths, vectors = changed(("0.5 to 1.25", "1.3 to 3"), [0] * 2, "binned")
    for typed, begins in {
        "1.200": "1.200 lies in 0.5 to 1.25, one of 2 ranges.",
        "1,200": "1,200, read as 1.2 and not as 1200, lies in 0.5 to 1.25, one of 2 ranges.",
        "4.125": "4.125 lies above all numbers that were seen.",
    }.items():
        assert never_seen.answer(lengths, typed, vectors).startswith(begins)
    wide, vectors = changed(("0.5 to 3", "3.5 to 5000.5"), [0] * 2, "binned")
    assert never_seen.answer(wide, "1.200", vectors).startswith(
        "1.200, read as 1.2 and not as 1200, lies in 0.5 to 3, one of 2 ranges."
    )
    texts, vectors = changed(("1200", "3"), [0] * 2)
    assert never_seen.answer(texts, "1.200", vectors).startswith("1.200 is not among")


def test_a_number_beyond_all_that_were_seen_takes_the_row_unknown(changed):
    numbers, vectors = changed((*RANGES, "unknown"), [0, 0, 0, 0, UNKNOWN], "binned")
    first, *_ = nearest(vectors, 4, vectors[4])
    for typed, side, own in (("-100", "below", "-2 to 1"), ("12.6", "above", "9 to 12.5")):
        said = never_seen.answer(numbers, typed, vectors)
        assert said.startswith(
            f"{typed} lies {side} all numbers that were seen. No range holds it, so it takes the"
            " row “unknown”, learned from cells that were read as unknown, rare ones most of all."
            f" Nearest: {RANGES[first]} "
        )
        assert f" The nearest range is {own}. Nearest: " in said


def test_numbers_of_a_column_of_categories_are_no_ranges(changed):
    texts, vectors = changed(("1", "3", "5", "7"), [0, 0, 0, 0])
    assert "4 is not among the categories" in never_seen.answer(texts, "4", vectors)


@pytest.mark.parametrize(
    ("fewest", "often"), [(10, "fewer than 10 times"), (2, "once"), (None, "once")]
)
def test_a_value_that_may_have_been_rare_is_told_of_both_rows(changed, fewest, often):
    names = ("Rome", "Oslo", "Bern", "rare (7 values)", "unknown (never seen)")
    cities, vectors = changed(names, [0, 0, 0, RARE, UNKNOWN], min_count=fewest)
    said = never_seen.answer(cities, "Zug", vectors)
    if_rare, *_ = nearest(vectors, 3, vectors[3])
    if_never, *_ = nearest(vectors, 3, vectors[4])
    assert said.startswith(
        f"Zug is not among the categories. If it was seen, {often}, it takes the row “rare (7"
        f" values)”. Nearest: {names[if_rare]} "
    )
    assert (
        "If it was never seen, it takes the row “unknown”, learned from cells that were read as"
        f" unknown, rare ones most of all. Nearest: {names[if_never]} "
    ) in said


def test_a_number_that_may_lie_in_a_rare_range_is_told_of_both_rows(changed):
    names = ("1 to 2", "5 to 9", "rare (1 value)")
    numbers, vectors = changed(names, [0, 0, RARE], "binned", min_count=4)
    said = never_seen.answer(numbers, "3", vectors)
    assert said.startswith(
        "3 lies in none of the ranges. If it was seen, fewer than 4 times, it takes the row “rare"
        " (1 value)”. Nearest: "
    )
    assert never_seen.answer(numbers, "6", vectors).startswith("6 lies in 5 to 9, one of 2 ranges.")


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


def counted(subject, counts, kinds, once, **recipe):
    """A subject whose column has these counts, and so many values that occur once."""
    kinds = np.array(kinds, np.uint8)
    names = tuple(map(str, range(len(kinds))))
    entries = replace(subject.entries, names=names, kinds=kinds, counts=np.array(counts))
    columns = list(subject.state.columns)
    columns[subject.column] = replace(subject.shape, n_once=once)
    spec = replace(subject.state.spec, **recipe)
    state = replace(subject.state, columns=tuple(columns), spec=spec)
    return replace(subject, entries=entries, state=state)


# 8 makers often, 12 makers 5 times and 60 once in the rare bucket
OFTEN, KINDS = [60, 55, 50, 45, 45, 45, 40, 40, 120, 0], [*[0] * 8, RARE, UNKNOWN]


def test_the_share_of_new_values_is_of_those_that_occur_once_in_the_file(subject):
    makers = counted(subject, OFTEN, KINDS, 60, min_count=6)
    assert never_seen.expectation(makers) == (
        "About 12 % of new rows are to be expected to hold one: of 500 rows, 60 values occurred"
        " once (the Good\N{EN DASH}Turing estimate). Counting those seen fewer than 6 times too,"
        " about 24 % take the row “rare” or “unknown”."
    )
    none = counted(subject, OFTEN, KINDS, 0, min_count=6)
    assert never_seen.expectation(none).startswith(
        "Hardly any is to be expected: every value was seen at least twice in 500 rows. Counting"
    )


def test_the_row_unknown_is_expected_to_be_taken_only_where_there_is_one(subject):
    makers = counted(subject, OFTEN[:-1], KINDS[:-1], 60, min_count=6)
    assert never_seen.expectation(makers).endswith(
        " about 24 % take the row “rare” or are placed at the mean of all rows."
    )


def test_where_nothing_is_rare_only_what_occurs_once_is_told_of(subject):
    for once in (2, None):  # a run of an older version says the same by its counts
        few = counted(subject, [6, 1, 1], [0, 0, 0], once)
        assert never_seen.expectation(few) == (
            "About 25 % of new rows are to be expected to hold one: of 8 rows, 2 values occurred"
            " once (the Good\N{EN DASH}Turing estimate)."
        )
    spec = TrainingSpec("cooccurrence", item="song", basket="list")
    said = never_seen.expectation(replace(few, state=replace(few.state, spec=spec)))
    assert "of new items are to be expected to be one: of 8 items" in said
    assert "row" not in said


def test_of_ranges_no_share_of_new_values_is_claimed_but_of_numbers_outside_them(changed):
    said = (
        "A number that was never seen lies in one of the ranges, unless it is below or above all"
        " that were seen, or between two ranges; text lies in none of them."
    )
    numbers, _ = changed((*RANGES, "unknown"), [0, 0, 0, 0, UNKNOWN], "binned")
    numbers = counted(numbers, [100, 100, 60, 40, 0], [0, 0, 0, 0, UNKNOWN], 0)
    numbers = replace(numbers, entries=replace(numbers.entries, names=(*RANGES, "unknown")))
    assert never_seen.expectation(numbers) == (
        f"{said} At most about 2 % of new rows are to be expected to hold a number outside them."
    )
    with_rare = replace(numbers.entries, kinds=np.array([0, 0, 0, RARE, UNKNOWN], np.uint8))
    recipe = replace(numbers.state.spec, min_count=50)
    rare = replace(numbers, entries=with_rare, state=replace(numbers.state, spec=recipe))
    assert never_seen.expectation(rare) == (
        f"{said} Of 300 rows, 13 % lie in ranges seen fewer than 50 times, which take the row"
        " “rare”."
    )


def test_ranges_that_are_single_numbers_are_values(changed):
    cylinders, _ = changed(("3", "4", "6"), [0, 0, 0], "binned")
    said = "every value was seen at least twice in 60 rows."
    assert said in never_seen.expectation(counted(cylinders, [20] * 3, [0] * 3, 0))


def test_a_run_that_does_not_tell_what_occurred_once_claims_no_share_of_it(subject):
    said = never_seen.expectation(counted(subject, OFTEN, KINDS, None, min_count=6))
    assert said.startswith(
        "How many new rows are to be expected to hold one is not known: this run"
    )
    assert said.endswith("about 24 % take the row “rare” or “unknown”.")
    once = counted(subject, OFTEN, KINDS, None, min_count=2)  # all that is rare occurred once
    assert "of 500 rows, 120 values occurred once" in never_seen.expectation(once)


def test_of_vectors_from_elsewhere_nobody_knows_what_was_rare(subject):
    elsewhere = counted(subject, OFTEN, KINDS, None)
    vectors = Imported("v.parquet", "parquet", "0" * 64, True)
    elsewhere = replace(elsewhere, state=replace(elsewhere.state, imported=vectors))
    said = never_seen.expectation(elsewhere)
    assert said.startswith("How many new rows are to be expected to hold one is not known")
    assert "Counting" not in said
    assert sentences.rarely(elsewhere.state) == "too rarely for a row of its own"


def test_of_vectors_from_elsewhere_it_is_not_said_that_too_few_were_learned_from(subject):
    vectors = subject.content.vectors(subject.column)
    made_here = never_seen.answer(subject, "tentacles", vectors)
    assert "the mean of all rows: too few could be read as unknown" in made_here
    source = Imported("v.vec", "word2vec", "0" * 64, True)
    elsewhere = replace(subject, state=replace(subject.state, imported=source))
    said = never_seen.answer(elsewhere, "tentacles", vectors)
    assert "the mean of all rows: the file has no vector for what was never seen. Near" in said


def test_what_occurs_once_is_kept_with_the_run(subject):
    for j, column in enumerate(subject.state.columns):
        entries = subject.content.entries(j)
        assert not (entries.kinds == RARE).any()
        assert column.n_once == int((entries.counts == 1).sum())
