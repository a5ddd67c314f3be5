"""Evaluating what comes next where sequences are few: more than their last items are asked for."""

import json
import random

import numpy as np

from explorer.cli import main
from explorer.records.dataset import Dataset
from explorer.records.vocabulary import Vocabulary
from explorer.runs.evaluation import _seen, later_rows
from explorer.sequences.histories import Histories


def pages(path, per_user):
    """Visits to pages, each most often followed by the next one."""
    rng, lines = random.Random(3), ["user,step,page"]
    for user, n in enumerate(per_user):
        at = 0
        for step in range(n):
            at = (at + 1) % 15 if rng.random() < 0.8 else rng.randrange(15)
            lines.append(f"u{user},{step},page {at}")
    path.write_text("\n".join(lines) + "\n")
    return ["evaluate", str(path), "--item", "page", "--basket", "user", "--order", "step"]


def test_of_a_single_long_sequence_the_last_tenth_is_asked_for(tmp_path, capsys):
    call = pages(tmp_path / "one.csv", [600])
    assert main([*call, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["asked"], found["baskets"]) == (60, 1)
    ways = found["ways"]
    assert 0 < ways["recommended"]["mean_reciprocal_rank_at_10"] < 1
    popular = ways["popularity"]["mean_reciprocal_rank_at_10"]
    assert ways["recommended"]["mean_reciprocal_rank_at_10"] > popular + 0.2
    assert main(call) == 0
    said = capsys.readouterr().out
    assert said.startswith("The last 60 items of 1 sequence (at most a tenth of it), each guessed")
    assert "so that these 60 count as 6." in said


def test_one_answer_is_said_to_measure_nothing(tmp_path, capsys):
    assert main([*pages(tmp_path / "short.csv", [15]), "--epochs", "2"]) == 0
    said = capsys.readouterr().out
    assert "The last item of 1 sequence, guessed from" in said
    assert "One answer measures nothing: it is right or wrong. More sequences would tell" in said
    assert "They are rough" not in said


def test_of_few_sequences_later_items_are_taken_out_and_what_was_seen_is_that_before_each():
    words = Vocabulary.fit("page", list("abcabdacbe" * 3 + "ab" + "c" + "abcdeabcde" * 2))
    codes = words.encode(list("abcabdacbe" * 3 + "ab" + "c" + "abcdeabcde" * 2))[:, None]
    dataset = Dataset((words,), codes, starts=np.array([0, 30, 32, 33, 53]))
    rows = later_rows(dataset)
    assert rows.tolist() == [27, 28, 29, 31, 51, 52]
    histories = Histories.of(dataset)
    for row, seen in zip(rows, _seen(histories, rows), strict=True):
        before = histories.entries[histories.begins[row] : row]
        assert sorted(set(before.tolist())) == seen.tolist()
    many = Dataset((words,), codes[:30], starts=np.arange(0, 31, 1))
    assert later_rows(many).tolist() == []
