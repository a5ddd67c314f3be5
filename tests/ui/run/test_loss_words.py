"""What the Run page says of losses and of what was learned by them."""

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest

from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState, RunState
from explorer.records.training import Point, Verdict, cut_short
from explorer.ui.run import loss_words, phases, sentences


def learning(train, held, n_columns=4, **spec):
    """A run as far as the note below its losses looks at it."""
    shape = {"objective": "masked", "target_kind": "", "holdout": 0.1, **spec}
    return SimpleNamespace(
        spec=SimpleNamespace(**shape),
        phase="finished",
        settings={},
        verdict=None,
        columns=tuple(ColumnState(f"column {i}", 40, 8, 40) for i in range(n_columns)),
        n_rows=9_000,
        points=[Point(10, 1.0, train, held, 0.1)],
    )


HIDDEN = "Training lies above held out because some inputs are hidden"


def test_a_training_loss_above_that_of_held_out_rows_is_explained_where_inputs_are_hidden():
    assert HIDDEN in loss_words.loss_note(learning(1.48, 1.38))
    assert HIDDEN not in loss_words.loss_note(learning(1.30, 1.38))
    assert HIDDEN not in loss_words.loss_note(learning(math.nan, 1.38))
    assert HIDDEN not in loss_words.loss_note(learning(1.48, 1.38, n_columns=2))
    assert HIDDEN not in loss_words.loss_note(learning(1.48, 1.38, objective="predict"))


def test_a_check_on_fewer_cells_of_large_columns_is_named_as_a_reason_too():
    uneven = learning(5.95, 5.51, n_columns=2)
    uneven.verdict = SimpleNamespace(
        unit="nats", per_column={"session": (7.8, 8.6, 1256), "product": (5.0, 5.8, 5331)}
    )
    assert loss_words.loss_note(uneven).endswith(
        "Training lies above held out because columns with many categories weigh less in the check."
    )


def test_large_columns_are_named_as_a_reason_while_it_learns():
    ids = learning(4.0, 1.4, n_columns=3)
    ids.n_rows, ids.phase = 120_000, "learning"
    assert "columns with many categories" not in loss_words.loss_note(ids)
    ids.columns = (ColumnState("sku", 22_526, 64, 5_000), *ids.columns[1:])
    assert loss_words.loss_note(ids).endswith(
        "while it learns and because columns with many categories weigh less in the check."
    )


def test_a_loss_says_where_what_was_held_out_was_learned_behind_it():
    finished = learning(1.3, 1.4)
    finished.settings = {"last_lap": 300}
    assert loss_words.loss_note(finished).endswith(
        "After the last check it learned from what had been held out as well."
    )
    finished.settings = {"last_lap": 0}
    assert "as well" not in loss_words.loss_note(finished)


def test_it_is_said_that_what_is_shown_is_joined_with_counts_and_losses_are_not():
    finished = learning(1.3, 1.4)
    finished.spec = TrainingSpec()
    for counts in (None, 0, "many"):
        finished.settings = {"counts": counts}
        assert sentences.joined(finished) == ""
        assert "counts" not in loss_words.loss_note(finished)
    finished.settings = {"counts": 1.0}
    assert loss_words.loss_note(finished).endswith("before it is joined with counts.")
    assert "three maps from counts" in sentences.joined(finished)
    assert "given vectors" not in sentences.joined(finished)
    finished.spec = TrainingSpec(start="ab" * 32)
    assert "given vectors are as they were learned" in sentences.joined(finished)


