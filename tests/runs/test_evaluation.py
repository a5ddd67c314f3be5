"""Evaluating what comes next, and keeping what says it: in folders, run files and the store."""

import json
import random

import numpy as np
import pytest
from safetensors.numpy import save

from explorer.cli import main
from explorer.errors import BrokenRun
from explorer.records.dataset import Dataset
from explorer.records.vocabulary import Vocabulary
from explorer.runs import recommender_file
from explorer.runs.evaluation import last_rows, without
from explorer.sequences.recommending import parts


@pytest.fixture(scope="module")
def walks(tmp_path_factory):
    """A file in which each letter is mostly followed by the next of the alphabet."""
    rng, lines = random.Random(0), ["visit,step,letter"]
    for visit in range(150):
        at = rng.randrange(20)
        for step in range(7):
            lines.append(f"v{visit},{step},letter {at}")
            at = (at + 1) % 20 if rng.random() < 0.85 else rng.randrange(20)
    path = tmp_path_factory.mktemp("walks") / "walks.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


FLAGS = ["--item", "letter", "--basket", "visit", "--order", "step", "--epochs", "25"]


def test_evaluate_finds_the_planted_order_and_says_so(walks, capsys):
    assert main(["evaluate", str(walks), *FLAGS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["asked"] == found["baskets"] == 150
    assert found["items"] == 20
    assert found["history"] == 5
    ways = found["ways"]
    assert ways["recommended"]["mean_reciprocal_rank_at_10"] > 0.7
    assert ways["network"]["mean_reciprocal_rank_at_10"] > 0.7
    assert ways["counts"]["mean_reciprocal_rank_at_10"] > 0.7
    assert ways["popularity"]["mean_reciprocal_rank_at_10"] < 0.35
    assert 0 < found["seen_before"] < 0.2


def test_evaluate_prints_every_way_with_and_without_items_already_seen(walks, capsys):
    assert main(["evaluate", str(walks), *FLAGS[:-1], "2", "--history", "3"]) == 0
    said = capsys.readouterr().out
    assert "The last item of 150 baskets, guessed from the 3 items before it; 20 items" in said
    for name in ("recommended", "the network alone", "the counts alone", "popularity"):
        assert f"\n{name} " in said
    assert "seen left out" in said
    assert "% of the counts" in said


def test_evaluate_of_what_is_no_sequence_is_refused_in_a_sentence(walks, capsys):
    assert main(["evaluate", str(walks), "--objective", "masked"]) == 2
    assert "Only what comes next can be evaluated." in capsys.readouterr().err


def test_last_rows_are_taken_out_and_nothing_else():
    letters = Vocabulary.fit("letter", list("abcdefg"))
    codes = letters.encode(list("abcdefg"))[:, None]
    dataset = Dataset((letters,), codes, starts=np.array([0, 3, 4, 7]))
    rows = last_rows(dataset)
    assert rows.tolist() == [2, 6]
    less = without(dataset, rows)
    assert less.codes[:, 0].tolist() == letters.encode(list("abdef")).tolist()
    assert less.starts.tolist() == [0, 2, 3, 5]


def test_train_writes_what_says_what_comes_next(walks, tmp_path):
    folder = tmp_path / "out"
    call = ["train", str(walks), "--objective", "next-item", *FLAGS, "--output", str(folder)]
    assert main(call) == 0
    model = recommender_file.read(folder)
    told = json.loads((folder / "run.json").read_text())
    assert set(told["metrics"]["ranking"]) == {
        *("recommended", "network", "counts", "popularity", "last")
    }
    history = np.full(model.history, model.n, np.int32)
    history[0] = 3
    before = parts(model, history).of("recommended")
    content = recommender_file.to_bytes(model)
    again = recommender_file.from_bytes(content)
    assert parts(again, history).of("recommended").tobytes() == before.tobytes()
    assert recommender_file.to_bytes(again) == content
    _broken_ones_are_refused(model, content)


def _broken_ones_are_refused(model, content):
    arrays, facts = model.arrays(), model.facts()

    def stored(changed, told):
        return save(changed, metadata={"facts": json.dumps(told)})

    followers = arrays["followers"].copy()
    followers[0] = model.n + 5
    wrong = [
        b"",
        b"\xff" * 40,
        content[:-10],
        stored({**arrays, "followers": followers}, facts),
        stored({**arrays, "items": arrays["items"][:-1]}, facts),
        stored({**arrays, "items": np.full_like(arrays["items"], np.nan)}, facts),
        stored({**arrays, "lean": arrays["lean"].astype(np.float64)}, facts),
        stored({name: own for name, own in arrays.items() if name != "outer"}, facts),
        stored(arrays, {**facts, "history": 10**9}),
        stored(arrays, {**facts, "format": 99}),
        stored(arrays, {**facts, "weight": "much"}),
    ]
    for bytes_ in wrong:
        with pytest.raises(BrokenRun, match=r"next_item\.safetensors"):
            recommender_file.from_bytes(bytes_)
