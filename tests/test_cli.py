"""The command line from call to files, exit codes and sentences."""

import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from explorer.cli import main
from explorer.errors import SpecError
from explorer.runs import named_files, output_folder
from explorer.runs.headless import Headless
from explorer.runs.learned_folder import nearest
from explorer.runs.locks import ProcessLock
from explorer.runs.named_files import WRITTEN

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch, tmp_path):
    """No setting of whoever runs the tests, and none of ours left behind."""
    for name in list(os.environ):
        if name.startswith("EXPLORER_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(os, "environ", os.environ.copy())


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    draw = np.random.default_rng(0)
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["city", "last, first", "coin", "height"])
        for _ in range(200):
            group = draw.integers(4)
            rows.writerow(
                [
                    f"city {5 * group + draw.integers(5)}",
                    f"dish {5 * group + draw.integers(5)}" if draw.random() > 0.05 else "",
                    draw.choice(["heads", "tails"]),
                    f"{group + draw.random():.3f}",
                ]
            )
    return path


def train(table, output, *more):
    return main(["train", str(table), "--output", str(output), "--epochs", "4", *more])


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """A folder that train has written, and its table."""
    folder = tmp_path_factory.mktemp("learned")
    path = folder / "people.csv"
    draw = np.random.default_rng(1)
    lines = ["city,dish,coin"]
    for _ in range(300):
        group = draw.integers(4)
        dish = f"dish {5 * group + draw.integers(5)}" if draw.random() > 0.05 else ""
        lines.append(f"city {5 * group + draw.integers(5)},{dish},{draw.integers(2)}")
    path.write_text("\n".join(lines) + "\n")
    assert train(path, folder / "out") == 0
    return folder


def test_train_writes_the_five_files_it_promises(learned):
    out = learned / "out"
    names = ["baseline.parquet", "embeddings.parquet", "history.csv", "projections.parquet"]
    assert sorted(path.name for path in out.iterdir()) == [*names, "run.json"]
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["rows"] == 300
    assert run["spec"]["epochs"] == 4
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
    count, near = nearest(out, "rows", "12", 3)
    assert count == 1
    assert all(each.category.startswith("row ") for each in near)
    assert nearest(out, "rows", near[0].category, 300)[1][0].count == 1
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


