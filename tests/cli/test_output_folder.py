"""The folder that train writes into: a whole run, or the earlier one."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.errors import SpecError
from explorer.runs import named_files, output_folder
from explorer.runs.locks import ProcessLock
from explorer.runs.named_files import WRITTEN
from tests.cli.conftest import train

ROOT = Path(__file__).parents[2]


def test_a_folder_that_holds_something_is_written_into_only_when_forced(table, tmp_path, capsys):
    out = tmp_path / "out"
    out.mkdir()
    (out / "diary.txt").write_text("mine")
    assert train(table, out) == 2
    assert "is not empty. Name another folder, or add --force" in capsys.readouterr().err
    assert train(table, out, "--force") == 0
    assert (out / "diary.txt").read_text() == "mine"
    assert (out / "run.json").exists()


def test_a_folder_that_another_train_is_about_to_write_into_is_left_to_it(table, tmp_path, capsys):
    out = tmp_path / "out"
    with output_folder.made(out, False):
        for more in ((), ("--force",)):
            assert train(table, out, *more) == 2
            said = capsys.readouterr().err
            assert f"Another train is at work on {out}. Wait until it has ended" in said
    assert not out.exists()
    assert train(table, out) == 0
    assert {path.name for path in out.iterdir()} <= set(WRITTEN)


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
    def ends(*_, **__):
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
