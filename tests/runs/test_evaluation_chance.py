"""When evaluate says that what came before is no help, and when not."""

import json

import numpy as np
import pytest
from letters import FLAGS

from explorer.cli import main
from explorer.learning.next_item_verdict import history_helps
from explorer.runs import evaluation
from explorer.runs.evaluation import Evaluation
from explorer.sequences.histories import others
from explorer.sequences.ranking import RIVALS, Score


@pytest.mark.parametrize(("reciprocal", "said"), [(0.2, True), (0.3, True), (0.31, False)])
def test_what_ranks_no_better_than_popularity_is_said_to(
    walks, capsys, monkeypatch, reciprocal, said
):
    same = dict.fromkeys(RIVALS, Score(0.5, 0.3))
    own = {**same, "recommended": Score(0.5, reciprocal)}
    found = Evaluation(own, same, 150, 150, 20, 5, 0.5, 0.1, result=None)
    monkeypatch.setattr(evaluation, "evaluate", lambda *_: found)
    assert main(["evaluate", str(walks), *FLAGS]) == 0
    told = capsys.readouterr().out
    worse = "Recommended ranks no better than popularity: what came before is no help to it here.\n"
    assert (worse in told) == said
    assert "could not be learned" not in told


def test_what_ranks_better_than_popularity_only_among_items_not_yet_seen_is_no_worse():
    same = dict.fromkeys(RIVALS, Score(0.5, 0.3))
    better = {**same, "recommended": Score(0.5, 0.31)}
    assert Evaluation(same, better, 9, 9, 20, 5, 0.5, 0.0, result=None).beats_popularity
    assert not Evaluation(same, same, 9, 9, 20, 5, 0.5, 0.0, result=None).beats_popularity


@pytest.mark.parametrize("again", [True, False])
def test_what_is_higher_than_popularity_by_chance_is_said_to_be(walks, capsys, monkeypatch, again):
    same = dict.fromkeys(RIVALS, Score(0.5, 0.3))
    better = {**same, "recommended": Score(0.48, 0.31)}
    found = Evaluation(
        better, same, 9, 9, 20, 5, 0.5, 0.0, result=None, come_again=again, helps=False
    )
    monkeypatch.setattr(evaluation, "evaluate", lambda *_: found)
    assert main(["evaluate", str(walks), *FLAGS]) == 0
    begin = "Recommended" if again else "Where those seen are left out, recommended"
    said = f"\n{begin} ranks above popularity by no more than chance explains, if at all,"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("repeats", [True, False])
def test_what_comes_next_in_items_at_random_is_never_said_to_rank_better_by_more_than_chance(
    tmp_path, capsys, repeats
):
    path, remarks = tmp_path / "random.csv", 0
    for seed in range(4):
        draw = np.random.default_rng(seed)
        drawn = (
            draw.integers(0, 30, (120, 6))
            if repeats
            else draw.permuted(np.tile(np.arange(30), (120, 1)), axis=1)[:, :6]
        )
        lines = [f"u{u},{t},i{i}" for u, items in enumerate(drawn) for t, i in enumerate(items)]
        path.write_text("user,step,item\n" + "\n".join(lines) + "\n")
        columns = ["--item", "item", "--basket", "user", "--order", "step", "--epochs", "5"]
        assert main(["evaluate", str(path), *columns]) == 0
        said = capsys.readouterr().out
        remarks += "no more than chance" in said or "no better than popularity" in said
    assert remarks == 4


def test_the_planted_order_helps(walks, capsys):
    assert main(["evaluate", str(walks), *FLAGS]) == 0
    assert "popularity by" not in capsys.readouterr().out
    assert main(["evaluate", str(walks), *FLAGS, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["better_than_popularity"] is True


def test_users_who_are_alike_and_stand_together_in_the_file_are_no_proof_against_their_histories(
    tmp_path, capsys
):
    path, draw = tmp_path / "cohorts.csv", np.random.default_rng(0)
    lines = [
        f"u{user},c{user // 10}_{item}"
        for user in range(300)
        for item in draw.integers(0, 8, 8).tolist()
    ]
    path.write_text("user,item\n" + "\n".join(lines) + "\n")
    columns = ["--item", "item", "--basket", "user", "--epochs", "5", "--json"]
    assert main(["evaluate", str(path), *columns]) == 0
    assert json.loads(capsys.readouterr().out)["better_than_popularity"] is True


@pytest.mark.parametrize("items", [[3], [3, 4], [3, 3], [3, 3, 3, 4], [3, 4, 4, 5, 5, 6] * 50])
def test_other_histories_are_those_of_other_items_where_there_are_enough(items):
    answers = np.array(items, np.int32)
    drawn = others(answers, np.random.default_rng(0))
    assert sorted(drawn.tolist()) == list(range(len(items)))
    of_most = int(np.bincount(answers).max())
    assert (answers[drawn] == answers).sum() == max(0, 2 * of_most - len(items))


def test_lists_that_other_histories_make_as_well_are_no_help():
    draw = np.random.default_rng(0)
    lists = {"recommended": draw.integers(0, 20, 300), "popularity": draw.integers(0, 80, 300)}
    as_well = [{"recommended": draw.integers(0, 20, 150)}]
    worse = [{"recommended": draw.integers(0, 80, 150)}]
    shared = slice(None, None, 2)
    assert not history_helps([lists], lambda: as_well, shared)
    assert history_helps([lists], lambda: worse, shared)
    equal = {**lists, "popularity": lists["recommended"]}
    assert not history_helps([equal], lambda: pytest.fail("not asked for"), shared)
