"""Dates and spans of time that are predicted: as numbers, in a unit that is named."""

import numpy as np
import pytest

from explorer.data.encoding import encode
from explorer.data.reading import read_table
from explorer.data.selection import propose, resolve
from explorer.errors import SpecError
from explorer.records.spec import TrainingSpec

N = 200
KINDS = [("soft", "hard", "wet")[i % 3] for i in range(N)]


@pytest.fixture
def read(tmp_path):
    def reader(when):
        lines = ["kind,size,when", *(f"{KINDS[i]},{i % 4},{when[i]}" for i in range(N))]
        (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
        return read_table(tmp_path / "t.csv", "t.csv")

    return reader


def asked(table, **more):
    return TrainingSpec("predict", target="when", **more)


@pytest.mark.parametrize(
    ("write", "unit", "worth"),
    [
        (lambda i: f"2021-{1 + i % 12:02}-{1 + i % 25:02}", "days since 2021-01-01", 32),
        (lambda i: f"{1 + i % 25}.{1 + i % 12}.2021", "days since 1.1.2021", 32),
        (lambda i: f"2021{1 + i % 12:02}{1 + i % 25:02}", "days since 20210101", 32),
        (
            lambda i: f"2021-03-01 {i // 9:02}:{i % 9:02}:00",
            "hours since 2021-03-01 00:00:00",
            1 / 60,
        ),
        (lambda i: f"{i // 60}:{i % 60:02}:30", "minutes", 1.5),
        (lambda i: f"0:{i // 60:02}:{i % 60:02}.5", "seconds", 1.5),
    ],
)
def test_moments_are_predicted_as_numbers_in_a_unit_that_is_named(read, write, unit, worth):
    table = read([write(i) for i in range(N)])
    spec = resolve(asked(table), [column.profile for column in table.columns])
    assert spec.target_kind == "number"
    dataset = encode(table, spec)
    assert dataset.target_unit == unit
    assert dataset.target_numbers[1] == pytest.approx(worth)
    assert dataset.target_numbers.min() >= 0


def test_spans_that_occur_once_can_be_predicted_too(read):
    table = read([f"{i // 60}:{i % 60:02}:07" for i in range(N)])
    profiles = [column.profile for column in table.columns]
    assert propose(profiles, "predict", "when").obstacle == ""


def test_few_dates_and_clock_times_without_seconds_stay_classes(read):
    for when in (
        [f"2021-{1 + i % 12:02}-01" for i in range(N)],
        [f"{i // 60}:{i % 60:02}" for i in range(N)],
        [f"day {i % 60}" for i in range(N)],
    ):
        table = read(when)
        assert not table.column("when").profile.moments


def test_moments_are_classes_where_a_recipe_says_so(read):
    table = read([f"2021-{1 + i % 10:02}-{1 + i % 12:02}" for i in range(N)])
    dataset = encode(table, asked(table, target_kind="class"))
    assert dataset.target_numbers is None
    assert len(np.unique(dataset.target_codes)) == len(table.column("when").values)


def test_a_date_that_is_none_is_named(read):
    when = [f"2021-{1 + i % 12:02}-{1 + i % 25:02}" for i in range(N - 1)] + ["2021-02-30"]
    table = read(when)
    with pytest.raises(SpecError, match=r"1 of its \d+ dates is none of the calendar"):
        encode(table, asked(table))
