"""Encoding, checked by decoding and by plain loops."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.data.bins import quantile_bins
from explorer.data.encoding import encode
from explorer.data.reading import read_table
from explorer.data.stored import open_table, save_table
from explorer.errors import LimitError, NotFound, NothingToLearn, SpecError
from explorer.records.spec import ColumnSpec, TrainingSpec

ROWS = "kind,size,price\n" + "".join(
    f"{'ab'[i % 2]},{'SML'[i % 3] if i % 7 else ''},{i * 3 % 97}\n" for i in range(101)
)


@pytest.fixture
def table(tmp_path):
    (tmp_path / "t.csv").write_text(ROWS)
    return read_table(tmp_path / "t.csv", "t.csv")


def decoded(dataset, j):
    vocabulary = dataset.vocabularies[j]
    names = [None, "unknown", *vocabulary.categories, "rare"]
    return [names[code] for code in dataset.codes[:, j]]


def test_codes_decode_to_the_cells_as_written(table):
    dataset = encode(table, TrainingSpec(columns=(ColumnSpec("kind"), ColumnSpec("size"))))
    cells = [line.split(",") for line in ROWS.splitlines()[1:]]
    assert decoded(dataset, 0) == [cell[0] for cell in cells]
    assert decoded(dataset, 1) == [cell[1] or None for cell in cells]
    for j, vocabulary in enumerate(dataset.vocabularies):
        counted = np.bincount(dataset.codes[:, j], minlength=vocabulary.size)
        assert counted.tolist() == vocabulary.code_counts().tolist()


def test_numbers_become_ranges_that_hold_their_numbers(table):
    dataset = encode(table, TrainingSpec(columns=(ColumnSpec("kind"), ColumnSpec("price"))))
    ranges = decoded(dataset, 1)
    assert len(set(ranges)) == 10
    for text, line in zip(ranges, ROWS.splitlines()[1:], strict=True):
        low, high = (float(edge) for edge in text.split(" to "))
        assert low <= float(line.split(",")[2]) <= high


@pytest.mark.parametrize(("min_count", "n_rare"), [(None, 0), (9, 2)])
def test_ranges_are_ranked_by_their_numbers_and_categories_are_not(tmp_path, min_count, n_rare):
    often = {10: 20, 2: 8, 33: 15, 4: 30, 5: 7, 61: 25}
    rows = [f"{'ab'[i % 2]},{number}" for number, n in often.items() for i in range(n)]
    (tmp_path / "t.csv").write_text("kind,price\n" + "\n".join(rows))
    table = read_table(tmp_path / "t.csv", "t.csv")
    columns = (ColumnSpec("kind"), ColumnSpec("price", kind="binned"))
    kind, price = encode(table, TrainingSpec(columns=columns, min_count=min_count)).vocabularies
    assert kind.ranks is None
    assert price.rare_categories == n_rare
    lowest = [float(text.split(" to ")[0]) for text in price.categories]
    assert lowest != sorted(lowest)
    assert price.ranks.tolist() == [sorted(lowest).index(low) for low in lowest]


def test_rare_values_share_one_code_and_missing_keeps_its_own(table):
    spec = TrainingSpec(
        columns=(ColumnSpec("kind"), ColumnSpec("price", kind="category")), min_count=3
    )
    with pytest.raises(NothingToLearn, match="minimum count"):
        encode(table, spec)
    few = TrainingSpec(columns=(ColumnSpec("kind"), ColumnSpec("size")), min_count=29)
    vocabulary = encode(table, few).vocabularies[1]
    assert vocabulary.rare_categories == 1
    assert vocabulary.n_missing == 15


def test_rows_without_a_target_are_left_out(table):
    spec = TrainingSpec(objective="predict", columns=(ColumnSpec("kind"),), target="size")
    dataset = encode(table, spec)
    assert dataset.n_rows == 101 - 15
    assert dataset.target.n_missing == 0
    assert set(dataset.target_codes.tolist()) == {0, 1, 2}
    kept = [line.split(",") for line in ROWS.splitlines()[1:] if line.split(",")[1]]
    assert [dataset.target.categories[c] for c in dataset.target_codes] == [c[1] for c in kept]


def test_a_number_is_predicted_in_its_own_unit(table):
    spec = TrainingSpec(objective="predict", columns=(ColumnSpec("kind"),), target="price")
    dataset = encode(table, spec)
    assert dataset.target is None
    assert dataset.target_numbers.tolist() == [i * 3 % 97 for i in range(101)]


def test_too_many_categories_are_refused_with_both_numbers(table):
    spec = TrainingSpec(columns=(ColumnSpec("kind"), ColumnSpec("price", kind="category")))
    with pytest.raises(LimitError, match=r"97 categories; the limit here is 50"):
        encode(table, spec, max_categories=50)
    encode(table, replace(spec, min_count=2), max_categories=50)


def test_texts_too_long_for_a_category_are_left_out_and_refused(tmp_path):
    long = [letter * 20_000 for letter in "xyz"]
    lines = "".join(f"{'ab'[i % 2]},{'cd'[i % 2]},{long[i % 3]}\n" for i in range(60))
    (tmp_path / "t.csv").write_text("kind,size,page\n" + lines)
    table = read_table(tmp_path / "t.csv", "t.csv")
    page = table.column("page").profile
    assert (page.role, page.reason) == ("text", "one of the texts has 20,000 letters")
    kind = ColumnSpec("kind")
    with pytest.raises(LimitError, match=r"'page' has a category of 20,000 letters; at most 10,0"):
        encode(table, TrainingSpec(columns=(kind, ColumnSpec("page", kind="category"))))


def test_an_unknown_column_is_named_with_a_near_one(table):
    with pytest.raises(SpecError) as caught:
        encode(table, TrainingSpec(columns=(ColumnSpec("kind"), ColumnSpec("sise"))))
    assert caught.value.mend == "Did you mean 'size'?"


def test_a_stored_table_opens_as_it_was(table, tmp_path):
    saved = save_table(table, tmp_path / "kept", n_bytes=7)
    opened = open_table(tmp_path / "kept")
    assert saved.n_bytes == 7
    assert saved.preview[1] == ("b", "M", "3")
    for before, after in zip(table.columns, opened.columns, strict=True):
        assert before.values.equals(after.values)
        assert before.counts.tolist() == after.counts.tolist()
        assert before.codes.tolist() == after.codes.tolist()
        assert before.profile == after.profile
    assert isinstance(opened.columns[0].codes.base.base, np.memmap)


def test_columns_without_a_value_take_no_room_on_the_disk(tmp_path):
    names = ",".join(f"c{j}" for j in range(50))
    (tmp_path / "t.csv").write_text(f"{names}\n" + f"x{',' * 49}\n" * 20_000)
    table = read_table(tmp_path / "t.csv", "t.csv")
    save_table(table, tmp_path / "kept")
    assert (tmp_path / "kept" / "codes.npy").stat().st_blocks * 512 < 500_000  # 4 bytes a cell
    for before, after in zip(table.columns, open_table(tmp_path / "kept").columns, strict=True):
        assert np.array_equal(before.codes, after.codes)


def test_a_table_that_is_gone_says_so(tmp_path):
    with pytest.raises(NotFound, match="no longer kept"):
        open_table(tmp_path)


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        ([1, 2, 3, 4], ["1 to 2", "3 to 4"]),
        ([7, 7, 7], ["7"]),
        ([0.125, 0.25, 10.5, 10.75], ["0.125 to 0.25", "10.5 to 10.75"]),
        ([1000001, 1000002, 1000003, 1000004], ["1000001 to 1000002", "1000003 to 1000004"]),
        ([0.33333, 0.33334, 0.33335, 0.33336], ["0.33333 to 0.33334", "0.33335 to 0.33336"]),
    ],
)
def test_ranges_are_named_by_what_is_in_them(numbers, names):
    array = np.array(numbers, np.float64)
    found, of_number = quantile_bins(array, np.ones(len(array), np.int64), 2)
    assert found == names
    assert (np.diff(of_number) >= 0).all()
