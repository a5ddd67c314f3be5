"""Files of vectors on the command line: neighbors in them, and training that begins with them."""

import json

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from explorer.analysis.similarity import neighbors
from explorer.cli import main
from explorer.data.vectors.reading import digest


@pytest.fixture
def glove(tmp_path):
    path = tmp_path / "glove.txt"
    draw = np.random.default_rng(0)
    vectors = np.eye(4, 30)[np.arange(20) % 4] + 0.1 * draw.standard_normal((20, 30))
    lines = [f"city_{i} {' '.join(f'{x:.4f}' for x in row)}" for i, row in enumerate(vectors)]
    path.write_text("\n".join([*lines, "short 1 2"]) + "\n")
    return path


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "people.csv"
    draw = np.random.default_rng(0)
    rows = [
        f"city {draw.integers(20)},dish {draw.integers(8)},{draw.choice(['heads', 'tails'])}"
        for _ in range(200)
    ]
    path.write_text("\n".join(["city,dish,coin", *rows]) + "\n")
    return path


def test_neighbors_work_on_any_file_of_vectors(glove, capsys):
    assert main(["neighbors", str(glove), "city_3", "-k", "4", "--json"]) == 0
    told = capsys.readouterr()
    plain = np.loadtxt(glove, np.float32, usecols=range(1, 31), max_rows=20)
    order = neighbors(plain, 3, 4).indices.tolist()
    found = [each["category"] for each in json.loads(told.out)["neighbors"]]
    assert found == [f"city_{i}" for i in order]
    assert "1 line was left out" in told.err
    assert told.err.endswith(" (line 21)\n")
    assert main(["neighbors", str(glove), "city_3"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["category", "cosine"]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["city_33"], "There is no category 'city_33'. Did you mean"),
        (["town", "city_3"], "There is no column 'town'. Name 'glove'."),
        (["a", "b", "c"], "3 names are given."),
    ],
)
def test_what_is_not_in_the_file_is_said(glove, names, sentence, capsys):
    assert main(["neighbors", str(glove), *names]) == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith(sentence)


def test_a_folder_with_several_columns_asks_for_one(table, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["train", str(table), "--epochs", "1", "--output", str(out)]) == 0
    capsys.readouterr()
    assert main(["neighbors", str(out), "city 3"]) == 2
    assert capsys.readouterr().err == (
        "There are several columns. Name one before the category: 'city', 'dish', 'coin'.\n"
    )
    assert main(["neighbors", str(out / "embeddings.parquet"), "city", "city 3"]) == 0


def test_training_begins_with_vectors_says_so_and_repeats_from_the_recipe(
    table, glove, tmp_path, capsys
):
    call = ["train", str(table), "--epochs", "2"]
    one, two, plain = (tmp_path / name for name in ("one", "two", "plain"))
    assert main([*call, "--start", str(glove), "--output", str(one)]) == 0
    said = capsys.readouterr().err
    assert "20 of 20 categories of 'city' begin with their vector; of its 30" in said
    assert " (line 21)\n" in said
    stored = json.loads((one / "run.json").read_text())
    assert stored["spec"]["start"] == digest(glove)
    assert stored["settings"]["start_file"] == "glove.txt"
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps(stored["spec"]))
    again = ["train", str(table), "--spec", str(recipe)]
    assert main([*again, "--start", str(glove), "--output", str(two)]) == 0
    assert "other vectors" not in capsys.readouterr().err
    assert main([*call, "--output", str(plain)]) == 0
    tables = [
        pyarrow.parquet.read_table(folder / "embeddings.parquet") for folder in (one, two, plain)
    ]
    assert tables[0].equals(tables[1])
    assert not tables[0].equals(tables[2])
    assert main([*call, "--start", str(plain), "--output", str(tmp_path / "four")]) == 0
    assert "20 of 20 categories of 'city' begin with their vector" in capsys.readouterr().err
    capsys.readouterr()
    assert main([*again, "--start", str(plain), "--output", str(tmp_path / "five")]) == 0
    assert (
        f"The recipe begins with other vectors (SHA-256 {digest(glove)[:12]}...);"
        f" --start {plain} takes their place.\n"
    ) in capsys.readouterr().err
    assert main([*again, "--output", str(tmp_path / "three")]) == 2
    assert "Name the file with --start." in capsys.readouterr().err


def test_vectors_that_have_seen_the_held_out_rows_prove_nothing(tmp_path, capsys):
    path, first, second = (tmp_path / name for name in ("noise.csv", "first", "second"))
    drawn = np.random.default_rng(0).integers(0, 150, (1500, 3))
    path.write_text("a,b,c\n" + "".join(f"a{a},b{b},c{c}\n" for a, b, c in drawn))
    call = ["train", str(path), "--dim", "40"]
    begin = [*call, "--objective", "cooccurrence", "--output", str(first)]
    assert main(begin) == 0
    capsys.readouterr()
    assert main([*call, "--start", str(first), "--output", str(second)]) == 0
    told = capsys.readouterr()
    assert "so most likely from these: then they have seen what is held out" in told.err
    unsure = "Not sure that anything was learned: the vectors that it began with have most likely"
    assert told.out.startswith(unsure)
    assert json.loads((second / "run.json").read_text())["metrics"]["learned"] is False
    assert main(["neighbors", str(second), "a", "a1"]) == 0
    assert f"These neighbors may be chance. {unsure}" in capsys.readouterr().err


