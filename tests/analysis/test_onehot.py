"""The comparison with one-hot, against one-hot vectors that are really built."""

import numpy as np
import pytest

from explorer.analysis.onehot import (
    ONE_HOT_COSINE,
    ONE_HOT_DISTANCE,
    ColumnSize,
    OneHotFacts,
    pair_facts,
    window_sentence,
)
from explorer.analysis.similarity import cosine_matrix
from explorer.analysis.wording import cosine_text


def facts(*columns, learned=True):
    return OneHotFacts(tuple(ColumnSize(*column) for column in columns), learned)


def test_inputs_zeros_and_bytes_are_those_of_a_row_really_encoded():
    found = facts(("animal", 100, 8), ("legs", 6, 2), ("tail", 2, 2))
    row = np.concatenate([np.eye(n, dtype=np.float32)[0] for n in (100, 6, 2)])
    assert found.inputs == len(row)
    assert found.zeros == np.count_nonzero(row == 0)
    assert found.one_hot_bytes == row.nbytes
    tables = [np.zeros((100, 8), "f4"), np.zeros((6, 2), "f4"), np.zeros((2, 2), "f4")]
    assert found.parameters == sum(table.size for table in tables)
    assert found.embedding_bytes == sum(table[0].nbytes for table in tables)
    assert found.cost_sentence == (
        "One row takes 432 bytes one-hot and 48 bytes as embeddings. The lookup tables hold "
        "816 learned numbers, 3.26 kB, once for all rows."
    )


def test_every_two_one_hot_vectors_are_equally_far_apart():
    one_hot = np.eye(7, dtype=np.float32)
    others = ~np.eye(7, dtype=bool)
    assert np.all(cosine_matrix(one_hot)[others] == ONE_HOT_COSINE)
    apart = np.linalg.norm(one_hot[:, None] - one_hot, axis=2)[others]
    assert np.allclose(apart, ONE_HOT_DISTANCE)


def test_learned_cosines_are_told_with_their_range_and_mean():
    vectors = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32)
    found = pair_facts("city", vectors)
    pairs = [cosine_matrix(vectors)[i, j] for i in range(30) for j in range(i)]
    assert (found.lowest, found.highest) == (min(pairs), max(pairs))
    assert found.mean == pytest.approx(np.mean(pairs), abs=1e-6)
    assert found.sentence == (
        "One-hot puts every two categories of city equally far apart: cosine 0, distance 1.41. "
        f"Between the 30 categories the learned cosines run from −{-found.lowest:.2f} to "
        f"{found.highest:.2f}, {cosine_text(found.mean)} on average."
    )


def test_large_columns_say_that_only_the_most_frequent_were_compared():
    vectors = np.random.default_rng(0).normal(size=(1200, 4)).astype(np.float32)
    assert "the 500 most frequent of 1,200 categories" in pair_facts("city", vectors).sentence


def test_what_is_compared_beside_the_categories_is_named():
    vectors = np.random.default_rng(0).normal(size=(10, 4)).astype(np.float32)
    sentence = pair_facts("city", vectors, "9 categories and missing").sentence
    assert "Between the 9 categories and missing the learned cosines run" in sentence


def test_vectors_from_elsewhere_were_not_learned_here_and_nobody_counted_their_names():
    vectors = np.random.default_rng(0).normal(size=(1200, 4)).astype(np.float32)
    given = pair_facts("word", vectors, learned=False, counted=False).sentence
    assert "Between the first 500 of 1,200 categories the cosines of the vectors run" in given
    assert facts(("word", 40, 30), learned=False).cost_sentence == (
        "One row takes 160 bytes one-hot and 120 bytes as embeddings. The lookup table holds "
        "1,200 numbers, 4.8 kB, once for all rows."
    )


def test_a_row_for_values_never_seen_is_in_the_table_and_no_input_of_the_one_hot():
    both = facts(("animal", 14, 8, 1), ("legs", 6, 2, 1))
    assert both.inputs == 20
    assert both.zeros == 18
    assert both.parameters == 15 * 8 + 7 * 2
    assert both.cost_sentence.endswith("Each has one row more, for values never seen.")
    one_of_two = facts(("animal", 14, 8, 1), ("legs", 6, 2)).cost_sentence
    assert one_of_two.endswith("1 of them has one row more, for values never seen.")
    alone = facts(("animal", 14, 8, 1)).cost_sentence
    assert alone.endswith("It has one row more, for values never seen.")


def test_one_number_is_one():
    assert facts(("answer", 2, 1)).short_sentence.endswith("These embeddings use 1 number.")
    assert facts(("answer", 1, 1)).short_sentence.startswith("One-hot would need 1 input, ")


def test_one_category_is_compared_with_nothing():
    sentence = pair_facts("city", np.ones((1, 2), np.float32)).sentence
    assert sentence == "city has one category: there is nothing to compare it with."


def test_window_of_values_is_counted_out():
    (column,) = facts(("product", 5000, 46)).columns
    assert "5 × 5,000 = 25,000 inputs" in window_sentence(column)
    assert "5 × 46 = 230 numbers" in window_sentence(column)


def test_of_two_vectors_side_by_side_a_network_reads_one():
    column = ColumnSize("track", 320, 96, 1, halved=True)
    assert "5 × 48 = 240 numbers" in window_sentence(column)
    found = OneHotFacts((column,))
    assert (found.numbers, found.embedding_bytes) == (48, 4 * 48)
    assert found.parameters == 321 * 96
