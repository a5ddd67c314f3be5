"""Files of vectors that were made elsewhere: recognized by their content, and read."""

from __future__ import annotations

import gzip

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from explorer.data.reading import read_table
from explorer.data.samples import catalog
from explorer.data.vectors.from_table import find_in_table
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.reading import digest, look, read_vectors
from explorer.errors import ExplorerError, ReadError


def drawn(n=200, dim=30, seed=0):
    return np.random.default_rng(seed).standard_normal((n, dim)).astype(np.float32)


def lines_of(words, vectors, end="\n"):
    return "".join(
        f"{word} {' '.join(map(str, row.tolist()))}{end}"
        for word, row in zip(words, vectors, strict=True)
    )


@pytest.fixture
def file(tmp_path):
    """Writes a file and gives its path."""

    def write(content, name="vectors.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def read(path, **limits):
    return read_vectors(path, path.name, VectorLimits(**limits))


WORDS = [f"word{i}" for i in range(200)]


def test_glove_text_reads_as_a_plain_parser_reads_it(file):
    path = file(lines_of(WORDS, drawn()))
    assert look(path, path.name).certain
    found = read(path)
    plain = [line.split(" ") for line in path.read_text().splitlines()]
    (embedding,) = found.embeddings
    assert found.source.format == "glove"
    assert embedding.column == "vectors"
    assert embedding.names == tuple(line[0] for line in plain)
    assert np.array_equal(embedding.vectors, np.array([line[1:] for line in plain], np.float32))
    assert np.array_equal(embedding.vectors, np.loadtxt(path, np.float32, usecols=range(1, 31)))
    assert not found.source.counted
    assert not embedding.counts.any()
    assert not found.source.problems


@pytest.mark.parametrize("end", ["\n", " \n", "\r\n", " \r\n"])
def test_word2vec_text_has_a_line_of_sizes_and_lines_may_end_in_a_space(file, end):
    path = file(f"200 30\n{lines_of(WORDS, drawn(), end)}", "city.vec")
    sight = look(path, path.name)
    assert (sight.format, sight.certain, sight.dim) == ("word2vec", True, 30)
    (embedding,) = read(path).embeddings
    assert embedding.column == "city"
    assert embedding.names == tuple(WORDS)
    assert np.array_equal(embedding.vectors, drawn())


def test_lines_that_break_the_promise_of_the_first_are_left_out_and_named(file):
    lines = lines_of(WORDS, drawn()).splitlines()
    lines[::4] = [line.rsplit(" ", 1)[0] for line in lines[::4]]
    path = file("200 30\n" + "\n".join(lines), "city.vec")
    sight = look(path, path.name)
    assert (sight.format, sight.certain) == ("word2vec", True)
    assert sight.sentence == (
        "Its first line tells 200 vectors, and most lines are a name and 30 numbers."
    )
    found = read(path)
    assert len(found.embeddings[0].names) == 150
    (left_out, *_) = found.source.problems
    assert left_out.sentence.startswith("50 lines were left out that hold another number")
    assert left_out.lines[:3] == (2, 6, 10)


def test_gzip_changes_nothing_and_the_digest_is_that_of_the_file(file):
    path = file(gzip.compress(lines_of(WORDS, drawn()).encode()), "glove.6B.30d.txt.gz")
    assert look(path, path.name).certain
    found = read(path)
    assert found.embeddings[0].column == "glove.6B.30d"
    assert np.array_equal(found.embeddings[0].vectors, drawn())
    assert found.source.digest == digest(path)


def test_word2vec_binary_reads_to_the_bit(file):
    words = [*WORDS[:198], "Åse", "naïve"]
    for end in (b"", b"\n"):
        body = b"".join(
            word.encode() + b" " + row.tobytes() + end
            for word, row in zip(words, drawn(), strict=True)
        )
        path = file(b"200 30\n" + body, "w2v.bin")
        assert look(path, path.name).format == "binary"
        (embedding,) = read(path).embeddings
        assert embedding.names == tuple(words)
        assert np.array_equal(embedding.vectors, drawn())


def test_numbers_that_are_none_do_not_hide_that_a_file_is_binary(file):
    rows = np.ones((6, 4), np.float32)
    rows[0, 1], rows[2] = np.nan, np.inf
    names = [f"w{i}" for i in range(6)]
    content = b"6 4\n" + b"".join(
        name.encode() + b" " + row.tobytes() for name, row in zip(names, rows, strict=True)
    )
    found = read(file(content, "some.bin"))
    assert found.embeddings[0].names == ("w1", "w3", "w4", "w5")
    assert "2 vectors were left out" in found.source.problems[0].sentence


def test_a_binary_file_that_is_cut_short_says_at_which_vector(file):
    body = b"".join(
        word.encode() + b" " + row.tobytes() for word, row in zip(WORDS, drawn(), strict=True)
    )
    with pytest.raises(ReadError, match="vector 200 of 200"):
        read(file(b"200 30\n" + body[:-7]))


def test_a_phrase_keeps_its_spaces_and_odd_lines_are_left_out_with_their_numbers(file):
    lines = lines_of(WORDS, drawn()).splitlines()
    lines[3] = "New York " + lines[3].split(" ", 1)[1]
    lines[7] = " ".join(lines[7].split(" ")[:-2])  # too short
    lines[11] = lines[11].replace(lines[11].split(" ")[5], "abc")
    lines[12] = lines[12].replace(lines[12].split(" ")[5], "nan")
    lines[13] = lines[13].replace(lines[13].split(" ")[5], "1e99")
    lines[20] = lines[19]
    lines.insert(30, "")
    lines[40] = " " + lines[40].split(" ", 1)[1]
    found = read(file("\n".join(lines)))
    (embedding,) = found.embeddings
    assert embedding.names[3] == "New York"
    assert len(embedding.names) == 200 - 6
    by_kind = {problem.kind: problem.lines for problem in found.source.problems}
    assert by_kind == {
        "vector ragged": (8,),
        "vector number": (12, 13, 14),
        "vector twice": (21,),
        "vector nameless": (41,),
    }
    kept = [i for i in range(200) if f"word{i}" in embedding.names]
    at = [embedding.names.index(f"word{i}") for i in kept]
    assert np.array_equal(embedding.vectors[at], drawn()[kept])


def test_names_of_several_words_are_told_by_the_numbers_that_the_first_line_tells(file):
    words = ["Hen", "The Hound", "A Red Fox", "Area 51", "The Old Dog", "Tom Cat"]
    vectors = drawn(6, 10)
    path = file(f"6 10\n{lines_of(words, vectors)}")
    sight = look(path, path.name)
    assert (sight.certain, sight.dim) == (True, 10)
    (embedding,) = read(path).embeddings
    assert embedding.names == tuple(words)
    assert np.array_equal(embedding.vectors, vectors)


@pytest.mark.parametrize("numbers", [drawn(40, 10), np.arange(400).reshape(40, 10)])
def test_a_first_line_that_tells_too_few_numbers_makes_no_names_of_them(file, numbers):
    path = file(f"40 5\n{lines_of(WORDS[:40], numbers)}")
    (embedding,) = read(path).embeddings
    assert embedding.names == tuple(WORDS[:40])
    assert embedding.dim == 10


def test_plus_signs_and_tabs_are_read_too(file):
    rows = drawn(50, 26)
    text = "".join(
        word + "\t" + "\t".join(f"{x:+.6f}" for x in row.tolist()) + "\n"
        for word, row in zip(WORDS, rows, strict=False)
    )
    (embedding,) = read(file(text)).embeddings
    assert np.allclose(embedding.vectors, rows, atol=1e-6)


def test_a_first_line_that_tells_other_sizes_is_noted(file):
    (problem,) = read(file(f"999 30\n{lines_of(WORDS, drawn())}")).source.problems
    assert problem.sentence == (
        "The first line tells 999 vectors; there are 200. What is there was read."
    )


def test_a_first_line_that_tells_more_vectors_than_there_can_be_is_no_vector(file):
    found = read(file("99999999999 300\nw1 1 2 3\n"))
    (embedding,) = found.embeddings
    assert (embedding.names, embedding.dim) == (("w1",), 3)
    (problem,) = found.source.problems
    assert problem.sentence.startswith("The first line tells 300 numbers a line; there are 3.")


def test_zero_vectors_stay_and_are_noted(file):
    rows = drawn()
    rows[5] = 0
    found = read(file(lines_of(WORDS, rows)))
    assert len(found.embeddings[0].names) == 200
    assert found.source.problems[0].kind == "zero vectors"


def test_over_the_limit_the_first_are_kept_and_that_is_said(file):
    path = file(lines_of(WORDS, drawn()))
    for limits, n in (({"max_vectors": 50}, 50), ({"max_numbers": 3000}, 100)):
        found = read(path, **limits)
        assert found.embeddings[0].names == tuple(WORDS[:n])
        assert found.source.problems[0].sentence == (
            f"vectors.txt holds more than {n} vectors. The first {n} are kept, which are the most"
            " frequent in such files."
        )
    assert not read(path, max_vectors=200).source.problems


def test_words_that_are_no_utf_8_are_kept_as_far_as_they_can_be_read(file):
    text = lines_of(WORDS, drawn()).encode()
    text = text.replace(b"word7 ", b"caf\xe9s ").replace(b"word8 ", "naïv".encode()[:3] + b" ")
    found = read(file(text))
    assert found.embeddings[0].names[7:9] == ("cafés", "na\N{REPLACEMENT CHARACTER}")
    (problem,) = found.source.problems
    assert problem.sentence == (
        "2 names are not in UTF-8 and read as Windows-1252; letters may be wrong."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"3 5\n", "none follow"),
        ("a b c\n" * 50, "no columns of numbers"),
        (b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00}.", "pickle"),
    ],
)
def test_what_holds_no_vectors_is_refused_in_a_sentence(file, content, sentence):
    with pytest.raises(ExplorerError, match=sentence):
        read(file(content))