def test_what_a_loss_is_measured_in_is_said_once_there_is_one():
    assert loss_words.loss_note(learning(1.3, 1.4)).startswith("Nats measure surprise: 0 is sure")
    mean = learning(0.3, 0.4, objective="predict", target_kind="number")
    assert loss_words.loss_note(mean).endswith("how much the target varies: 0 is exact.")
    begun = learning(1, 1)
    begun.points = []
    assert loss_words.loss_note(begun) == ""


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        ({}, "guessing by frequency"),
        ({"objective": "predict", "target_kind": "number"}, "always guessing the mean"),
        ({"objective": "cooccurrence"}, "guessing"),  # a coin toss, whatever is frequent
    ],
)
def test_the_level_to_stay_below_is_named_by_what_guesses_there(recipe, said):
    assert loss_words.guessing(learning(1.3, 1.4, **recipe)) == said


BASKETS = {"objective": "cooccurrence", "item": "song", "basket": "list"}


SEQUENCES = {"objective": "next-item", "item": "song", "basket": "list", "order": "at"}


@pytest.mark.parametrize(
    ("recipe", "kept_apart", "mend"),
    [
        ({}, "each other does not hold for cells", "Choose other columns, or a column to predict"),
        (
            {"objective": "predict", "target": "class"},
            "about class does not hold for rows",
            "another one than class to predict",
        ),
        (
            BASKETS,
            "items that appear together does not hold for pairs",
            "More baskets may tell, or another choice of what a row is (Set up).",
        ),
        (
            SEQUENCES,
            "of the order does not hold for later items",
            "More or longer sequences may tell. Where their order means little, learn “Appear"
            " together” instead (Set up).",
        ),
    ],
)
def test_nothing_learned_is_said_of_what_was_learned_from_with_a_mend_that_exists(
    recipe, kept_apart, mend
):
    state = RunState("r", "songs.csv", "finished", TrainingSpec(**recipe), 0.0)
    nothing = Verdict(False, 0.70, 0.69, "nats", "Nothing was learned.")
    said = phases.standing(replace(state, verdict=nothing), owner=True).mend
    assert f"{kept_apart} that were kept apart, so nothing confirms" in said
    assert said.endswith(f"{mend} (Set up)." if "(Set up)" not in mend else mend)
    assert ("columns" in said) == ("item" not in recipe)
    unsure = Verdict(False, 0.30, 0.69, "nats", "Not sure.")
    more = {"cooccurrence": "More baskets", "next-item": "More sequences"}
    guess = phases.standing(replace(state, verdict=unsure), owner=True).mend
    assert f"{more.get(recipe.get('objective', ''), 'More rows')} would tell" in guess


OTHERS = {"objective": "predict", "target": "class"}


