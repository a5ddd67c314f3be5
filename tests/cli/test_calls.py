"""Calls of every command: wrong ones, settings, signals, and what they print."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from explorer.cli import main
from tests.cli.conftest import train

ROOT = Path(__file__).parents[2]


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
        (["train", "x.csv", "--output", "o", "--objective", "predict"], "with --target."),
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


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--dim", "abc"], "--dim: 'abc' is no whole number. Choose one from 1 to 512."),
        (["evaluate", "--dim", "1.5"], "--dim: '1.5' is no whole number. Choose one from 1 to 51"),
        (["train", "--epochs", "1.5"], "--epochs: '1.5' is no whole number. Choose one from 1 to"),
        (["sweep", "--seed", "1.5"], "--seed: '1.5' is no whole number. Choose one from 0 to 214"),
        (["train", "--window", ""], "--window: '' is no whole number. Choose one from 1 to 1000."),
        (["train", "--history", "x"], "--history: 'x' is no whole number. Choose one from 1 to 5"),
        (["train", "--min-count", "x"], "--min-count: 'x' is no whole number. Choose one from 1 "),
        (
            ["train", "--time-budget", "abc"],
            "--time-budget: 'abc' is no number. Choose one from 0.1 to 604800.",
        ),
        (
            ["neighbors", "-k", "abc"],
            "-k: 'abc' is no whole number. Ask for at least one neighbor.",
        ),
    ],
)
def test_what_is_no_number_is_told_which_numbers_there_are(arguments, sentence, capsys):
    with pytest.raises(SystemExit) as end:
        main([*arguments, "x.csv"])
    assert end.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(f"Argument {sentence}")
    assert told.endswith(f" See python -m explorer {arguments[0]} --help.\n")


@pytest.mark.parametrize(
    ("command", "offered", "never"),
    [
        ("sweep", ["--epochs EPOCHS", "--objective {masked,predict,"], ["--time-budget"]),
        (
            "evaluate",
            ["--objective {next-item} ", "--shape {baskets,sequences,lists,wide} ", "--history"],
            ["--target", "--method", "--window", "masked", "records"],
        ),
        ("neighbors", ["[--json] DIR_OR_FILE [COLUMN] CATEGORY options"], ["..."]),
    ],
)
def test_help_offers_nothing_that_is_always_refused(command, offered, never, capsys):
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0
    told = " ".join(capsys.readouterr().out.replace("positional arguments:", "options").split())
    assert all(each in told for each in offered)
    assert not any(each in told for each in never)


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
    assert "deep.json nests its brackets too deeply." in capsys.readouterr().err


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


def test_a_line_break_in_a_cell_is_told_as_a_space(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("city,note\n" + 'Rome,"call back\nafter 5pm"\nOslo,no\n' * 9)
    main(["profile", str(tmp_path / "t.csv")])
    assert "call back after 5pm (9)" in capsys.readouterr().out


def test_a_setting_that_cannot_be_meant_ends_every_command_with_2(table, monkeypatch, capsys):
    monkeypatch.setitem(os.environ, "EXPLORER_JOBS", "many")
    assert main(["profile", str(table)]) == 2
    assert "EXPLORER_JOBS is 'many'." in capsys.readouterr().err


def _in_a_shell(command: str, **places) -> subprocess.CompletedProcess[str]:
    """Run `$explorer ...` as a shell does, with names of files as its variables."""
    explorer = f"'{sys.executable}' -m explorer"
    names = {name: str(place) for name, place in places.items()}
    return subprocess.run(
        ["/bin/sh", "-c", command.replace("$explorer", explorer)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""} | names,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is full")
@pytest.mark.parametrize(
    "command", ["profile --json $table", "profile --json $wide", "neighbors $out city 'city 3'"]
)
def test_a_standard_output_that_is_full_ends_with_2_and_one_sentence(learned, tmp_path, command):
    wide = tmp_path / "wide.csv"  # more is told of it than is kept before it is written
    wide.write_text("\n".join(",".join(f"a{r % 3}{c}" for c in range(90)) for r in range(9)) + "\n")
    found = _in_a_shell(
        f"$explorer {command} >/dev/full",
        table=learned / "people.csv",
        out=learned / "out",
        wide=wide,
    )
    assert found.returncode == 2
    assert found.stderr == (
        "Standard output cannot be written: No space left on device."
        " Make room, or send it elsewhere.\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="a shell closes a stream by 2>&-")
def test_with_standard_error_closed_a_training_trains_and_a_wrong_call_ends_with_2(table, tmp_path):
    train = "$explorer train $table --epochs 1 --output $out"
    found = _in_a_shell(f"{train} 2>&-", table=table, out=tmp_path / "out")
    assert (found.returncode, found.stdout.count("\n")) == (0, 1)
    assert (tmp_path / "out" / "run.json").exists()
    for wrong in (f"{train} 2>&-", f"{train} --fast 2>&-", "$explorer learn 2>&- >&- <&-"):
        found = _in_a_shell(wrong, table=table, out=tmp_path / "out")
        assert (found.returncode, found.stdout, found.stderr) == (2, "", "")


def test_the_end_of_a_pipe_that_has_seen_enough_is_no_fault(table):
    found = _in_a_shell("{ $explorer profile $table; echo $? >&2; } | true", table=table)
    assert found.stderr == "0\n"


@pytest.fixture
def met(tmp_path):
    """Runs a command that meets what `code` does when a module of that name is looked for."""

    def run(module, code, *command):
        lazy = tmp_path / "sitecustomize.py"  # is loaded by every Python that finds it
        lazy.write_text(
            "import signal, sys\n"
            "CTRL_C = 'signal.raise_signal(signal.SIGINT)'\n"
            "class Met:\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            f"        if name == {module!r}:\n" + indent(code, 12 * " ") + "\n"
            "sys.meta_path.insert(0, Met())\n"
        )
        return subprocess.run(
            [sys.executable, "-m", "explorer", *command],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


HELD_BACK = "try:\n    exec(CTRL_C)\nexcept KeyboardInterrupt as error:\n    {}"


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the server is a child process")
@pytest.mark.parametrize("module", ["explorer.interrupts", "explorer.cli.codes", "explorer.runs"])
@pytest.mark.parametrize("code", ["raise KeyboardInterrupt", "signal.raise_signal(signal.SIGINT)"])
def test_ctrl_c_while_the_command_is_loaded_ends_with_130_and_one_word(met, module, code):
    found = met(module, code, "profile", str(ROOT / "sample_data" / "zoo.csv"))
    assert (found.returncode, found.stderr) == (130, "Stopped.\n")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise elsewhere")
@pytest.mark.parametrize("module", ["explorer.cli.codes", "explorer.runs"])
@pytest.mark.parametrize(
    "code",
    [
        "exec(CTRL_C)",
        HELD_BACK.format("raise ImportError('Importing the C-extensions failed.')"),
        HELD_BACK.format("raise RuntimeError('Error calling __set_name__') from error"),
        HELD_BACK.format("from explorer.errors import ReadError; raise ReadError('Damaged.')"),
    ],
)
def test_ctrl_c_of_which_loading_makes_another_error_ends_with_130_all_the_same(met, module, code):
    found = met(module, code, "profile", str(ROOT / "sample_data" / "zoo.csv"))
    assert (found.returncode, found.stderr) == (130, "Stopped.\n")


@pytest.mark.skipif(os.name != "posix", reason="signals are sent otherwise elsewhere")
def test_ctrl_c_that_loading_went_over_ends_a_training_before_it_begins(met, table, tmp_path):
    out = tmp_path / "out"
    call = ["train", str(table), "--output", str(out), "--shape", "records"]
    found = met("explorer.runs.named_files", HELD_BACK.format("pass"), *call)
    assert (found.returncode, found.stderr.splitlines()[-1]) == (130, "Stopped.")
    assert not out.exists()


def test_an_error_of_loading_without_ctrl_c_is_shown(met):
    found = met("explorer.cli.codes", "raise ImportError('It is broken.')", "profile", "x.csv")
    assert (found.returncode, found.stderr.splitlines()[-1]) == (1, "ImportError: It is broken.")


@pytest.mark.skipif(os.name != "posix", reason="a shell ignores Ctrl-C by trap")
def test_ctrl_c_that_is_ignored_stays_so():
    code = "import signal; from explorer import interrupts; interrupts.note()"
    told = "print(signal.getsignal(signal.SIGINT).name)"
    found = subprocess.run(
        ["/bin/sh", "-c", f"trap '' INT; '{sys.executable}' -c '{code}; {told}'"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (found.stdout, found.stderr) == ("SIG_IGN\n", "")


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


def test_a_column_of_more_categories_than_can_be_learned_is_left_out_and_said(
    monkeypatch, tmp_path, capsys
):
    monkeypatch.setenv("EXPLORER_MAX_CATEGORIES", "50")
    said = "'animal' is left out: 100 categories; at most 50 can be learned here.\n"
    zoo = ROOT / "sample_data" / "zoo.csv"
    assert train(zoo, tmp_path / "out") == 0
    assert said in capsys.readouterr().err
    assert train(zoo, tmp_path / "named", "--columns", "hair,milk") == 0
    assert said not in capsys.readouterr().err
    assert main(["profile", str(zoo)]) == 0
    told = capsys.readouterr().out
    assert "\n   animal " in told, "it is not marked as one to learn"
    assert f"\n- {said}" in told


def test_profile_says_why_columns_are_left_out(tmp_path, capsys):
    rows = [f"port {i % 17},grade {i % 5},PORT {i % 17},{i},{i}x" for i in range(200)]
    (tmp_path / "t.csv").write_text("\n".join(["port,grade,copy,row,name", *rows]))
    assert main(["profile", str(tmp_path / "t.csv")]) == 0
    told = capsys.readouterr().out
    assert "\n- 'copy' is left out: says the same as 'port' in every row.\n" in told
    assert "\n- 'row' is left out: whole numbers, every one once, as row numbers" in told


def test_profile_and_train_tell_how_many_values_never_seen_to_expect(tmp_path, capsys):
    rows = [f"city {i % 40 if i < 360 else i},grade {i % 5},{i / 7:.3f}" for i in range(400)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["city,grade,price", *rows]))
    assert main(["profile", str(path)]) == 0
    told = capsys.readouterr().out
    assert re.search(r"city +category +80 +0 +10 % +city 0", told)
    assert re.search(r"grade +category +5 +0 +0 % +grade 0", told)
    assert "new: rows to come whose value was never seen, about" in told
    assert main(["profile", str(path), "--json"]) == 0
    columns = json.loads(capsys.readouterr().out)["columns"]
    assert [column["expected_unknown"] for column in columns] == [0.1, 0.0, None]
    assert train(path, tmp_path / "out") == 0
    said = "New rows to expect with a value never seen, about: 10 % in 'city' (the Good–Turing"
    assert said in capsys.readouterr().err
    run = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    assert [column["expected_unknown"] for column in run["columns"]] == [0.1, 0.0, None]