def test_neighbors_are_ranked_by_cosine(learned, capsys):
    out = str(learned / "out")
    assert main(["neighbors", out, "city", "city 3", "-k", "4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    cosines = [each["cosine"] for each in told["neighbors"]]
    assert len(cosines) == 4
    assert cosines == sorted(cosines, reverse=True)
    assert "city 3" not in [each["category"] for each in told["neighbors"]]
    assert main(["neighbors", out, "dish", "missing"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["category", "cosine", "rows"]


@pytest.mark.parametrize("found", [True, False])
def test_neighbors_of_a_run_that_learned_nothing_come_with_that(learned, tmp_path, capsys, found):
    out = tmp_path / "out"
    shutil.copytree(learned / "out", out)
    run = json.loads((out / "run.json").read_text("utf-8"))
    run["metrics"] |= {"learned": found, "sentence": "Nothing was learned."}
    (out / "run.json").write_text(json.dumps(run), "utf-8")
    capsys.readouterr()
    assert main(["neighbors", str(out), "city", "city 3"]) == 0
    said = "These neighbors may be chance. Nothing was learned.\n"
    assert capsys.readouterr().err == ("" if found else said)
    (out / "run.json").write_text("[" * 100_000)
    assert main(["neighbors", str(out), "city", "city 3"]) == 0


def test_neighbors_agree_with_a_plain_loop(learned):
    stored = pyarrow.parquet.read_table(learned / "out" / "embeddings.parquet").to_pylist()
    cities = {row["category"]: np.array(row["vector"]) for row in stored if row["column"] == "city"}
    count, near = nearest(learned / "out", "city", "city 0", 5)
    own = cities.pop("city 0")
    plain = {
        name: own @ other / np.linalg.norm(own) / np.linalg.norm(other)
        for name, other in cities.items()
    }
    assert [each.category for each in near] == sorted(plain, key=lambda name: -plain[name])[:5]
    assert count > 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "The following arguments are required"),
        (["learn"], "invalid choice: 'learn'"),
        (["profile", "x.csv", "--fast"], "Unrecognized arguments: --fast."),
        (["train", "x.csv"], "The following arguments are required: --output."),
        (["profile", "nowhere.csv"], "There is no file nowhere.csv. Check the path."),
        (["neighbors", "nowhere", "a", "b"], "There is no nowhere. Check the path."),
        (["neighbors", ".", "a", "b"], ". holds no run."),
        (["train", "x.csv", "--output", "o", "--epochs", "0"], "epochs is 0."),
        (["train", "x.csv", "--output", "o", "--columns", "a,a"], "Column 'a' is listed twice."),
        (["train", "x.csv", "--output", "o", "--spec", "no.json"], "There is no file no.json."),
        (["train", "x.csv", "--output", "o", "--objective", "predict"], "Predict needs a column"),
    ],
)
def test_a_wrong_call_ends_with_2_and_one_sentence(
    arguments, sentence, capsys, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    try:
        code = main(arguments)
    except SystemExit as end:  # argparse
        code = end.code
    told = capsys.readouterr()
    assert code == 2
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


LONG = 300 * "a"  # letters; a name has room for 255


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["profile", LONG], f"{LONG} cannot be read: File name too long. Check the path."),
        (["train", "x.csv", "--output", "o", "--spec", LONG], "cannot be read: File name too long"),
        (["train", "x.csv", "--output", LONG], "cannot be written: File name too long."),
        (["train", "x.csv", "--output", "o", "--labels", LONG], "cannot be read: File name too"),
        (["train", "x.csv", "--output", "p", "--start", LONG], "cannot be read: File name too"),
        (["neighbors", LONG, "a"], f"There is no {LONG}. Check the path."),
    ],
)
def test_a_name_too_long_for_a_file_is_said(arguments, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text("a,b\n" + "1,x\n1,y\n2,x\n" * 5)
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("command", ["profile", "neighbors"])
def test_a_pipe_is_no_regular_file(tmp_path, capsys, command):
    os.mkfifo(tmp_path / "pipe")
    assert main([command, str(tmp_path / "pipe"), *(["a"] if command == "neighbors" else [])]) == 2
    assert "pipe is no regular file. Write what comes from it" in capsys.readouterr().err


def test_a_recipe_of_brackets_alone_is_refused(table, tmp_path, capsys):
    (tmp_path / "deep.json").write_text(100_000 * "[")
    assert train(table, tmp_path / "out", "--spec", str(tmp_path / "deep.json")) == 2
    assert "The recipe nests its brackets too deeply." in capsys.readouterr().err


def test_a_folder_that_holds_something_is_written_into_only_when_forced(table, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "diary.txt").write_text("mine")
    assert train(table, out) == 2
    assert "is not empty. Name another folder, or add --force" in capsys.readouterr().err
    assert train(table, out, "--force") == 0
    assert (out / "diary.txt").read_text() == "mine"
    assert (out / "run.json").exists()


def test_what_an_earlier_run_left_goes_where_a_folder_is_written_into_again(table, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "next_item.safetensors").write_bytes(b"of another run")
    assert train(table, out, "--force") == 0
    assert not (out / "next_item.safetensors").exists()


@pytest.fixture
def full_disk(monkeypatch):
    """There is room for two files of a run, not for the third."""
    write = output_folder.write_bytes

    def fails(path, content):
        if path.name == "history.csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr(output_folder, "write_bytes", fails)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_full_disk_is_said_and_leaves_no_half_run(table, tmp_path, capsys, full_disk):
    assert train(table, tmp_path / "out") == 2
    told = capsys.readouterr().err
    assert "cannot be written: No space left on device. What was learned is lost. Make" in told
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_the_earlier_run_of_the_folder_whole(
    table, learned, tmp_path, capsys, full_disk
):
    out = tmp_path / "out"
    shutil.copytree(learned / "out", out)
    assert train(table, out, "--force") == 2
    assert "The earlier run in the folder is untouched." in capsys.readouterr().err
    assert contents(out) == contents(learned / "out")


def test_a_file_that_cannot_take_its_place_brings_the_earlier_run_back(
    learned, tmp_path, monkeypatch
):
    out = tmp_path / "out"
    shutil.copytree(learned / "out", out)
    replace = os.replace

    def fails(source, target):
        if Path(target) == out / "run.json" and "earlier" not in Path(source).parts:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fails)
    made = {"embeddings.parquet": b"new", "next_item.safetensors": b"new", "run.json": b"new"}
    with pytest.raises(PermissionError):
        output_folder.replace_run(out, made)
    assert contents(out) == contents(learned / "out")


