"""What was learned about one column, and how it is drawn."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

CATEGORY, RARE, MISSING, UNKNOWN = 0, 1, 2, 3  # kinds of an entry
MAX_NAME = 10_000  # letters of a category, a group or a column
ProjectionMethod = Literal["pca", "umap"]
EntryKind = Literal["category", "row"]  # what has a vector


def apart(name: str, categories: Collection[str]) -> str:
    """A name for what is no category, though a category may be called so.

    >>> apart("missing", ["red"]), apart("missing", ["red", "missing"])
    ('missing', 'missing, no value of the file')
    """
    return f"{name}, no value of the file" if name in categories else name


@dataclass(frozen=True, slots=True)
class Embedding:
    """One column's entries with their vectors, most frequent category first.

    Entries are the categories in vocabulary order, then the rare bucket and missing when the
    data have them, then unknown when a place was learned for it. Of rows that have vectors of
    their own, `column` is what they are called together; they follow each other as in the file,
    and each counts 1.

    Attributes:
        names: display names; a rare bucket is "rare (12 values)".
        kinds: [n] uint8, CATEGORY, RARE, MISSING or UNKNOWN.
        counts: [n] int64 rows of the data; 0 for unknown.
        vectors: [n, dim] float32.
    """

    column: str
    names: tuple[str, ...]
    kinds: NDArray[np.uint8]
    counts: NDArray[np.int64]
    vectors: NDArray[np.float32]
    kind: EntryKind = "category"

    def __post_init__(self) -> None:
        n = len(self.names)
        assert self.vectors.ndim == 2, "vectors are [n, dim]"
        assert len(self.kinds) == len(self.counts) == len(self.vectors) == n, "equal lengths"

    @property
    def dim(self) -> int:
        return int(self.vectors.shape[1])

    @property
    def unknown(self) -> NDArray[np.float32]:
        """[dim] where a value never seen is placed: as learned, else the count-weighted mean."""
        learned = np.flatnonzero(self.kinds == UNKNOWN)
        if len(learned):
            return np.asarray(self.vectors[learned[0]])
        weights = self.counts.astype(np.float64)
        if weights.sum() == 0:
            weights = np.ones(len(self.counts))
        mean = np.average(self.vectors.astype(np.float64), axis=0, weights=weights)
        return np.asarray(mean, np.float32)


@dataclass(frozen=True, slots=True)
class Projection:
    """Coordinates of the most frequent entries of one column.

    Attributes:
        xy: [n_shown, 2] float32, entries 0 ... n_shown - 1 of the embedding.
        settings: of the method, as shown to the person (n_neighbors, min_dist, seed ...).
        explained: share of variance per axis (PCA), or None.
        kept: mean share of the 10 true nearest neighbors (cosine, all dimensions) that are
            among the 10 nearest on the map; None when there are fewer than 3 entries.
    """

    column: str
    method: ProjectionMethod
    xy: NDArray[np.float32]
    settings: dict[str, Any] = field(default_factory=dict)
    explained: tuple[float, float] | None = None
    kept: float | None = None


MAX_GROUPS = 1_000  # of a facet; colors cannot tell more apart, and the rest is "other"


@dataclass(frozen=True, slots=True)
class Facet:
    """What else is known of a column's entries, to color the map by.

    Attributes:
        name: shown to the person, e.g. "region" or "mean combined_mpg".
        source: "frequency"; "target"; "labels" (a label file); "data" (a column not learned
            from); "learned" (another learned column).
        groups: [n_entries] int32 index into `group_names`, -1 for none; or None. From MAX_GROUPS
            on it is no group of its own but the rest.
        numbers: [n_entries] float64, NaN for none; or None. Exactly one of the two is given.
    """

    name: str
    source: Literal["frequency", "target", "labels", "data", "learned"]
    groups: NDArray[np.int32] | None = None
    group_names: tuple[str, ...] = ()
    numbers: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        assert (self.groups is None) != (self.numbers is None), "groups or numbers"