def ended_at(best, last, total, verdict, **recipe):
    """What is said beside the verdict of a run whose checks were every tenth step."""
    points = tuple(
        Point(step, step / 10, 1.0, 1.0 + abs(step - best) / 1000, 0.0)
        for step in range(0, last + 1, 10)
    )
    spec = TrainingSpec(**recipe)
    state = RunState("r", "hives.csv", "finished", spec, 0.0, points=points, verdict=verdict)
    plan = {"best_step": best, "total_steps": total, "total_epochs": total // 10}
    return phases.standing(replace(state, **plan), owner=True).mend


@pytest.mark.parametrize("recipe", [{}, {"objective": "autoencoder"}, OTHERS, BASKETS, SEQUENCES])
def test_a_training_cut_short_while_it_got_better_does_not_blame_the_data(recipe):
    nothing = Verdict(False, 0.68, 0.69, "nats", "Nothing was learned.")
    said = ended_at(50, 50, 50, nothing, epochs=5, **recipe)
    assert said.startswith("Learning was cut short while it still got better, so nothing confirms")
    assert said.endswith("Allow more than 5 epochs (Adjust in Set up).")
    hint = replace(nothing, hinted=True)
    assert ended_at(50, 50, 50, hint, **recipe) == (
        "Take neighbors as a guess. Learning was cut short while it still got better."
        " Allow more than 5 epochs (Adjust in Set up)."
    )
    timed = ended_at(50, 50, 50, nothing, time_budget=10.0, **recipe)
    assert timed.endswith("Give it more time, or as long as it gains (Adjust in Set up).")


@pytest.mark.parametrize(
    ("losses", "short"),
    [
        ([0.7, 0.69, 0.68], True),
        ([0.7, 0.6900003, 0.6900001], False),  # level: the next digits of a number, no learning
        ([0.7, 0.68, 0.69], False),
        ([0.7], False),
        ([], False),
    ],
)
def test_a_loss_that_hardly_falls_any_more_is_not_cut_short(losses, short):
    points = [Point(10 * i, i, loss, loss, 0.0) for i, loss in enumerate(losses)]
    best = 10 * losses.index(min(losses)) if losses else 0
    assert cut_short(points, best, 10 * len(losses) - 10) == short
    assert not cut_short(points, best, 1000)


@pytest.mark.parametrize(("best", "last", "total"), [(30, 50, 50), (30, 180, 500), (0, 50, 50)])
def test_a_training_that_no_longer_got_better_is_judged_by_what_it_found(best, last, total):
    nothing = Verdict(False, 0.68, 0.69, "nats", "Nothing was learned.")
    assert "does not hold for cells" in ended_at(best, last, total, nothing)


def test_where_extremes_or_a_start_decide_more_epochs_are_not_asked_for():
    extremes = Verdict(False, 0.3, 0.7, "variance", "Not sure of a few.", extremes=True)
    assert "line of totals" in ended_at(50, 50, 50, extremes)
    start = Verdict(False, 0.3, 0.7, "nats", "Not sure of a start.", start_knew=True)
    assert "without these vectors" in ended_at(50, 50, 50, start)


PER_COLUMN = {"user": (8.26, 8.04, 2048), "age": (2.3012, 2.3027, 2048), "city": (1.2, 3.1, 2048)}
PER_COLUMN["coin"] = (0.6925, 0.6935, 100_000)  # 100 nats in all are no chance
LEARNED = Verdict(True, 2.5, 3.06, "nats", "Hidden cells cost 2.5.", per_column=PER_COLUMN)


def finished_with(verdict, reason=""):
    return RunState("r", "big.csv", "finished", TrainingSpec(), 0.0, verdict=verdict, reason=reason)


@pytest.mark.parametrize(
    ("column", "at", "guessing"), [("user", "8.26", "8.04"), ("age", "2.301", "2.303")]
)
def test_of_a_column_that_is_not_guessed_clearly_better_than_by_frequency_it_is_said(
    column, at, guessing
):
    title, said = loss_words.loss_sentence(finished_with(LEARNED, "It ended by itself."), column)
    assert title == "It has learned something"
    assert said == (
        f"Hidden cells cost 2.5. The column {column} itself is not guessed clearly better than by"
        f" frequency: at {at} nats, guessing costs {guessing}. So nothing confirms the neighbors"
        " on its map: they may be chance. It ended by itself."
    )


@pytest.mark.parametrize("column", ["city", "coin", "rows of the file", ""])
def test_of_other_columns_the_verdict_stands_alone(column):
    assert loss_words.loss_sentence(finished_with(LEARNED), column)[1] == "Hidden cells cost 2.5."


def test_where_nothing_was_learned_at_all_no_column_is_told_apart():
    nothing = replace(LEARNED, learned=False)
    assert loss_words.loss_sentence(finished_with(nothing), "user")[1] == "Hidden cells cost 2.5."


def test_a_decomposition_that_was_stopped_at_its_start_has_learned_what_it_found():
    verdict = Verdict(True, 0.4, 0.69, "nats", "Pairs are told apart at 0.4 nats.")
    state = RunState(
        "r", "x", "stopped", TrainingSpec(**BASKETS), 0.0, verdict=verdict, best_step=0
    )
    assert loss_words.loss_sentence(state)[0] == "It has learned something"
    nothing = replace(state, verdict=replace(verdict, learned=False))
    assert loss_words.loss_sentence(nothing)[0] == "Nothing was learned yet"
