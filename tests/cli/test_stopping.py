"""Ctrl-C once learning has ended: what was learned is written."""

import json
import signal

import pyarrow.parquet
import pytest

from explorer.cli.progress import Interruptible
from explorer.runs import headless, output_folder
from tests.cli.conftest import train


@pytest.fixture
def umap(learned, tmp_path, capsys):
    """Trains with UMAP maps; returns exit code, output folder, and what was told."""

    def trained():
        flags = ("--umap", "--columns", "city,dish", "--epochs", "2")
        code = train(learned / "people.csv", tmp_path / "out", *flags)
        return code, tmp_path / "out", capsys.readouterr().err

    return trained


def test_ctrl_c_while_umap_maps_are_drawn_leaves_them_out(umap, monkeypatch):
    draw = headless.umap_layout

    def interrupted(column, *given, **named):
        if column == "dish":
            signal.raise_signal(signal.SIGINT)
        return draw(column, *given, **named)

    monkeypatch.setattr(headless, "umap_layout", interrupted)
    code, out, told = umap()
    assert code == 130
    assert "Stopping; what was learned is written." in told
    assert "UMAP maps that were not drawn yet are left out." in told
    run = json.loads((out / "run.json").read_text("utf-8"))
    assert run["ended"] == "finished"
    drawn = [(each["column"], each["method"]) for each in run["maps"]]
    assert drawn == [("city", "pca"), ("dish", "pca"), ("city", "umap")]
    assert pyarrow.parquet.read_table(out / "embeddings.parquet").num_rows > 20


def test_a_second_ctrl_c_ends_at_once_and_leaves_nothing_half_written(umap, monkeypatch):
    def interrupted(*_, **__):
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(headless, "umap_layout", interrupted)
    code, out, told = umap()
    assert (code, told.splitlines()[-1]) == (130, "Stopped.")
    assert not out.exists()


@pytest.mark.parametrize("ignored", [True, False])
def test_a_second_ctrl_c_goes_to_whoever_minded_it_before(ignored):
    met = []
    before = signal.signal(
        signal.SIGINT, signal.SIG_IGN if ignored else lambda number, _: met.append(number)
    )
    try:
        with Interruptible(lambda: None):
            signal.raise_signal(signal.SIGINT)
            assert met == []
            if ignored:  # a second one must end it all the same
                with pytest.raises(KeyboardInterrupt):
                    signal.raise_signal(signal.SIGINT)
            else:
                signal.raise_signal(signal.SIGINT)
                assert met == [signal.SIGINT]
    finally:
        signal.signal(signal.SIGINT, before)


def test_ctrl_c_while_files_are_written_waits_for_them(learned, tmp_path, monkeypatch):
    replace = output_folder.replace_run

    def interrupted(folder, made):
        signal.raise_signal(signal.SIGINT)
        replace(folder, made)

    monkeypatch.setattr(output_folder, "replace_run", interrupted)
    assert train(learned / "people.csv", tmp_path / "out", "--epochs", "2") == 130
    assert json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["ended"] == "finished"
