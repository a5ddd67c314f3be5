"""Vectors as they are met in a file: checked, each name once, and no more than the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import ReadError
from explorer.records.table import Problem

LONGEST_NAME = 1_000  # letters
FARTHEST = 1e15  # of a number; squares of larger ones leave what float32 can hold
SHOWN_LINES = 20
PART = 64 << 20  # bytes; so large that the system takes them back at once


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was kept: names, vectors [n, dim] and the line or row of each; what was left out.

    Attributes:
        met: lines or rows that were looked at.
    """

    names: tuple[str, ...]
    vectors: NDArray[np.float32]
    places: NDArray[np.int64]
    problems: tuple[Problem, ...]
    met: int


class Gathering:
    """Takes names and vectors in the order of the file."""

    def __init__(self, name: str, dim: int, most: int, *, unit: str = "line") -> None:
        """Begin.

        Args:
            name: of the file, for sentences. most: vectors to keep.
            unit: what positions count: lines of a text, rows of a table.
        """
        self.name, self.dim, self._most, self._unit = name, dim, most, unit
        self.full = False
        self._names: list[str] = []
        self._known: set[str] = set()
        self._full: list[NDArray[np.float32]] = []
        self._part = self._new_part()
        self._used = 0  # rows of the newest part
        self._places: list[NDArray[np.int64]] = []
        self._n_recoded = 0
        self._left_out: dict[str, list[int]] = {}
        self._n_left_out: dict[str, int] = {}

    def add(
        self, names: Sequence[str], vectors: NDArray[np.float32], places: NDArray[np.int64]
    ) -> None:
        """Take more of them; what cannot be used is counted with its place.

        Args:
            vectors: [n, dim]. places: [n] line or row of each, from 1.
        """
        with np.errstate(invalid="ignore"):
            usable: NDArray[np.bool_] = np.all(np.abs(vectors) <= FARTHEST, axis=1)
        for i in np.flatnonzero(~usable).tolist():
            self.leave_out("number", int(places[i]))
        for i, name in enumerate(names):
            if not usable[i]:
                continue
            if len(self._names) == self._most:
                self.full = True
                usable[i:] = False
                break
            if not name or name in self._known or len(name) > LONGEST_NAME:
                usable[i] = False
                why = "twice" if name in self._known else "long" if name else "nameless"
                self.leave_out(why, int(places[i]))
                continue
            self._known.add(name)
            self._names.append(name)
        self._keep(vectors if usable.all() else vectors[usable])
        self._places.append(places[usable])

    def _new_part(self) -> NDArray[np.float32]:
        return np.empty((max(1, PART // (4 * self.dim)), self.dim), np.float32)

    def _keep(self, vectors: NDArray[np.float32]) -> None:
        at = 0
        while at < len(vectors):
            if self._used == len(self._part):
                self._full.append(self._part)
                self._part, self._used = self._new_part(), 0
            n = min(len(self._part) - self._used, len(vectors) - at)
            self._part[self._used : self._used + n] = vectors[at : at + n]
            self._used += n
            at += n

    def text(self, name: bytes) -> str:
        """A name as UTF-8, which it should be; else as the commonest of the older encodings.

        Where a tool cut it in the middle of a letter, the rest is kept.
        """
        try:
            return name.decode()
        except UnicodeDecodeError as error:
            self._n_recoded += 1
            if error.reason == "unexpected end of data":
                return name.decode("utf-8", "replace")
            return name.decode("cp1252", "replace")

    def leave_out(self, why: str, place: int) -> None:
        """Count something that cannot be used."""
        self._n_left_out[why] = self._n_left_out.get(why, 0) + 1
        places = self._left_out.setdefault(why, [])
        if len(places) < SHOWN_LINES:
            places.append(place)

    def __len__(self) -> int:
        return len(self._names)

    def finish(self) -> Gathered:
        """What was gathered; the gathering is empty after it.

        Raises:
            ReadError: nothing, or hardly anything, could be used.
        """
        n_bad = sum(self._n_left_out.values()) - self._n_left_out.get("twice", 0)
        if not self._names or n_bad > len(self._names):
            raise self._unusable(n_bad)
        self._full.append(self._part[: self._used])
        del self._part
        vectors = np.empty((len(self._names), self.dim), np.float32)
        at = 0
        while self._full:  # each part goes as soon as it is copied: one copy in memory, not two
            part = self._full.pop(0)
            vectors[at : at + len(part)] = part
            at += len(part)
        assert at == len(vectors), "one vector for each name"
        places = np.concatenate(self._places)
        met = len(self._names) + sum(self._n_left_out.values())
        problems = tuple(self._problems(vectors))
        return Gathered(tuple(self._names), vectors, places, problems, met)

    def _problems(self, vectors: NDArray[np.float32]) -> list[Problem]:
        found = []
        if self.full:
            found.append(
                Problem(
                    "too many vectors",
                    f"{self.name} holds more than {self._most:,} vectors. The first"
                    f" {self._most:,} are kept, which are the most frequent in such files.",
                    "dropped",
                )
            )
        for why, n in self._n_left_out.items():
            places = tuple(self._left_out[why])
            found.append(Problem(f"vector {why}", self._sentence(why, n), "dropped", n, places))
        if self._n_recoded:
            begin = "1 name is" if self._n_recoded == 1 else f"{self._n_recoded:,} names are"
            found.append(
                Problem(
                    "names in another encoding",
                    f"{begin} not in UTF-8 and read as Windows-1252; letters may be wrong.",
                    "repaired",
                    self._n_recoded,
                )
            )
        zeros = int((~vectors.any(axis=1)).sum())
        if zeros:
            begin = "1 vector is" if zeros == 1 else f"{zeros:,} vectors are"
            found.append(
                Problem(
                    "zero vectors",
                    f"{begin} all zeros: without a direction, cosine similarity to any other is 0.",
                    "note",
                    zeros,
                )
            )
        elif _all_equal(vectors):
            found.append(
                Problem(
                    "equal vectors",
                    f"All {len(vectors):,} vectors are equal: they tell no two names apart.",
                    "note",
                    len(vectors),
                )
            )
        return found

    def _sentence(self, why: str, n: int) -> str:
        unit = self._unit
        lines = f"1 {unit} was" if n == 1 else f"{n:,} {unit}s were"
        hold = "holds" if n == 1 else "hold"
        return {
            "number": f"{lines} left out that {hold} something that is no usable number.",
            "ragged": f"{lines} left out that {hold} another number of values than the"
            f" {self.dim:,} of the rest.",
            "twice": f"{lines} left out whose name came before; the first one counts.",
            "long": f"{lines} left out with a name of over {LONGEST_NAME:,} letters.",
            "nameless": f"{lines} left out without a name.",
        }[why]

    def _unusable(self, n_bad: int) -> ReadError:
        if not n_bad:
            return ReadError(
                f"{self.name} holds no vectors.",
                mend=f"Give one {self._unit} for each name: the name, then its numbers.",
            )
        why, places = next(iter(self._left_out.items()))
        return ReadError(
            f"{self.name} is not read as vectors: {n_bad:,} of its {self._unit}s cannot be used,"
            f" first {self._unit} {places[0]:,}. {self._sentence(why, self._n_left_out[why])}",
            mend=f"Every {self._unit} must hold one name and the same number of numbers.",
        )


def _all_equal(vectors: NDArray[np.float32]) -> bool:
    """Whether there are several and all are the same; the first two usually say no."""
    if len(vectors) < 2 or (vectors[0] != vectors[1]).any():
        return False
    return bool((vectors == vectors[0]).all())