def test_vectors_for_the_spectral_method_are_refused_in_the_words_of_the_flags(
    table, glove, tmp_path, capsys
):
    call = ["train", str(table), "--objective", "cooccurrence", "--method", "spectral"]
    assert main([*call, "--start", str(glove), "--output", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.endswith(
        "The method spectral works out its vectors from the counts and cannot begin with those of"
        " glove.txt. Leave out --start, or choose --method sgns or --method glove.\n"
    )


def test_a_sweep_begins_with_vectors_fitted_to_each_of_its_dimensions(
    table, glove, tmp_path, capsys
):
    call = ["sweep", str(table), "--epochs", "2", "--columns", "city,dish", "--dims", "2,40"]
    assert main([*call, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)["levels"]
    assert main([*call, "--start", str(glove), "--json"]) == 0
    told = capsys.readouterr()
    begun = json.loads(told.out)["levels"]
    assert "Each begins with the vectors of glove.txt, projected or filled up to its" in told.err
    assert [level["dim"] for level in begun] == [level["dim"] for level in plain]
    assert all(one["loss"] != other["loss"] for one, other in zip(begun, plain, strict=True))
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"objective": "masked", "start": digest(glove)}))
    assert main(["sweep", str(table), "--spec", str(recipe)]) == 2
    assert "Name the file with --start." in capsys.readouterr().err


@pytest.fixture(params=["word2vec text", "GloVe text", "lists in Parquet"])
def only_vectors(request, tmp_path):
    """A file that can hardly be anything but vectors."""
    names = [f"city_{i}" for i in range(30)]
    vectors = np.random.default_rng(0).normal(size=(30, 25)).astype(np.float32)
    if request.param == "lists in Parquet":
        path = tmp_path / "cities.parquet"
        table = pyarrow.table({"name": names, "vector": list(vectors)})
        pyarrow.parquet.write_table(table, path)
        return path
    path = tmp_path / "cities.vec"
    lines = [f"{name} {' '.join(map(str, row))}" for name, row in zip(names, vectors, strict=True)]
    path.write_text("\n".join(["30 25"] * (request.param == "word2vec text") + lines) + "\n")
    return path


@pytest.mark.parametrize("call", [["profile"], ["train", "--output", "out"], ["sweep"]])
def test_a_file_of_vectors_is_no_table_and_what_it_is_good_for_is_said(
    only_vectors, call, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert main([*call, str(only_vectors)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (sentence,) = told.err.splitlines()
    assert sentence.startswith(f"{only_vectors.name} holds vectors. ")
    assert "25 numbers" in sentence
    assert sentence.endswith(
        "`neighbors` explores them, and `--start` begins a training with them."
    )
    assert not (tmp_path / "out").exists()
    assert main(["neighbors", str(only_vectors), "city_3"]) == 0


def test_who_says_what_a_row_is_has_vectors_read_as_a_table(tmp_path, capsys):
    path = tmp_path / "cities.vec"
    vectors = np.random.default_rng(0).integers(0, 3, (60, 30)) / 2
    path.write_text(
        "\n".join(f"city_{i} {' '.join(map(str, row))}" for i, row in enumerate(vectors)) + "\n"
    )
    call = ["train", str(path), "--epochs", "1", "--output", str(tmp_path / "out")]
    assert main(call) == 2
    assert "holds vectors" in capsys.readouterr().err
    assert main([*call, "--shape", "records"]) == 0
    run = str(tmp_path / "out" / "run.json")
    again = ["train", str(path), "--spec", run, "--output", str(tmp_path / "again")]
    assert main(again) == 0


def test_vectors_beside_columns_that_can_be_learned_leave_a_table(tmp_path, capsys):
    path = tmp_path / "goods.parquet"
    draw = np.random.default_rng(0)
    columns = {name: draw.choice(list("abcd"), 60) for name in ("color", "size")}
    vectors = list(draw.normal(size=(60, 5)))
    pyarrow.parquet.write_table(pyarrow.table({**columns, "vector": vectors}), path)
    assert main(["profile", str(path)]) == 0
    told = capsys.readouterr().out
    assert "goods.parquet: 60 rows, 3 columns" in told
    assert (
        "- 'vector' holds a list of 5 numbers in every row. If these are vectors made elsewhere,"
        " `neighbors` explores them, and `--start` begins a training with them."
    ) in told
    assert main(["train", str(path), "--epochs", "1", "--output", str(tmp_path / "out")]) == 0


def test_profile_says_of_a_table_of_numbers_that_it_may_be_vectors(tmp_path, capsys):
    path = tmp_path / "cities.csv"
    rows = np.random.default_rng(0).normal(size=(20, 12))
    lines = [f"city_{i},{','.join(map(str, row))}" for i, row in enumerate(rows)]
    path.write_text("\n".join([",".join(["name", *map("d{}".format, range(12))]), *lines]) + "\n")
    assert main(["profile", str(path)]) == 0
    assert "Every row is a name from 'name' and 12 numbers. If these are" in capsys.readouterr().out
