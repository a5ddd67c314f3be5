"""train: from call to files, exit codes and sentences."""

import csv
import json
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from explorer.cli import main
from explorer.cli.train import _not_clearly_better
from explorer.records.training import Verdict
from explorer.runs.headless import Headless
from explorer.runs.learned_folder import nearest
from tests.cli.conftest import train

ROOT = Path(__file__).parents[2]


def test_train_writes_the_five_files_it_promises(learned):
    out = learned / "out"
    names = ["baseline.parquet", "embeddings.parquet", "history.csv", "projections.parquet"]
    assert sorted(path.name for path in out.iterdir()) == [*names, "run.json"]
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["rows"] == 300
    assert run["spec"]["epochs"] == 4
    assert run["settings"]["estimated_seconds"] > 0
    assert 0 < run["settings"]["seconds"] < 600
    assert run["settings"]["late"] is False
    assert run["spec"]["columns"][0]["name"] == "city"
    assert {"explorer", "python", "torch", "numpy"} <= set(run["versions"])
    assert run["metrics"]["held_out_loss"] > 0
    assert run["baselines"]["guessing_by_frequency_loss"] > 0
    for name in ("embeddings.parquet", "baseline.parquet"):
        stored = pyarrow.parquet.read_table(out / name)
        assert stored.column_names == ["column", "category", "count", "vector"]
        assert str(stored.schema.field("vector").type).startswith("list<")
        dishes = stored.filter(pyarrow.compute.equal(stored["column"], "dish"))
        last = dishes["category"].to_pylist()[-2:]
        assert last == [None, "unknown (never seen)"], "missing is null, unknown the last"
        assert sum(dishes["count"].to_pylist()) == 300
    history = list(csv.DictReader((out / "history.csv").read_text().splitlines()))
    assert list(history[0]) == ["epoch", "training_loss", "held_out_loss", "seconds"]
    assert float(history[0]["epoch"]) == 0
    maps = pyarrow.parquet.read_table(out / "projections.parquet")
    assert maps.column_names == ["column", "category", "method", "x", "y"]
    assert set(maps["method"].to_pylist()) == {"pca"}


def test_rows_are_found_by_name_or_number(learned, capsys):
    out = learned / "rows"
    assert train(learned / "people.csv", out, "--objective", "autoencoder") == 0
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert [column["kind"] for column in run["columns"]] == ["category"] * 3 + ["row"]
    assert run["columns"][-1]["entries"] == 300
    found = nearest(out, "rows", "12", 3)
    count, near = found.count, found.near
    assert count == 1
    assert all(each.category.startswith("row ") for each in near)
    assert nearest(out, "rows", near[0].category, 300).near[0].count == 1
    assert main(["neighbors", str(out), "rows", "301"]) == 2
    assert "There is no category '301'" in capsys.readouterr().err


def test_the_x_axis_of_a_pca_map_is_the_first_principal_component(learned):
    folder = learned / "out"
    maps = pyarrow.parquet.read_table(folder / "projections.parquet").to_pylist()
    rows = pyarrow.parquet.read_table(folder / "embeddings.parquet").to_pylist()
    vectors = np.array([row["vector"] for row in rows if row["column"] == "city"])
    first = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)[2][0]
    drawn = [row["x"] for row in maps if row["column"] == "city" and row["method"] == "pca"]
    assert abs(np.corrcoef(vectors @ first, drawn)[0, 1]) == pytest.approx(1, abs=1e-4)


def test_train_says_the_verdict_and_shows_progress_apart_from_it(table, tmp_path, capsys):
    assert train(table, tmp_path / "out") == 0
    told = capsys.readouterr()
    assert "guessing by frequency" in told.out
    assert told.out.count("\n") == 1
    assert "epoch" in told.err


def test_a_training_cut_short_while_it_got_better_is_told_what_to_allow(tmp_path, capsys):
    path, draw = tmp_path / "hives.csv", np.random.default_rng(1)
    kinds = [("calm", "Zander"), ("gentle", "Dadant"), ("wild", "Warre")]
    rows = (",".join(kinds[draw.integers(3)]) for _ in range(60))
    path.write_text("\n".join(["temper,box", *rows]) + "\n")
    rows_too = ("--objective", "autoencoder", "--epochs")
    assert train(path, tmp_path / "short", *rows_too, "1") == 0
    said = capsys.readouterr().err
    assert "Learning was cut short while it still got better: allow more --epochs.\n" in said
    assert train(path, tmp_path / "long", *rows_too, "300") == 0
    assert "cut short" not in capsys.readouterr().err