def test_vectors_of_one_number_are_read_when_a_person_says_so(file):
    path = file("".join(f"w{i} {i / 8}\n" for i in range(40)))
    assert look(path, path.name) is None
    (embedding,) = read(path).embeddings
    assert np.array_equal(embedding.vectors[:, 0], np.arange(40, dtype=np.float32) / 8)


def test_random_bytes_end_in_a_sentence_never_in_a_crash(file):
    draw = np.random.default_rng(1)
    text = bytearray(f"200 30\n{lines_of(WORDS, drawn())}".encode())
    for _ in range(60):
        damaged = bytearray(text)
        for at in draw.integers(0, len(text), 20):
            damaged[at] = draw.integers(0, 256)
        path = file(bytes(damaged[: draw.integers(1, len(text))]))
        try:
            look(path, path.name)
            found = read(path)
        except ExplorerError:
            continue
        assert np.isfinite(found.embeddings[0].vectors).all()


def csv_of(rows, headings, cells):
    return "\n".join([",".join(headings), *(",".join(map(str, row)) for row in cells(rows))]) + "\n"


def test_a_table_of_numbers_is_asked_about_and_read_when_a_person_says_so(file):
    rows = drawn(40, 12)
    headings = ["fruit", "color", *(f"x{i}" for i in range(12)), "count"]
    text = csv_of(
        rows,
        headings,
        lambda rows: [
            [f"f{i}", "red" if i % 2 else "green", *row.tolist(), 100 - i if i else 3]
            for i, row in enumerate(rows)
        ],
    )
    path = file(text, "fruits.csv")
    assert look(path, path.name) is None
    sight = find_in_table(read_table(path, path.name))
    assert (sight.certain, sight.dim) == (False, 12)
    assert sight.sentence == "Every row is a name from 'fruit' and 12 numbers."
    found = read(path)
    (embedding,) = found.embeddings
    assert found.source.counted
    assert embedding.column == "fruit"
    assert embedding.names[0] == "f1"  # 99 times
    assert embedding.names[-1] == "f0"
    assert embedding.counts.tolist() == [*range(99, 60, -1), 3]
    assert np.array_equal(embedding.vectors[0], rows[1])
    groups = next(facet for facet in found.facets[0] if facet.name == "color")
    assert groups.group_names[groups.groups[0]] == "red"
    assert groups.source == "labels"


