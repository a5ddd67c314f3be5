"""The benchmarks' own parts: same data for all, fair turns, plain words for who is absent."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[1]))

from benchmarks import public
from benchmarks.contest import rows, scoring, sessions, trial
from benchmarks.contest.scoring import Entry, Goal
from benchmarks.contest.trial import Trial
from benchmarks.tables import predicting


def test_contestants_learn_and_are_judged_by_the_rows_that_ours_draws(tmp_path):
    from explorer.data.defaults import settle
    from explorer.learning.objectives import build

    rows.write(tmp_path / "rows.npz", 3_000, 1_000)
    given = rows.read(tmp_path / "rows.npz")
    dataset, spec = predicting(rows.read_for_ours(tmp_path / "rows.npz"))
    sizes = [vocabulary.n_entries for vocabulary in dataset.vocabularies]
    model = build(dataset, spec, settle(spec, dataset.n_rows, sizes))
    assert model.n_train == len(given.values) == 3_000
    for classes, judged in ((given.judged_classes, model.held), (given.classes, None)):
        kept = np.setdiff1d(np.arange(4_000), model.held) if judged is None else judged
        assert dataset.target is not None
        names = [dataset.target.categories[code] for code in dataset.target_codes[kept]]
        assert names == [f"class {value}" for value in classes]


def test_guessing_by_the_frequencies_of_the_generated_rows_costs_the_blind_loss(tmp_path):
    made = rows.write(tmp_path / "rows.npz", 20_000)
    given = rows.read(tmp_path / "rows.npz")
    shares = np.bincount(given.classes, minlength=given.n_classes) / len(given.classes)
    blind = rows.loss(np.tile(shares, (len(given.judged_classes), 1)), given.judged_classes)
    assert blind == pytest.approx(made.blind_loss, abs=0.02)
    assert made.best_loss < 0.5 * made.blind_loss


def test_plain_loop_and_ours_learn_the_same_rows_in_processes_of_their_own(tmp_path, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # two wait for each other on a busy machine
    made = rows.write(tmp_path / "rows.npz", 8_000, 2_000)
    for contestant, options in (
        ("torch_loops", {"batch": 64, "rate": 1e-2}),
        ("ours_predict", {"batch_size": 64}),
    ):
        found = trial.enter(contestant, tmp_path / "rows.npz", epochs=2, **options)
        assert found.absent == ""
        assert made.best_loss < found.best(falling=True) < 0.98 * made.blind_loss
        assert found.rows == pytest.approx(16_000, rel=0.01)
        assert found.speed > 0
        assert found.memory > 50


def test_what_came_is_asked_for_by_the_items_of_its_own_session_alone():
    before, came = sessions.histories(np.array([7, 8, 9, 4, 5]), np.array([0, 3, 5]), nothing=10)
    assert came.tolist() == [8, 9, 5]
    assert before[:, :3].tolist() == [[7, 10, 10], [8, 7, 10], [4, 10, 10]]


def test_hits_are_counted_among_the_first_ten_that_are_not_in_the_history():
    scores = np.tile(-np.arange(20.0), (3, 1))  # item 0 is guessed first, item 19 last
    before = np.full((3, sessions.LAGS), 20)
    came = np.array([9, 10, 10])
    assert sessions.hit_rate(scores, before, came) == pytest.approx(1 / 3)
    before[2, 0] = 3  # leaves the list, and what came moves up to the tenth place
    assert sessions.hit_rate(scores, before, came) == pytest.approx(2 / 3)


def test_peer_that_is_not_installed_is_left_out_with_a_sentence(capsys, monkeypatch):
    def compete(data, dim):
        raise ModuleNotFoundError("No module named 'gensim'", name="gensim")

    monkeypatch.setattr(sys, "argv", ["with_gensim", "data.npz", '{"dim": 32}'])
    trial.answer(compete)
    printed = capsys.readouterr().out.strip().removeprefix(trial.MARK)
    absent = Trial(**json.loads(printed))
    scoring.show("baskets", {"gensim": [absent]}, {"s": (lambda one: one.seconds, ".2f")})
    assert "left out: gensim is not installed." in capsys.readouterr().out


def test_contestant_that_fails_says_why_and_the_others_go_on(tmp_path):
    found = trial.enter("torch_loops", tmp_path / "nowhere.npz")
    assert "nowhere.npz" in found.absent


def test_contestants_take_turns_and_who_begins_alternates():
    asked = []

    def run(contestant, data, **options):
        asked.append(contestant)
        return Trial(absent="c is not installed.") if contestant == "c" else Trial()

    entries = [Entry("A", "a"), Entry("B", "b", once=True), Entry("C", "c")]
    trials = scoring.in_turns(entries, Path("data.npz"), 3, run)
    assert asked == ["a", "b", "c", "a", "a"]
    assert {name: len(own) for name, own in trials.items()} == {"A": 3, "B": 1, "C": 1}
    asked.clear()
    scoring.in_turns([Entry("A", "a"), Entry("B", "b")], Path("data.npz"), 2, run)
    assert asked == ["a", "b", "b", "a"]


def test_goal_says_whether_the_median_of_the_rounds_met_it():
    assert " met" in Goal("rows/s", [2.0, 2.2, 9.0], 2.1, at_least=True).line()
    assert "NOT MET" in Goal("rows/s", [2.0, 2.0, 9.0], 2.1, at_least=True).line()
    assert "NOT MET" in Goal("seconds", [1.2], 1.0).line()
    assert "not compared" in Goal("seconds", [], 1.0).line()


def test_ours_that_never_reaches_the_loss_misses_the_goal():
    reached = Trial(points=[(1.0, 0.9), (2.0, 0.6)], prepared=0.5)
    never = Trial(points=[(1.0, 0.9)])
    absent = Trial(absent="It is not installed.")

    def until(one):
        return one.reached(0.6, falling=True)

    trials = {"ours": [reached, never], "peer": [reached], "gone": [absent]}
    assert scoring.ratios(trials, "ours", "peer", until, until) == [1.0, float("inf")]
    assert scoring.ratios(trials, "ours", "gone", until, until) == []
    assert scoring.middle([reached, never], until) is None


def _plants(n=160):
    draw = np.random.default_rng(3)
    kind = draw.integers(0, 20, n)
    return pd.DataFrame(
        {
            "plant": [f"plant {i}" for i in kind],
            "family": [f"family {i % 5}" for i in kind],
            "order": [f"order {i % 5 % 2}" for i in kind],  # does not tell the family
            "shelf": [f"shelf {i % 5} {j % 2}" for j, i in enumerate(kind)],  # tells the family
            "color": draw.choice(["red", "blue"], n),
            "height": draw.normal(size=n),
        }
    )


def test_public_tables_are_learned_without_the_groups_and_what_tells_them():
    found = public.classified(_plants())
    assert found.column == "plant"
    assert list(found.left.columns) == ["plant", "order", "color", "height"]
    assert found.group["plant 7"] == "family 2"
    assert found.chance == pytest.approx(3 / 19)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("family", lambda n: np.arange(n) % 5),  # no longer the same for all rows of a plant
        ("plant", lambda n: [f"plant {i // 2}" for i in range(n)]),  # seen twice each
        ("family", lambda n: ["one"] * n),
    ],
)
def test_tables_without_groups_are_no_public_tables(column, values):
    table = _plants().drop(columns=["order", "shelf"])
    assert public.classified(table) is not None
    assert public.classified(table.assign(**{column: values(len(table))})) is None


def test_a_summary_tells_each_map_by_the_best_without_training():
    said = list(public.summary("all", [(0.6, 0.6, 0.3, 0.5), (0.4, 0.8, 0.8, 0.2)]))
    assert said[0] == "all: 2 tables"
    assert said[1].split(None, 1) == ["trained", "0.500, of the best 0.75 (1 at 0.95)"]
    assert said[2].endswith("0.700, of the best 1.00 (2 at 0.95); trained against it alone 0.75")
    assert list(public.summary("none", [])) == []
