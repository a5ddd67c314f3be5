"""Evaluating what comes next, and keeping what says it: in folders, run files and the store."""

import json
import random
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from letters import FLAGS
from safetensors.numpy import save

from explorer.analysis.baseline import spectral
from explorer.cli import main
from explorer.errors import BrokenRun
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.vocabulary import Vocabulary
from explorer.runs import named_files, recommender_file
from explorer.runs.evaluation import evaluate, last_rows, without
from explorer.runs.preparation import prepare
from explorer.sequences.guessing import network_parts
from explorer.sequences.ranking import RIVALS, among_equals
from explorer.sequences.recommending import parts
from explorer.settings import Settings


def test_evaluate_finds_the_planted_order_and_says_so(walks, capsys):
    assert main(["evaluate", str(walks), *FLAGS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["asked"] == found["baskets"] == 150
    assert found["settings"]["dims"] == [28]
    assert found["items"] == 20
    assert found["history"] == 5
    ways = found["ways"]
    assert ways["recommended"]["mean_reciprocal_rank_at_10"] > 0.7
    assert ways["network"]["mean_reciprocal_rank_at_10"] > 0.7
    assert ways["counts"]["mean_reciprocal_rank_at_10"] > 0.7
    assert ways["popularity"]["mean_reciprocal_rank_at_10"] < 0.35
    assert 0 < found["seen_before"] < 0.2


def test_evaluate_begins_with_vectors_and_warns_of_those_that_know_the_answers(
    walks, tmp_path, capsys
):
    rows = np.random.default_rng(0).standard_normal((20, 40)).round(3).tolist()
    lines = [f"letter_{i} {' '.join(map(str, row))}" for i, row in enumerate(rows)]
    path = tmp_path / "letters.txt"
    path.write_text("\n".join(lines) + "\n")
    call = ["evaluate", str(walks), *FLAGS[:-1], "1", "--json"]
    assert main(call) == 0
    plain = json.loads(capsys.readouterr().out)["ways"]["network"]
    assert main([*call, "--start", str(path)]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["ways"]["network"] != plain
    assert "20 of 20 categories of 'letter' begin with their vector; of its 40" in told.err
    assert (
        "If these vectors were learned from these rows, they have seen what is held out" in told.err
    )


@pytest.mark.parametrize("again", [True, False])
def test_hit_rates_and_reciprocal_ranks_are_those_of_a_plain_loop(tmp_path, again):
    """Visits as a person would go through them: the last letter asked for, all letters ranked."""
    rng, visits = random.Random(1), []
    for _ in range(120):
        n = rng.randrange(1, 9)
        letters = rng.choices(range(24), k=n) if again else rng.sample(range(24), n)
        visits.append([f"letter {i}" for i in (letters if rng.random() < 0.5 else sorted(letters))])
    rows = [(v, i, letter) for v, visit in enumerate(visits) for i, letter in enumerate(visit)]
    rng.shuffle(rows)
    path = tmp_path / "visits.csv"
    path.write_text("visit,step,letter\n" + "".join(f"{v},{i},{x}\n" for v, i, x in rows))
    settings = Settings(home=tmp_path / "home")
    spec = TrainingSpec(
        objective="next-item", item="letter", basket="visit", order="step", history=3, epochs=4
    )
    table = named_files.read(path, settings, lambda *_: None)
    found = evaluate(table, spec, settings, lambda _: False)
    model = found.result.recommender
    assert model.repeats == again
    names = prepare(table, spec, settings).dataset.vocabularies[0].categories
    of_equals = among_equals(model).tolist()
    places = {"every": {}, "unseen": {}}
    asked = [visit for visit in visits if len(visit) > 1]
    learned = Counter(each for visit in visits for each in (visit[:-1] or visit))
    popularity = [learned[name] for name in names]
    for *before, last in asked:
        by_way = _by_hand(model, [names.index(each) for each in before])
        for way, scores in (by_way | {"popularity": popularity}).items():
            best = [(-own, of_equals[i], i) for i, own in enumerate(scores)]
            ranked = [i for *_, i in sorted(best)]
            everything = [names[i] for i in ranked]
            unseen = [name for name in everything if name not in before]
            if not again and way != "popularity":  # learned: none comes again
                everything = [name for name in everything if name not in before[-3:]]
            for kind, order in (("every", everything), ("unseen", unseen)):
                place = order.index(last) + 1 if last in order else 10**9
                places[kind].setdefault(way, []).append(place)
    for kind, by_way in places.items():
        for way, own in by_way.items():
            hits = sum(place <= 10 for place in own) / len(asked)
            reciprocal = sum(1 / place for place in own if place <= 10) / len(asked)
            assert getattr(found, kind)[way] == pytest.approx((hits, reciprocal)), (kind, way)
    assert found.asked == len(asked)
    assert found.seen_before == pytest.approx(
        sum(last in before for *before, last in asked) / len(asked)
    )


def test_all_items_are_ranked_where_only_the_last_ones_come_again(tmp_path, capsys):
    """Round trips: what is learned from holds no item twice, and every answer is a repeat."""
    rng, trips = random.Random(4), []
    for _ in range(200):
        cities = rng.sample(range(30), 4)
        trips.append([*cities, cities[rng.choice([0, 3])]])
    lines = [f"{t},{i},city {city}" for t, trip in enumerate(trips) for i, city in enumerate(trip)]
    path = tmp_path / "trips.csv"
    path.write_text("trip,stop,city\n" + "\n".join(lines) + "\n")
    flags = ["--item", "city", "--basket", "trip", "--order", "stop", "--epochs", "2"]
    assert main(["evaluate", str(path), *flags, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["seen_before"] == 1.0
    learned = Counter(city for trip in trips for city in trip[:-1])
    ahead = [sum(own > learned[trip[-1]] for own in learned.values()) for trip in trips]
    equal = [sum(own == learned[trip[-1]] for own in learned.values()) - 1 for trip in trips]
    at_most = sum(rank < 10 for rank in ahead) / 200
    at_least = sum(rank + others < 10 for rank, others in zip(ahead, equal, strict=True)) / 200
    ways = told["ways"]
    assert at_least <= ways["popularity"]["hit_rate_at_10"] <= at_most
    stayed = sum(trip[-1] == trip[-2] for trip in trips) / 200
    assert ways["last"]["hit_rate_at_10"] == pytest.approx(stayed)
    assert ways["recommended"]["hit_rate_at_10"] > 0
    for way in RIVALS:
        assert ways[way]["hit_rate_at_10_unseen"] == 0
    assert main(["evaluate", str(path), *flags]) == 0
    said = capsys.readouterr().out
    assert "100.0 % were in their sequence before, and are misses where those seen are left" in said
    assert (
        "That last items come again could not be learned: of the items learned from, fewer than 1"
        " in 1,000 were in their sequence before. train learns from last items too.\n"
    ) in said


def test_last_items_that_occur_nowhere_else_are_counted_and_history_is_not_blamed(tmp_path, capsys):
    """Every visit ends at the checkout, which is nowhere else."""
    rng, lines = random.Random(5), []
    for visit in range(60):
        pages = [f"page {rng.randrange(12)}" for _ in range(rng.randrange(3, 7))]
        lines += [f"{visit},{step},{page}" for step, page in enumerate([*pages, "checkout"])]
    path = tmp_path / "visits.csv"
    path.write_text("visit,step,page\n" + "\n".join(lines) + "\n")
    flags = ["--item", "page", "--basket", "visit", "--order", "step", "--epochs", "1"]
    assert main(["evaluate", str(path), *flags]) == 0
    said = capsys.readouterr().out
    assert (
        "Of the last items, 100 % occur nowhere among the items learned from: that they come next"
        " could not be learned. train learns from last items too.\n"
    ) in said
    assert "what came before" not in said
    path.write_text(path.read_text().replace("59,0,", "59,0,checkout\n59,0,"))
    assert main(["evaluate", str(path), *flags, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["never_learned"] == 0


def test_what_only_the_answers_tell_does_not_decide_between_equals(tmp_path):
    """Forty items come equally often, but for the last items, which are ten of them."""
    rng, rows = random.Random(3), []
    for user in range(200):
        walk = [f"item {(user * 7 + step * 3) % 40}" for step in range(6)]
        rows += [f"{user},{step},{item}" for step, item in enumerate(walk)]
        rows.append(f"{user},6,item {rng.randrange(10)}")
    path = tmp_path / "equal.csv"
    path.write_text("user,step,item\n" + "\n".join(rows) + "\n")
    settings = Settings(home=tmp_path / "home")
    spec = TrainingSpec(objective="next-item", item="item", basket="user", order="step", epochs=1)
    table = named_files.read(path, settings, lambda *_: None)
    found = evaluate(table, spec, settings, lambda _: False)
    assert found.every["popularity"].hits < 0.5


def _by_hand(model, before):
    """Scores of all letters by each way, as shares of what may come where nothing repeats."""
    last_ones = before[::-1][: model.history]
    history = np.array(last_ones + [model.n] * (model.history - len(last_ones)), np.int32)
    network = network_parts(model, history[None])[0].sum(axis=0).tolist()
    weights = [model.fading**k for k in range(len(last_ones))]
    counts = [0.0] * model.n
    for weight, item in zip(weights, last_ones, strict=True):
        for y in range(model.n):
            counts[y] += weight / sum(weights) * float(model.backing[item] * model.popularity[y])
        for j in range(model.starts[item], model.starts[item + 1]):
            counts[model.followers[j]] += weight / sum(weights) * float(model.shares[j])
    if not model.repeats:
        for scores in (network, counts):
            left = sum(own for i, own in enumerate(scores) if i not in last_ones)
            scores[:] = [own / left for own in scores]
    w = model.weight
    return {
        "network": network,
        "counts": counts,
        "recommended": [w * a + (1 - w) * b for a, b in zip(network, counts, strict=True)],
    }


def test_evaluate_takes_the_dimensions_that_train_takes(walks, capsys):
    assert main(["evaluate", str(walks), *FLAGS[:-1], "1", "--dim", "6", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["dims"] == [6]
    assert main(["evaluate", str(walks), *FLAGS, "--dim", "0"]) == 2
    assert "Column 'letter' asks for 0 dimensions." in capsys.readouterr().err


def test_evaluate_prints_every_way_with_and_without_items_already_seen(walks, capsys):
    assert main(["evaluate", str(walks), *FLAGS[:-1], "2", "--history", "3"]) == 0
    said = capsys.readouterr().out
    assert "The last item of 150 sequences, guessed from up to 3 items before it; 20 items" in said
    for name in ("recommended", "the network alone", "the counts alone", "popularity"):
        assert f"\n{name} " in said
    assert "seen left out" in said
    assert re.search(
        r"Recommended is \d+ % network and \d+ % counts of what followed on each", said
    )
    assert re.search(r"\d\.\d % were in their sequence before", said)


def test_without_a_column_of_order_the_files_own_is_taken_and_said(tmp_path, capsys):
    path = tmp_path / "long.csv"
    lines = [f"u{u},item {(u + t) % 9}" for u in range(30) for t in range(5)]
    path.write_text("user,item\n" + "\n".join(lines) + "\n")
    assert main(["evaluate", str(path), "--item", "item", "--basket", "user", "--epochs", "2"]) == 0
    said = capsys.readouterr()
    assert "Items are taken in the order of the file; --order names a column" in said.err
    assert "The last item of 30 sequences" in said.out
    assert "They are rough: each sequence is 3.3 % of a hit rate." in said.out


def test_ragged_rows_are_sequences_where_what_comes_next_is_asked_for(tmp_path, capsys):
    path = tmp_path / "ragged.csv"
    rows = [[f"item {(u + t) % 9}" for t in range(2 + u % 4)] for u in range(60)]
    path.write_text("\n".join(",".join(row) for row in rows) + "\n")
    assert main(["evaluate", str(path), "--epochs", "2"]) == 0
    said = capsys.readouterr()
    assert "one after another as they are written" in said.err
    assert "--shape records" not in said.err, "it would be refused"
    assert "The last item of 60 baskets" in said.out
    assert "0.0 % were in their basket before.\n" in said.out


@pytest.mark.parametrize(
    ("text", "flags", "said"),
    [
        (
            "u,i\n1,a\n2,b\n3,a\n3,\n4,b\n4,\n",
            ["--item", "i", "--basket", "u"],
            "No sequence holds",
        ),
        (
            "u,i\n" + "".join(f"{u},{i}\n" for u in range(60) for i in ("a", "bcd"[u % 3])),
            ["--item", "i", "--basket", "u"],
            "No sequence holds more than two items, so nothing is left to learn from once the last"
            " items are taken out. Sequences of three items and more are needed.\n",
        ),
        (
            "a,b\nb,c\na,b\nb,c\nc\n",
            ["--wide"],
            "items are taken out. Baskets of three items and more are needed.\n",
        ),
        (
            "a\nb\na\nb\nc\n",
            ["--wide"],
            "No basket holds two items, so nothing comes next. Rows of",
        ),
    ],
)
def test_single_items_and_pairs_cannot_be_evaluated(tmp_path, capsys, text, flags, said):
    (tmp_path / "single.csv").write_text(text)
    assert main(["evaluate", str(tmp_path / "single.csv"), *flags]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "flags",
    [
        ["--objective", "masked"],
        ["--target", "letter"],
        ["--method", "glove"],
        ["--window", "2"],
        ["--shape", "records"],
    ],
)
def test_evaluate_of_another_objective_says_which_flag_to_leave_out(walks, capsys, flags):
    assert main(["evaluate", str(walks), *flags]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(
        rf"Only what comes next can be evaluated, and {flags[0]}( masked| records)? is no part of"
        r" it\. Leave it out\.\n",
        said,
    )


def test_a_recipe_of_appear_together_can_be_evaluated(walks, tmp_path, capsys):
    names = {"item": "letter", "basket": "visit", "order": "step"}
    recipe = TrainingSpec("cooccurrence", method="glove", window=3, epochs=1, **names)
    (tmp_path / "r.json").write_text(recipe.to_json())
    assert main(["evaluate", str(walks), "--spec", str(tmp_path / "r.json")]) == 0
    assert "The last item of 150 sequences" in capsys.readouterr().out


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
    _without_training_what_stands_near_counts(walks, folder)
    content = recommender_file.to_bytes(model)
    again = recommender_file.from_bytes(content)
    assert parts(again, history).of("recommended").tobytes() == before.tobytes()
    assert recommender_file.to_bytes(again) == content
    _broken_ones_are_refused(model, content)


def _without_training_what_stands_near_counts(walks, folder):
    settings = Settings(home=folder / "home")
    spec = TrainingSpec("next-item", item="letter", basket="visit", order="step")
    dataset = prepare(named_files.read(walks, settings, lambda *_: None), spec, settings).dataset
    written = pd.read_parquet(folder / "baseline.parquet")["vector"]
    found = np.stack(written[: dataset.vocabularies[0].n_entries].to_list())
    (near,), (anywhere,) = spectral(dataset, window=2), spectral(dataset)
    assert np.array_equal(found, near[: len(found)])
    assert not np.array_equal(found, anywhere[: len(found)])


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