def test_the_same_call_gives_the_same_vectors(table, tmp_path):
    for name in ("one", "two"):
        assert train(table, tmp_path / name, "--seed", "7") == 0
    assert train(table, tmp_path / "three", "--seed", "8") == 0
    one, two, three = (
        (tmp_path / name / "embeddings.parquet").read_bytes() for name in ("one", "two", "three")
    )
    assert one == two
    assert one != three


def test_columns_are_one_line_of_csv_and_flags_override_the_recipe(table, tmp_path):
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"columns": ["city", "coin"], "seed": 3, "bins": 4}))
    code = train(
        table,
        tmp_path / "out",
        "--spec",
        str(recipe),
        "--columns",
        'city,"last, first"',
        "--dim",
        "3",
    )
    assert code == 0
    spec = json.loads((tmp_path / "out" / "run.json").read_text())["spec"]
    assert [(column["name"], column["dim"]) for column in spec["columns"]] == [
        ("city", 3),
        ("last, first", 3),
    ]
    assert (spec["seed"], spec["bins"], spec["epochs"]) == (3, 4, 4)


def test_the_recipe_of_a_run_is_taken_from_its_folder_or_its_run_json(table, tmp_path):
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    assert train(table, one, "--columns", "city,coin", "--seed", "3", "--dim", "4") == 0
    assert train(table, two, "--spec", str(one / "run.json")) == 0
    assert train(table, three, "--spec", str(one)) == 0
    specs = [json.loads((each / "run.json").read_text())["spec"] for each in (one, two, three)]
    assert specs[0] == specs[1] == specs[2]
    vectors = [(each / "embeddings.parquet").read_bytes() for each in (one, two, three)]
    assert vectors[0] == vectors[1] == vectors[2]


def test_a_recipe_that_cannot_be_read_is_named(table, tmp_path, capsys):
    recipe = tmp_path / "r.json"
    for text, sentence in (
        ("{", f"The recipe {recipe} is not JSON: "),
        ("[3]", f"The recipe {recipe} is not a JSON object."),
        ('{"format": 99}', f"The recipe {recipe} has format 99; this version reads 1."),
        ('{"spec": {"format": 99}}', f"The recipe {recipe} has format 99; this version reads 1."),
        ('{"spec": 5}', f"The recipe {recipe} is not a JSON object."),
        ('{"labels": "towns.csv"}', "names the label file 'towns.csv', which is not beside it."),
    ):
        recipe.write_text(text)
        assert train(table, tmp_path / "out", "--spec", str(recipe)) == 2
        assert sentence in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert train(table, tmp_path / "out", "--spec", str(tmp_path / "empty")) == 2
    assert "empty is a folder. Name a file." in capsys.readouterr().err
    towns = tmp_path / "elsewhere.csv"
    towns.write_text("city,area\ncity 1,north\ncity 2,south\n")
    flags = ["--spec", str(recipe), "--labels", str(towns)]
    assert train(table, tmp_path / "out", *flags) == 0


def test_a_target_means_predict(table, tmp_path):
    assert train(table, tmp_path / "out", "--target", "height") == 0
    run = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (run["spec"]["objective"], run["spec"]["target_kind"]) == ("predict", "number")
    assert run["metrics"]["r2"] is not None


def test_a_recipes_label_file_lies_beside_the_recipe(table, tmp_path, capsys):
    folder = tmp_path / "recipes"
    folder.mkdir()
    (folder / "towns.csv").write_text("city,area\ncity 1,north\ncity 2,south\n")
    (folder / "r.json").write_text(json.dumps({"labels": "towns.csv"}))
    assert train(table, tmp_path / "out", "--spec", str(folder / "r.json")) == 0
    assert "2 of 20 categories of 'city' found in towns.csv." in capsys.readouterr().err
    stored = json.loads((tmp_path / "out" / "run.json").read_text())
    assert stored["spec"]["labels"] == "towns.csv", "no folder of this machine"