def test_cells_that_are_no_numbers_cost_their_row_alone(file):
    rows = drawn(40, 12)
    text = csv_of(
        rows,
        ["fruit", *(f"x{i}" for i in range(12))],
        lambda rows: [[f"f{i}", *row.tolist()] for i, row in enumerate(rows)],
    ).splitlines()
    text[5] = text[5].replace(text[5].split(",")[4], "nan")
    text[9] = text[9].replace("f8", "", 1)
    text[20] = text[20].replace("f19,", "f19,\x1f", 1)  # a mark that no one sees
    text.insert(2, "")
    found = read(file("\n".join(text), "fruits.csv"))
    assert len(found.embeddings[0].names) == 38
    assert {problem.kind: problem.lines for problem in found.source.problems} == {
        "vector number": (7,),
        "vector nameless": (11,),
    }


@pytest.mark.parametrize("sample", catalog(), ids=lambda sample: sample.name)
def test_no_sample_is_mistaken_for_vectors(sample):
    assert look(sample.path, sample.path.name) is None
    assert find_in_table(read_table(sample.path, sample.path.name)) is None


def test_lists_in_parquet_are_vectors_named_by_the_texts_beside_them(tmp_path):
    rows = drawn(60, 9)
    path = tmp_path / "fruits.parquet"
    plain = {
        "fruit": [f"f{i}" for i in range(60)],
        "color": ["red", "green", "blue"] * 20,
        "count": list(range(60)),
    }
    for kind in (pa.list_(pa.float32()), pa.list_(pa.float64()), pa.list_(pa.float32(), 9)):
        table = pa.table({**plain, "vector": pa.array(rows.tolist(), kind)})
        parquet.write_table(table, path)
        assert look(path, path.name).certain
        found = read(path)
        (embedding,) = found.embeddings
        assert embedding.names[:2] == ("f59", "f58")
        assert np.array_equal(embedding.vectors[::-1], rows)
        assert [facet.name for facet in found.facets[0]] == ["frequency", "color"]


