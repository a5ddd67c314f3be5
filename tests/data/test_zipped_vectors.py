"""The zip of word2vec's text form that is taken away here, read back."""

import tracemalloc
import zipfile

import numpy as np
import pytest

from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.reading import digest, look, read_vectors
from explorer.errors import LimitError, ReadError
from explorer.records.embedding import CATEGORY, MISSING, RARE, UNKNOWN, Embedding
from explorer.runs.export import as_one, files_of_all

BEHIND = ("rare (3 values)", "missing", "unknown (never seen)")
NAMES = ("New York", "New_York", "=1+1", "Rome", *BEHIND)
KINDS = (CATEGORY, CATEGORY, CATEGORY, CATEGORY, RARE, MISSING, UNKNOWN)


def embedding(column):
    vectors = np.random.default_rng(len(column)).normal(size=(7, 5)).astype(np.float32)
    counts = np.arange(60, -1, -10, dtype=np.int64)
    return Embedding(column, NAMES, np.array(KINDS, np.uint8), counts, vectors)


@pytest.fixture
def taken(tmp_path):
    """taken(columns) -> the path of their zip."""

    def take(*columns):
        path = tmp_path / "songs_word2vec.zip"
        path.write_bytes(as_one(files_of_all(columns, "word2vec"), "x").content)
        return path

    return take


def test_what_was_taken_away_reads_back_with_names_kinds_and_counts(taken):
    columns = embedding("title"), embedding("singer")
    path = taken(*columns)
    sight = look(path, path.name)
    assert (sight.certain, sight.dim) == (True, 5)
    assert sight.sentence == (
        "A zip with the vectors of 2 columns, each line a word and 5 numbers, and their names."
    )
    found = read_vectors(path, path.name)
    assert found.source.digest == digest(path)
    assert found.source.counted
    assert not found.source.problems
    for back, made in zip(found.embeddings, columns, strict=True):
        assert (back.column, back.names) == (made.column, made.names)
        assert back.kinds.tolist() == made.kinds.tolist()
        assert back.counts.tolist() == made.counts.tolist()
        assert back.vectors.tobytes() == made.vectors.tobytes()


def rewritten(path, change):
    """The zip with what `change(name, content)` makes of its files; None leaves one out."""
    with zipfile.ZipFile(path) as archive:
        files = {name: change(name, archive.read(name)) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return path


def test_words_without_a_name_beside_them_keep_their_own(taken):
    path = rewritten(
        taken(embedding("title")),
        lambda name, content: b"a,b\n1,2\n" if name.endswith(".csv") else content,
    )
    assert read_vectors(path, path.name).embeddings[0].names[:2] == ("New_York", "New_York_2")


@pytest.mark.parametrize("left_out", [".vec", ".csv"])
def test_another_zip_is_refused_as_before(taken, left_out):
    path = rewritten(
        taken(embedding("title")),
        lambda name, content: None if name.endswith(left_out) else content,
    )
    assert look(path, path.name) is None
    with pytest.raises(ReadError, match="is a zip archive, not a table"):
        read_vectors(path, path.name)


def test_damage_and_what_is_no_vectors_are_told_of_the_file_inside(taken):
    path = taken(embedding("title"))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("title.vec").header_offset + 60
    content[at : at + 20] = b"x" * 20
    path.write_bytes(bytes(content))
    with pytest.raises(ReadError, match=r"title\.vec in songs_word2vec\.zip is damaged"):
        read_vectors(path, path.name)
    path = rewritten(
        taken(embedding("title")),
        lambda name, content: b"hello\n" if name.endswith(".vec") else content,
    )
    for read in (look, read_vectors):
        with pytest.raises(ReadError, match=r"title\.vec in songs_word2vec\.zip holds no vectors"):
            read(path, path.name)


def test_a_zip_that_unpacks_to_more_than_the_limit_is_refused(taken):
    path = rewritten(
        taken(embedding("title")),
        lambda name, content: content + b"x 0 0 0 0 0\n" * 100_000 if "vec" in name else content,
    )
    with pytest.raises(LimitError, match="holds more than 1 MB of text when it is unpacked"):
        read_vectors(path, path.name, VectorLimits(max_bytes=1_000_000))


def test_the_limits_of_a_zip_are_those_of_all_its_columns_together(taken):
    path = taken(*(embedding(column) for column in ("title", "singer", "year")))
    with zipfile.ZipFile(path) as archive:
        n_bytes = sum(info.file_size for info in archive.infolist())
    read_vectors(path, path.name, VectorLimits(max_bytes=n_bytes))
    with pytest.raises(LimitError, match="of text when it is unpacked"):
        read_vectors(path, path.name, VectorLimits(max_bytes=n_bytes - 1))
    found = read_vectors(path, path.name, VectorLimits(max_numbers=80))
    assert [len(one.names) for one in found.embeddings] == [7, 7, 2]
    assert "year.vec in songs_word2vec.zip holds more than 2" in found.source.problems[0].sentence
    with pytest.raises(LimitError) as told:
        read_vectors(path, path.name, VectorLimits(max_numbers=70))
    assert str(told.value) == (
        "The vectors of the 3 columns in songs_word2vec.zip hold more than 70 numbers. Take away"
        " fewer columns at once."
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (b"a" * 10_000_000, "has a line of over 1 MB"),
        (b'"\n",' * 500_000, "has a row of over 1 MB"),
    ],
)
def test_a_row_of_names_in_a_zip_is_not_read_to_its_end_where_it_is_too_long(taken, more, told):
    path = rewritten(
        taken(embedding("title")),
        lambda name, content: content + more if name.endswith(".csv") else content,
    )
    with pytest.raises(ReadError, match=rf"title_words\.csv in songs_word2vec\.zip {told}"):
        read_vectors(path, path.name)


def test_a_zip_that_holds_a_file_twice_is_another_one(taken):
    path = taken(embedding("title"))
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, content in files.items():
        with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(name, content)
    assert look(path, path.name) is None


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_a_way_that_unpacks_to_blocks_of_any_size_is_another_one(taken, method):
    path = taken(embedding("title"))
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    assert look(path, path.name) is None


def test_a_zip_with_a_list_of_very_many_files_is_another_one_before_the_list_is_read(tmp_path):
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(200):
            archive.writestr(str(i).zfill(60_000), b"")
    tracemalloc.start()
    try:
        assert look(path, path.name) is None
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_bytes_that_only_begin_like_a_zip_are_none(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    assert look(path, path.name) is None
