"""Vectors as lines of text: word2vec's form, and the TensorFlow Embedding Projector's pair."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from explorer.data.formulas import defuse
from explorer.records.embedding import Embedding, Facet
from explorer.runs.formats.spreadsheet import csv_bytes, number_lines
from explorer.runs.formats.tables import categories, kind_names

WHITE_SPACE = re.compile(r"\s")  # Unicode's, line separators and no-break spaces included


@dataclass(frozen=True, slots=True)
class Words:
    """Names as word2vec's text form can hold them.

    Attributes:
        words: one for each name, without white space, no two alike.
        spaced: names in which white space became _. renamed: names that clashed and got _2 ...
    """

    words: tuple[str, ...]
    spaced: int
    renamed: int


@dataclass(frozen=True, slots=True)
class Word2Vec:
    """One column in word2vec's text form.

    Attributes:
        text: UTF-8; "<rows> <dimensions>", then one "<word> <number> ..." for each entry.
        mapping: CSV: word, category (empty for missing), kind, count.
    """

    text: bytes
    mapping: bytes


def words_of(names: Sequence[str]) -> Words:
    """White space becomes _, and names that are then alike get _2, _3 ... in their order.

    >>> words_of(["New York", "New_York", "Rome"]).words
    ('New_York', 'New_York_2', 'Rome')
    """
    plain = [WHITE_SPACE.sub("_", name) or "_" for name in names]
    spaced = sum(word != name for word, name in zip(plain, names, strict=True))
    taken = set(plain)  # a name with a number must not take the name of another category
    last: dict[str, int] = {}
    words: list[str] = []
    for word in plain:
        number = last.get(word, 0) + 1
        while number > 1 and f"{word}_{number}" in taken:
            number += 1
        last[word] = number
        words.append(word if number == 1 else f"{word}_{number}")
    renamed = sum(word != name for word, name in zip(words, plain, strict=True))
    return Words(tuple(words), spaced, renamed)


def word2vec(embedding: Embedding) -> Word2Vec:
    """Write a column the way gensim's `load_word2vec_format(..., binary=False)` reads it.

    Names are kept as written but for white space, which separates the numbers. Where two
    clash, the more frequent one keeps its name.
    """
    words = words_of(embedding.names).words
    lines = [f"{len(words)} {embedding.dim}"]
    numbers = number_lines(embedding.vectors, " ")
    lines.extend(f"{word} {row}" for word, row in zip(words, numbers, strict=True))
    mapping = csv_bytes(
        ["word", "category", "kind", "count"],
        [
            pa.array(words, pa.string()),
            pa.array(categories(embedding.names, embedding.kinds), pa.string()),
            pa.array(kind_names(embedding), pa.string()),
            pa.array(embedding.counts, pa.int64()),
        ],
    )
    text = ("\n".join(lines) + "\n").encode()
    return Word2Vec(text, mapping)


def projector_vectors(embedding: Embedding) -> bytes:
    """vectors.tsv of the Embedding Projector: numbers and tabs, no header."""
    return "".join(line + "\n" for line in number_lines(embedding.vectors, "\t")).encode()


def projector_metadata(embedding: Embedding, facets: Iterable[Facet] = ()) -> bytes:
    """metadata.tsv of the Embedding Projector: category, count, and groups to color by.

    Args:
        facets: those with groups become columns of their own, in which "" is no group.
    """
    columns: list[tuple[str, list[str]]] = [
        ("category", list(embedding.names)),
        ("count", [str(count) for count in embedding.counts.tolist()]),
    ]
    for facet in facets:
        if facet.groups is not None:
            names = (*facet.group_names, "")  # -1, no group, is the last
            columns.append((facet.name, [names[group] for group in facet.groups.tolist()]))
    return metadata(columns)


def metadata(columns: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """Named columns of labels as the Projector wants them.

    Its rule: a header line stands above several columns and must not stand above a single
    one, where it would be taken for the first label. Tabs and line breaks inside a label
    become spaces; what a spreadsheet would run is defused.
    """
    rows = list(zip(*(values for _, values in columns), strict=True))
    if len(columns) > 1:
        rows.insert(0, tuple(name for name, _ in columns))
    return "".join("\t".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(text: str) -> str:
    return defuse(re.sub(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]", " ", text))
