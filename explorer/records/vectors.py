"""Vectors that were made elsewhere: read from a file, explored as they are or trained on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from explorer.records.checked import from_known_keys
from explorer.records.embedding import Embedding, Facet
from explorer.records.table import Problem

VectorFormat = Literal["word2vec", "glove", "binary", "table", "parquet"]
FORMATS: dict[VectorFormat, str] = {
    "word2vec": "word2vec text",  # fastText's .vec is the same
    "glove": "GloVe text",
    "binary": "word2vec binary",
    "table": "a table of numbers",
    "parquet": "Parquet",
}
MAX_VECTOR_DIM = 4_096  # of vectors made elsewhere; language models have as many


@dataclass(frozen=True, slots=True)
class Sight:
    """What makes a file look like vectors.

    Attributes:
        certain: it can hardly be anything else; otherwise a person is asked.
        dim: numbers of each vector, as far as the file's beginning tells.
        sentence: for the person, what was seen.
    """

    format: VectorFormat
    certain: bool
    dim: int
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Sight:
        return from_known_keys(cls, stored)


@dataclass(frozen=True, slots=True)
class Imported:
    """Where the vectors of a run come from that were not learned here.

    Attributes:
        name: of the file as uploaded. digest: SHA-256 of its bytes.
        counted: the file says how often each category occurs.
        problems: what was left out while reading.
    """

    name: str
    format: VectorFormat
    digest: str
    counted: bool
    problems: tuple[Problem, ...] = ()

    def __post_init__(self) -> None:
        assert self.format in get_args(VectorFormat), "a known format"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Imported:
        problems = tuple(Problem.from_dict(problem) for problem in stored["problems"])
        return from_known_keys(cls, {**stored, "problems": problems})


@dataclass(frozen=True, slots=True)
class VectorFile:
    """A file of vectors as read: one embedding for each column, most frequent entry first.

    Counts are 0 where the file has none. `facets` are what else the file says of the entries
    of each embedding, to color them by.
    """

    source: Imported
    embeddings: tuple[Embedding, ...]
    facets: tuple[tuple[Facet, ...], ...]

    def __post_init__(self) -> None:
        assert len(self.facets) == len(self.embeddings) > 0, "facets for each embedding"


@dataclass(frozen=True, slots=True)
class Start:
    """Where the table of one learned column begins instead of at random.

    Attributes:
        vectors: [n_entries, dim] float32 in the order of the column's entries; rows that were
            not given are 0.
        given: [n_entries] bool, the entries that were.
    """

    vectors: NDArray[np.float32]
    given: NDArray[np.bool_]

    def __post_init__(self) -> None:
        assert self.vectors.ndim == 2, "vectors are [n_entries, dim]"
        assert len(self.vectors) == len(self.given), "one answer for each entry"