def test_lists_of_other_lengths_in_parquet_are_left_out(tmp_path):
    rows = [row.tolist() for row in drawn(60, 9)]
    rows[4], rows[5], rows[6] = rows[4][:3], None, [float("nan"), *rows[6][1:]]
    path = tmp_path / "fruits.parquet"
    table = pa.table({"fruit": [f"f{i}" for i in range(60)], "vector": rows})
    parquet.write_table(table, path)
    found = read(path)
    assert len(found.embeddings[0].names) == 57
    assert found.source.problems[0].lines == (5, 6, 7)


def test_columns_of_numbers_in_parquet_are_read_when_a_person_says_so(tmp_path):
    rows = drawn(60, 9)
    path = tmp_path / "fruits.parquet"
    columns = {str(j): rows[:, j] for j in range(9)}
    parquet.write_table(pa.table({"fruit": [f"f{i}" for i in range(60)], **columns}), path)
    assert look(path, path.name) is None
    assert not find_in_table(read_table(path, path.name)).certain
    assert np.array_equal(read(path).embeddings[0].vectors, rows)


def test_baskets_in_parquet_are_no_vectors(tmp_path):
    path = tmp_path / "baskets.parquet"
    parquet.write_table(pa.table({"who": ["a", "b"], "bought": [[1, 2], [3, 4]]}), path)
    assert look(path, path.name) is None


def test_a_damaged_parquet_file_is_refused(tmp_path):
    path = tmp_path / "fruits.parquet"
    rows = drawn(500, 9).tolist()
    parquet.write_table(pa.table({"f": [f"f{i}" for i in range(500)], "v": rows}), path)
    content = bytearray(path.read_bytes())
    content[2000:2400] = bytes(400)
    path.write_bytes(content)
    try:
        read(path)
    except ReadError as error:
        assert "damaged" in error.message  # noqa: PT017 - some pages still read
