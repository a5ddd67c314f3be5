"""What is said of a time budget that was not kept."""

from types import SimpleNamespace

import pytest

from explorer.runs.time_used import of_budget


def result(seconds, late=False, early=False):
    return SimpleNamespace(seconds=seconds, late=late, stopped_early=early)


def test_a_training_that_the_clock_ended_says_so_and_promises_no_bits():
    assert of_budget(10.0, result(12.61, late=True)) == (
        "It was ended after 13 s, its time budget of 10 s being over: learning was slower than"
        " measured at its beginning. What it had learned is kept, and no number of epochs repeats"
        " it to the bit."
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (9.3, "Of the time budget of 20 s, 9.3 s were used"),
        (31.0, "It took 31 s, more than its time budget of 20 s"),
    ],
)
def test_time_far_from_the_budget_is_told(seconds, said):
    planned = "how many steps fit is planned at its beginning."
    assert of_budget(20.0, result(seconds)) == f"{said}: {planned}"


@pytest.mark.parametrize(
    ("budget", "found"),
    [
        (None, result(3.0)),
        (20.0, result(15.0)),
        (20.0, result(24.0)),
        (20.0, result(2.0, early=True)),  # more would have taught nothing
    ],
)
def test_a_budget_that_was_kept_needs_no_word(budget, found):
    assert of_budget(budget, found) == ""
