"""neighbors: ranked by cosine, and what is to be known of them."""

import json
import shutil

import numpy as np
import pyarrow.parquet
import pytest

from explorer.cli import main
from explorer.runs.learned_folder import nearest


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
    found = nearest(learned / "out", "city", "city 0", 5)
    own = cities.pop("city 0")
    plain = {
        name: own @ other / np.linalg.norm(own) / np.linalg.norm(other)
        for name, other in cities.items()
    }
    assert [each.category for each in found.near] == sorted(plain, key=lambda name: -plain[name])[
        :5
    ]
    assert found.count > 0


def test_a_category_called_missing_is_told_from_the_empty_cells(tmp_path):
    colors = [["red", "blue", "missing", ""][i % 4] for i in range(120)]
    rows = [f"{color},{'xyzw'[(i * i + i // 5) % 4]}" for i, color in enumerate(colors)]
    (tmp_path / "t.csv").write_text("\n".join(["color,kind", *rows]) + "\n")
    out = tmp_path / "out"
    call = ["train", str(tmp_path / "t.csv"), "--shape", "records", "--columns", "color,kind"]
    assert main([*call, "--epochs", "2", "--output", str(out)]) == 0
    empty = "missing, no value of the file"
    red = nearest(out, "color", "red", 9)
    assert {near.category for near in red.near} == {"blue", "missing", empty}
    assert nearest(out, "color", "missing", 9).count == 30
    found = nearest(out, "color", empty, 9)
    assert (found.category, found.count) == (empty, 30)
    assert {near.category for near in found.near} == {"red", "blue", "missing"}


def test_what_has_no_place_of_its_own_is_told_which_one_it_shares(learned, tmp_path, capsys):
    call = ["train", str(learned / "people.csv"), "--columns", "city,dish", "--min-count", "16"]
    assert main([*call, "--epochs", "2", "--output", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert main(["neighbors", str(tmp_path / "out"), "city", "Atlantis"]) == 2
    said = capsys.readouterr().err
    assert "There is no category 'Atlantis'." in said
    assert "What was rare or never seen has the place of 'rare (" in said
    assert "' or 'unknown (never seen)'." in said


def test_json_says_the_column_and_the_name_that_were_found(tmp_path, capsys):
    rows = [f"{'ab'[i % 2]}{i % 4},{'xy'[i % 2]}{i % 3}" for i in range(60)]
    (tmp_path / "rows.csv").write_text("first,second\n" + "\n".join(rows) + "\n")
    call = ["train", str(tmp_path / "rows.csv"), "--objective", "autoencoder", "--epochs", "2"]
    assert main([*call, "--output", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert main(["neighbors", str(tmp_path / "out"), "rows", "12", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["column"] == "rows"
    assert told["category"].startswith("row 12: ")
    (tmp_path / "v.txt").write_text("ant 1 0 2\nbee 0 1 1\ncat 1 1 0\n")
    assert main(["neighbors", str(tmp_path / "v.txt"), "bee", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["column"], told["category"]) == ("v", "bee")
    assert told["count"] is None
    assert {near["count"] for near in told["neighbors"]} == {None}


def test_a_number_longer_than_any_of_a_row_is_no_name(learned, capsys):
    assert main(["neighbors", str(learned / "out"), "city", 5000 * "1"]) == 2
    assert capsys.readouterr().err.startswith("There is no category '1111")


def test_of_many_categories_the_first_are_named_and_the_others_counted(learned, capsys):
    assert main(["neighbors", str(learned / "out"), "city", "nowhere"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("There is no category 'nowhere'. Name one of ")
    stored = pyarrow.parquet.read_table(learned / "out" / "embeddings.parquet")
    n = stored["column"].to_pylist().count("city")
    assert f" and {n - 8} more. What was rare or never seen has the place of " in said


def test_a_name_that_begins_with_a_dash_stands_behind_two(tmp_path, capsys):
    (tmp_path / "v.txt").write_text("-ant 1 0 2\nbee 0 1 1\ncat 1 1 0\n")
    with pytest.raises(SystemExit) as end:
        main(["neighbors", str(tmp_path / "v.txt"), "v", "-ant"])
    assert end.value.code == 2
    dashes = "Write -- before names that begin with -, and flags before it."
    assert f"Unrecognized arguments: -ant. {dashes} See" in capsys.readouterr().err
    for names in (["-ant"], ["--json"], ["-kilo"], ["-hare"]):
        with pytest.raises(SystemExit) as end:
            main(["neighbors", str(tmp_path / "v.txt"), *names])
        assert end.value.code == 2
        assert f". {dashes} See python -m explorer neighbors --help.\n" in capsys.readouterr().err
    assert main(["neighbors", str(tmp_path / "v.txt"), "--", "-ant", "-k", "3"]) == 2
    assert f"3 names are given. Name a column and a category, in quotes. {dashes}\n" in (
        capsys.readouterr().err
    )
    assert main(["neighbors", str(tmp_path / "v.txt"), "-k", "1", "--json", "--", "-ant"]) == 0
    assert main(["neighbors", str(tmp_path / "v.txt"), "--", "v", "-ant"]) == 0
    assert main(["neighbors", str(tmp_path / "v.txt"), "--", "-ant"]) == 0


@pytest.mark.parametrize(
    "call",
    [
        ["-k", "1", "FILE", "v", "bee"],
        ["FILE", "-k", "1", "v", "bee"],
        ["FILE", "v", "-k", "1", "bee"],
        ["FILE", "v", "bee", "-k", "1"],
        ["FILE", "v", "-k", "1", "--", "-ant"],
        ["FILE", "-k", "1", "--", "v", "-ant"],
    ],
)
def test_flags_may_stand_before_between_and_behind_the_names(call, tmp_path, capsys):
    (tmp_path / "v.txt").write_text("-ant 1 0 2\nbee 0 1 1\ncat 1 1 0\n")
    call = [str(tmp_path / "v.txt") if each == "FILE" else each for each in call]
    assert main(["neighbors", *call]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