KILLED = """
import os, signal, sys
from pathlib import Path
from explorer.runs import output_folder

folder, parent = Path(sys.argv[1]), sys.argv[2]
replace = os.replace

def until(source, target):
    if Path(target).name == "run.json" and Path(target).parent.name.startswith(parent):
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)

os.replace = until
output_folder.replace_run(folder, {"embeddings.parquet": b"new", "run.json": b"new"})
"""


def kill_writing(out, parent):
    """Have a process killed as it moves run.json to a folder of that name."""
    command = [sys.executable, "-c", KILLED, str(out), parent]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    (left,) = out.glob(".train-*")
    return left


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of other systems")
def test_what_a_killed_train_left_aside_is_nothing_to_write_around(table, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    assert list(kill_writing(out, ".train-").iterdir())
    assert train(table, out) == 0
    assert not [path for path in out.iterdir() if path.name not in WRITTEN]


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of other systems")
def test_an_earlier_run_that_a_killed_train_had_put_aside_stays_until_another_is_whole(
    table, learned, tmp_path, request
):
    out = tmp_path / "out"
    shutil.copytree(learned / "out", out)
    left = kill_writing(out, "out")
    assert contents(left / "earlier") == contents(learned / "out")
    (out / "embeddings.parquet").unlink()
    assert train(table, out) == 2, "it is not empty"
    request.getfixturevalue("full_disk")
    assert train(table, out, "--force") == 2
    assert contents(left / "earlier") == contents(learned / "out")
    request.getfixturevalue("monkeypatch").undo()
    assert train(table, out, "--force") == 0
    assert not left.exists()


def test_what_a_living_train_has_aside_stays_and_so_does_what_looks_alike(table, tmp_path):
    out = tmp_path / "out"
    lock = ProcessLock(out / ".train-abcd1234" / "lock")
    assert lock.take()
    (out / ".train-of-mine").mkdir()
    assert train(table, out) == 2
    assert train(table, out, "--force") == 0
    assert {path.name for path in out.glob(".train-*")} == {".train-abcd1234", ".train-of-mine"}
    lock.release()
    assert train(table, out, "--force") == 0
    assert [path.name for path in out.glob(".train-*")] == [".train-of-mine"]


@pytest.mark.parametrize("end", [SpecError("No."), KeyboardInterrupt()])
def test_a_call_that_writes_nothing_leaves_no_folder_that_it_made(
    table, tmp_path, monkeypatch, end
):
    def ends(*_):
        raise end

    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(named_files, "read", ends)
    assert train(table, tmp_path / "deep" / "out") in (2, 130)
    assert train(table, own / "out") in (2, 130)
    assert not (tmp_path / "deep").exists()
    assert list(own.iterdir()) == []
    assert train(table, own) in (2, 130)
    assert own.exists(), "made by another"


def test_a_folder_that_train_cannot_have_written_is_refused(table, tmp_path, capsys):
    (tmp_path / "out" / "run.json").mkdir(parents=True)
    assert train(table, tmp_path / "out", "--force") == 2
    assert "run.json is a folder" in capsys.readouterr().err


def test_a_folder_of_ones_own_in_the_output_is_left_alone(table, tmp_path):
    (tmp_path / "out" / "notes.v1").mkdir(parents=True)
    assert train(table, tmp_path / "out", "--force") == 0
    assert (tmp_path / "out" / "notes.v1").is_dir()
    assert {each.name for each in (tmp_path / "out").iterdir() if each.is_file()} < set(WRITTEN)


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
    assert capsys.readouterr().err.count("\n") == 1


def test_profile_tells_rows_roles_and_what_is_chosen(table, capsys):
    assert main(["profile", str(table)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("people.csv: 200 rows, 4 columns\n")
    assert "last, first" in told
    assert main(["profile", str(table), "--json"]) == 0
    stored = json.loads(capsys.readouterr().out)
    assert stored["rows"] == 200
    assert [column["name"] for column in stored["columns"]][1] == "last, first"
    assert stored["columns"][0]["selected"] is True
    assert stored["reading"]["delimiter"] == ","


def test_control_characters_of_a_file_never_reach_the_terminal(tmp_path, capsys):
    (tmp_path / "evil.csv").write_text("a,b\n\x1b[2Jx,1\n\x1b[2Jx,2\ny,1\n")
    main(["profile", str(tmp_path / "evil.csv")])
    assert "\x1b" not in capsys.readouterr().out


def test_a_setting_that_cannot_be_meant_ends_every_command_with_2(table, monkeypatch, capsys):
    monkeypatch.setitem(os.environ, "EXPLORER_JOBS", "many")
    assert main(["profile", str(table)]) == 2
    assert "EXPLORER_JOBS is 'many'." in capsys.readouterr().err


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


def test_a_run_stopped_before_its_first_step_does_not_claim_to_have_learned(
    learned, tmp_path, capsys, monkeypatch
):
    whole = Headless.train

    def stopped(self, prepared):
        found = whole(self, prepared)
        start = replace(found.result, best=found.result.history[0])
        return replace(found, result=start, stopped=True)

    monkeypatch.setattr(Headless, "train", stopped)
    assert train(learned / "people.csv", tmp_path / "out") == 130
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    metrics = run["metrics"]
    assert (run["ended"], metrics["best_epoch"], metrics["learned"]) == ("stopped", 0, False)
    start = "Nothing was learned yet; the vectors are those that learning begins with. "
    assert metrics["sentence"].startswith(f"{start}Hidden cells are guessed at")
    assert capsys.readouterr().out == f"{metrics['sentence']}\n"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a child process")
def test_ctrl_c_while_the_command_is_loaded_ends_with_130_and_one_word(tmp_path):
    lazy = tmp_path / "sitecustomize.py"  # is loaded by every Python that finds it
    lazy.write_text(
        "import sys\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'explorer.cli.codes':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
    )
    places = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1])])
    found = subprocess.run(
        [sys.executable, "-m", "explorer", "app"],
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (found.returncode, found.stderr) == (130, "Stopped.\n")


def test_app_becomes_the_server_of_the_one_script_with_the_limit_on_uploads(monkeypatch):
    def become(program, command):
        raise SystemExit(command)

    monkeypatch.setattr(os, "execv", become)
    monkeypatch.setitem(os.environ, "EXPLORER_MAX_UPLOAD_MB", "7")
    with pytest.raises(SystemExit) as caught:
        main(["app", "--server.port", "8600"])
    assert caught.value.code == [
        *(sys.executable, "-m", "explorer.ui.serve", "run", str(ROOT / "app.py")),
        *("--server.maxUploadSize=7", "--server.port", "8600"),
    ]


def test_umap_maps_are_drawn_when_asked_for(learned, tmp_path):
    assert train(learned / "people.csv", tmp_path / "out", "--umap", "--columns", "city,dish") == 0
    maps = pyarrow.parquet.read_table(tmp_path / "out" / "projections.parquet")
    assert set(maps["method"].to_pylist()) == {"pca", "umap"}


def sweep(table, *more):
    return main(["sweep", str(table), "--epochs", "3", "--columns", 'city,"last, first"', *more])


def test_sweep_prints_the_losses_the_knee_and_how_it_was_measured(table, capsys):
    assert sweep(table, "--dims", "1,2,4") == 0
    told = capsys.readouterr()
    head, *rows = told.out.splitlines()
    assert head.split(maxsplit=3)[:3] == ["dimensions", "held-out", "loss"]
    assert [row.removeprefix("x").split()[0] for row in rows[:3]] == ["1", "2", "4"]
    assert "guessing costs" in rows[3]
    assert "Each training learned from all 200 rows, for 3 epochs at most;" in told.out
    assert "9 short trainings, about" in told.err
    assert "9 of 9: 4 dimensions, held-out loss" in told.err


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
        (["--dims", "0"], "0 dimensions cannot be tried."),
        (["--time-budget", "2"], "A sweep trains as shortly as it can and takes no time budget."),
        (["--vary", "coin"], "'coin' is not among the columns that are learned."),
    ],
)
def test_a_sweep_that_cannot_be_says_why(table, capsys, flags, sentence):
    assert sweep(table, *flags) == 2
    assert sentence in capsys.readouterr().err


def test_train_tells_in_which_line_something_was_found(tmp_path, capsys):
    path = tmp_path / "open.csv"
    path.write_text("a,b\n" + "x,1\ny,2\n" * 20 + 'x,"3\n' + "y,1\n" * 5)
    main(["train", str(path), "--epochs", "1", "--output", str(tmp_path / "out")])
    assert "(line 42)" in capsys.readouterr().err