def test_the_recipe_of_a_run_goes_without_its_labels_and_says_so(table, tmp_path, capsys):
    folder, run = tmp_path / "recipes", tmp_path / "run"
    folder.mkdir()
    (folder / "towns.csv").write_text("city,area\ncity 1,north\ncity 2,south\n")
    (folder / "r.json").write_text(json.dumps({"labels": "towns.csv", "epochs": 1}))
    assert train(table, run, "--spec", str(folder / "r.json")) == 0
    said = f"Labels are left out: 'towns.csv' is not beside {run / 'run.json'}. --labels names the"
    for one in (run, run / "run.json"):
        capsys.readouterr()
        assert train(table, tmp_path / "again", "--spec", str(one), "--force") == 0
        assert said in capsys.readouterr().err
        assert "labels" not in json.loads((tmp_path / "again" / "run.json").read_text())["spec"]
    flags = ["--spec", str(run), "--labels", str(folder / "towns.csv"), "--force"]
    assert train(table, tmp_path / "again", *flags) == 0
    said = capsys.readouterr().err
    assert "Labels are left out" not in said
    assert "2 of 20 categories of 'city' found in towns.csv." in said


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--target", ""], "There is no column '' in the file."),
        (["--objective", "cooccurrence", "--window", "2"], "--window counts items of baskets"),
    ],
)
def test_a_flag_that_fits_nothing_is_refused(table, tmp_path, capsys, flags, sentence):
    assert train(table, tmp_path / "out", *flags) == 2
    assert sentence in capsys.readouterr().err


def test_a_file_that_holds_nothing_to_learn_ends_with_2(tmp_path, capsys):
    (tmp_path / "one.csv").write_text("a\n1\n1\n1\n")
    assert train(tmp_path / "one.csv", tmp_path / "out") == 2
    found, refused = capsys.readouterr().err.splitlines()
    assert found.startswith(
        "A row is one thing, described by its columns. The file has one column."
    )
    assert refused.startswith("The file has only one column, 'a'.")


