"""sweep: losses by dimension, the knee, and what cannot be swept."""

import json
import signal

import pytest

from explorer.cli import main
from explorer.learning import sweep as learning


def sweep(table, *more):
    return main(["sweep", str(table), "--epochs", "3", "--columns", 'city,"last, first"', *more])


def test_sweep_prints_the_losses_the_knee_and_how_it_was_measured(table, capsys):
    assert sweep(table, "--dims", "1,2,4") == 0
    told = capsys.readouterr()
    head, *rows = told.out.splitlines()
    assert head.split(maxsplit=3)[:3] == ["dimensions", "held-out", "loss"]
    assert [row.removeprefix("x").split()[0] for row in rows[:3]] == ["1", "2", "4"]
    assert "guessing costs" in rows[3]
    assert "Each training took all 200 rows, less what was held out, for 3 epochs at" in told.out
    assert "9 short trainings, about" in told.err
    assert "9 of 9: 4 dimensions, held-out loss" in told.err


def test_sweep_of_one_column_says_that_the_others_kept_theirs(table, capsys):
    assert sweep(table, "--dims", "1,2", "--vary", "city", "--epochs", "1") == 0
    told = capsys.readouterr().out
    assert "less what was held out, for 1 epoch at most; at every" in told
    assert "Only 'city' was varied; all other columns kept the dimensions that the recipe" in told


def test_sweep_of_one_column_as_json_says_what_each_column_gets(table, capsys):
    assert sweep(table, "--dims", "2,4", "--vary", "city", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["column"] == "city"
    assert [level["dim"] for level in found["levels"]] == [2, 4]
    assert found["trained"] == 2 * found["repeats"]
    assert found["columns"] == (
        {} if found["dimensions"] is None else {"city": found["dimensions"]}
    )


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--dims", "2,x"], "--dims is '2,x'. Write whole numbers with commas, as 2,4,8,16."),
        (["--dims", ""], "--dims is ''. Write whole numbers with commas, as 2,4,8,16."),
        (["--dims", "0"], "0 dimensions cannot be tried."),
        (["--time-budget", "2"], "A sweep trains as shortly as it can and takes no time budget."),
        (["--vary", "coin"], "'coin' is not among the columns that are learned."),
    ],
)
def test_a_sweep_that_cannot_be_says_why(table, capsys, flags, sentence):
    assert sweep(table, *flags) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("trained", [0, 1])
def test_ctrl_c_says_what_was_measured_or_that_nothing_was(table, capsys, monkeypatch, trained):
    measure = learning.measure

    def interrupted(*given):
        done = 0
        for one in measure(*given):
            if done == trained:
                signal.raise_signal(signal.SIGINT)
            done += one is not None
            yield one

    monkeypatch.setattr(learning, "measure", interrupted)
    assert sweep(table, "--dims", "1,2") == 130
    told = capsys.readouterr()
    said = "Nothing was measured yet: the first training had not ended.\n"
    assert told.err.endswith(said) == (trained == 0)
    assert ("1 of 6 trainings was done." in told.out) == (trained == 1)
    assert (told.out == "") == (trained == 0)
    assert "It was done" not in told.out
