"""The zip of word2vec's text form that is taken away here, read back."""

import zipfile

import numpy as np
import pytest

from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.reading import digest, look, read_vectors
from explorer.errors import LimitError, ReadError
from explorer.records.embedding import CATEGORY, MISSING, RARE, Embedding
from explorer.runs.export import as_one, files_of_all

NAMES = ("New York", "New_York", "=1+1", "Rome", "rare (3 values)", "missing")
KINDS = (CATEGORY, CATEGORY, CATEGORY, CATEGORY, RARE, MISSING)


def embedding(column):
    vectors = np.random.default_rng(len(column)).normal(size=(6, 5)).astype(np.float32)
    counts = np.arange(60, 0, -10, dtype=np.int64)
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
    with pytest.raises(LimitError, match="holds more than 1 MB"):
        read_vectors(path, path.name, VectorLimits(max_bytes=1_000_000))


def test_bytes_that_only_begin_like_a_zip_are_none(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    assert look(path, path.name) is None