def test_ctrl_c_ends_with_130_and_keeps_what_was_learned(table, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "explorer", "train", str(table), "--output", str(out)]
    command += ["--epochs", "100000"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("epoch"):
                break
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130, told
    assert "Stopping; what was learned is written." in told
    assert json.loads((out / "run.json").read_text())["ended"] == "stopped"
    assert pyarrow.parquet.read_table(out / "embeddings.parquet").num_rows > 20


@pytest.mark.skipif(sys.platform == "win32", reason="there SIGTERM ends a process at once")
def test_a_training_that_is_terminated_leaves_no_folder_that_it_made(table, tmp_path):
    out = tmp_path / "made" / "out"
    command = [sys.executable, "-m", "explorer", "train", str(table), "--output", str(out)]
    command += ["--epochs", "100000"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if line.startswith("epoch"):
                break
        assert out.exists()
        process.terminate()
        told = process.stderr.read()
    assert process.returncode == -signal.SIGTERM, told
    assert "Traceback" not in told
    assert not (tmp_path / "made").exists()


def test_a_run_stopped_before_its_first_step_does_not_claim_to_have_learned(
    learned, tmp_path, capsys, monkeypatch
):
    whole = Headless.train

    def stopped(self, prepared):
        found = whole(self, prepared)
        signal.raise_signal(signal.SIGINT)
        start = replace(found.result, best=found.result.history[0])
        return replace(found, result=start, stopped=True)

    monkeypatch.setattr(Headless, "train", stopped)
    assert train(learned / "people.csv", tmp_path / "out") == 130
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    metrics = run["metrics"]
    assert (run["ended"], metrics["best_epoch"], metrics["learned"]) == ("stopped", 0, False)
    start = (
        "Nothing was learned yet; the vectors are those that learning begins with, made from counts"
        " of what occurs together. "
    )
    assert metrics["sentence"].startswith(f"{start}Hidden cells are guessed at")
    assert capsys.readouterr().out == f"{metrics['sentence']}\n"
    (tmp_path / "noise.csv").write_text(
        "a,b\n" + "".join(f"{i * i % 7},{i * i * i % 11}\n" for i in range(300))
    )
    assert train(tmp_path / "noise.csv", tmp_path / "none") == 130
    assert capsys.readouterr().out.startswith(f"{start}On what was held out, ")


def test_columns_that_are_not_guessed_clearly_better_than_by_frequency_are_named(
    learned, tmp_path, monkeypatch, capsys
):
    whole = Headless.train

    def judged(self, prepared):
        found = whole(self, prepared)
        per_column = {"city": (1.2, 3.1, 90), "dish\x1b": (3.2, 3.1, 90), "coin": (0.7, 0.69, 90)}
        verdict = replace(found.verdict, learned=True, per_column=per_column)
        return replace(found, result=replace(found.result, verdict=verdict))

    monkeypatch.setattr(Headless, "train", judged)
    assert train(learned / "people.csv", tmp_path / "out") == 0
    told = capsys.readouterr()
    assert told.out.count("\n") == 1
    said = next(line for line in told.err.splitlines() if line.startswith("Not guessed clearly"))
    assert "city" not in said
    assert "\x1b" not in said
    assert said.endswith(
        "at 3.2 nats, guessing costs 3.1) and coin (at 0.7 nats, guessing costs 0.69)."
    )


def test_of_many_columns_that_are_not_guessed_clearly_better_the_first_are_named():
    per_column = {f"c{i}": (3.2, 3.1, 90) for i in range(17)} | {"good": (0.1, 3.1, 90)}
    verdict = Verdict(True, 3.2, 3.1, "nats", "Learned.", per_column=per_column)
    (said,) = _not_clearly_better(verdict)
    assert said.endswith("c2 (at 3.2 nats, guessing costs 3.1) and 14 other columns.")


def test_where_no_column_is_sure_alone_all_of_them_are_together():
    per_column = {"name": (0.603, 0.605, 90), "kind": (0.593, 0.601, 90)}
    verdict = Verdict(True, 0.6, 0.7, "nats", "Learned.", per_column=per_column)
    assert _not_clearly_better(verdict) == [
        "Of no column alone is that sure; together they are guessed better."
    ]


def test_values_below_the_minimum_count_share_one_place(learned, tmp_path):
    with (learned / "people.csv").open(newline="") as file:
        cities = Counter(row["city"] for row in csv.DictReader(file))
    rare = [name for name, count in cities.items() if count < 16]
    assert 1 < len(rare) < len(cities)
    flags = ("--columns", "city,dish", "--min-count", "16")
    assert train(learned / "people.csv", tmp_path / "out", *flags) == 0
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert run["spec"]["min_count"] == 16
    entries = pyarrow.parquet.read_table(tmp_path / "out" / "embeddings.parquet").to_pylist()
    kept = {row["category"]: row["count"] for row in entries if row["column"] == "city"}
    assert not kept.keys() & set(rare)
    assert sum(cities[name] for name in rare) in kept.values()


def test_umap_maps_are_drawn_when_asked_for(learned, tmp_path):
    assert train(learned / "people.csv", tmp_path / "out", "--umap", "--columns", "city,dish") == 0
    maps = pyarrow.parquet.read_table(tmp_path / "out" / "projections.parquet")
    assert set(maps["method"].to_pylist()) == {"pca", "umap"}


def test_train_tells_in_which_line_something_was_found(tmp_path, capsys):
    path = tmp_path / "open.csv"
    path.write_text("a,b\n" + "x,1\ny,2\n" * 20 + 'x,"3\n' + "y,1\n" * 5)
    main(["train", str(path), "--epochs", "1", "--output", str(tmp_path / "out")])
    assert "(line 42)" in capsys.readouterr().err


def test_a_training_that_its_time_budget_ended_says_so(table, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("explorer.learning.budget.LATE", 0.0)
    out = tmp_path / "late"
    assert main(["train", str(table), "--output", str(out), "--time-budget", "1"]) == 0
    assert "its time budget of 1 s being over" in capsys.readouterr().err
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["ended"] == "late"
    assert run["settings"]["late"] is True
