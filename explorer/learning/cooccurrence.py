"""Appear together: entries that meet lie together; three methods, one loss, one verdict.

What meets is counted once, exactly; every step then corrects all vectors from all counts, so an
epoch is a step. See `together` for the methods.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explorer.data.defaults import Settled
from explorer.errors import NothingToLearn, SpecError
from explorer.learning.laying import laid_over
from explorer.learning.objective import Objective
from explorer.learning.randomness import numpy_generator
from explorer.learning.together.glove import Glove
from explorer.learning.together.judging import BLIND, Narrow, Told, losses, mixed, whole
from explorer.learning.together.meeting import meet
from explorer.learning.together.power import Spectral, matrix_of
from explorer.learning.together.sgns import Sampled
from explorer.learning.verdict import pairs_verdict
from explorer.records.dataset import Dataset
from explorer.records.spec import TrainingSpec
from explorer.records.training import Verdict
from explorer.records.vectors import Start
from explorer.spectral.decomposition import decompose
from explorer.spectral.matrix import gram, mix
from explorer.spectral.narrowing import narrowing
from explorer.spectral.rising import Directions, rising
from explorer.spectral.threads import one_blas_thread

WIDER = 2  # times the widest column of rows
START_NOISE = 0.05  # of the first vectors' length: directions that counts lack are open too


class Method(Protocol):
    """What the three have in common."""

    def step(self, rate: float) -> None:
        """Correct everything once; `rate` is the share of the way."""

    def shown(self) -> NDArray[np.float32]:
        """[n, width] vectors of all columns' entries."""

    def telling(self, narrow: Narrow = whole) -> Told:
        """How much more often than chance pairs of entries meet, as things stand.

        Args:
            narrow: leaves less of the vectors than was learned.
        """

    def tables(self) -> dict[str, NDArray[np.float32]]:
        """What is learned, not copied."""


class Together(Objective):
    """Vectors of one space for the entries of all columns."""

    def __init__(self, dataset: Dataset, spec: TrainingSpec, settled: Settled) -> None:
        self._dims = settled.dims
        self._seed = spec.seed
        self._threads = settled.threads
        if dataset.starts is None and len(dataset.vocabularies) < 2:
            raise NothingToLearn(
                "In one column no two values stand in one row.",
                mend="Select another column, or say which rows belong together.",
            )
        self._meeting = meet(dataset, spec.window, spec.holdout, spec.seed, self._threads)
        if len(self._meeting.counts.values) == 0 or len(self._meeting.held.own) == 0:
            raise NothingToLearn(
                "Too few things meet: hardly two of them ever stand in one basket or row.",
                mend="Choose a basket that several rows share, or columns whose values repeat."
                if spec.layout in ("long", None)
                else "Rows are needed that hold several items, and items that come again.",
            )
        self.n_train = len(self._meeting.often)
        self.blind_loss = BLIND
        self._of_items = dataset.starts is not None
        self._settles = spec.method != "spectral"
        counted = self._counted()
        self._method: Method
        if not self._settles:
            n_apart = int((counted.signs < 0).sum())
            n_together = max(1, len(counted.signs) - n_apart)
            self._method = Spectral(self._meeting, n_together, n_apart, self._threads)
            return
        start = self._filled(counted)
        self._width = len(start.signs)
        self._turn = np.eye(self._width, max(self._dims))  # by which vectors of items are shown
        if self._of_items and self._width > self._dims[0]:
            self._turn[:] = narrowing(start.shown(), self._dims[0], self._threads)
        of_name = Glove if spec.method == "glove" else Sampled
        prior = settled.weight_decay
        # Least squares of logarithms need directions to open.
        noise = START_NOISE if spec.method == "glove" else 0.0
        self._method = of_name(self._meeting, self._noisy(start, noise), prior, self._threads)

    def _counted(self) -> Directions:
        """The spectral solution of the training pairs.

        In as many directions as matter; columns share a space that holds what each of them needs.
        """
        matrix = matrix_of(self._meeting)
        if self._of_items:
            return rising(matrix, self._dims[0], self._threads)
        width = max(self._dims) * WIDER
        left, values = decompose(matrix, width, symmetric=True, threads=self._threads)
        vectors = np.zeros((self.n_train, width), np.float32)
        vectors[:, : len(values)] = left * np.sqrt(values)
        return Directions(vectors, np.ones(width, np.float32))

    def _filled(self, found: Directions) -> Directions:
        """In as many directions as a column may be wide, zero beyond those that there are."""
        more = max(0, max(self._dims) - len(found.signs))
        return Directions(
            np.pad(found.vectors, ((0, 0), (0, more))),
            np.pad(found.signs, (0, more), constant_values=1),
        )

    def _noisy(self, start: Directions, share: float) -> Directions:
        """Vectors and a share of noise."""
        vectors = start.vectors
        length = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1).mean()) or 1.0
        noise = numpy_generator(self._seed, "start").standard_normal(vectors.shape, np.float32)
        noise *= np.float32(share * length / np.sqrt(vectors.shape[1]))
        return start._replace(vectors=vectors + noise)

    def step(self, units: Tensor, step: int, rate: float) -> float:
        self._method.step(rate)
        return float(losses(self._method.telling(), self._meeting.train).mean())

    def held_loss(self) -> float:
        return float(losses(self._method.telling(), self._meeting.held).mean())

    def vectors(self) -> list[NDArray[np.float32]]:
        shown = self._method.shown()
        return [
            self._narrowed(shown[low:high], dim)
            for (low, high), dim in zip(self._meeting.columns(), self._dims, strict=True)
        ]

    def _narrowed(self, rows: NDArray[np.float32], dim: int) -> NDArray[np.float32]:
        """A column's vectors in `dim` dimensions.

        Of items with the neighbors that they have in all directions; of the values of rows in
        the directions in which the column reaches farthest.
        """
        if rows.shape[1] <= dim:
            narrow = np.zeros((len(rows), dim), np.float32)
            narrow[:, : rows.shape[1]] = rows
            return narrow
        rows = np.ascontiguousarray(rows)
        return mix(rows, self._narrowing(rows, dim), self._threads)

    def _narrowing(self, rows: NDArray[np.float32], dim: int) -> NDArray[np.float64]:
        """[width, dim] how a column's vectors are turned into narrower ones."""
        if self._of_items:
            return self._turn if self._settles else narrowing(rows, dim, self._threads)
        with one_blas_thread():
            turn = np.linalg.eigh(gram(rows, rows, self._threads))[1][:, ::-1][:, :dim]
        return np.asarray(turn * np.sign(turn[np.abs(turn).argmax(axis=0), np.arange(dim)]))

    def _as_shown(self, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """[n, width] vectors of all entries without what is not shown of them.

        Each column of rows is shown in directions of its own, so products of two columns need
        them turned back into the common space.
        """
        shown = self._method.shown()
        if self._of_items:
            if shown.shape[1] <= self._dims[0]:
                return rows
            turn = self._narrowing(np.ascontiguousarray(shown), self._dims[0])
            return mix(np.ascontiguousarray(rows), turn, self._threads)
        found = rows.copy()
        for (low, high), dim in zip(self._meeting.columns(), self._dims, strict=True):
            if rows.shape[1] > dim:
                turn = self._narrowing(np.ascontiguousarray(shown[low:high]), dim)
                found[low:high] = mix(np.ascontiguousarray(rows[low:high]), turn @ turn.T, 1)
        return found

    def begin_at(self, column: int, start: Start) -> None:
        """Given vectors are the word vectors of their entries, of sgns the context vectors too.

        They are laid over what counts say of the same entries, so what is shown keeps their
        angles, and their lengths up to one number for all.
        """
        if not isinstance(self._method, Sampled | Glove):
            raise SpecError(
                "The spectral method works out its vectors and cannot begin with given ones.",
                mend="Leave the vectors out, or choose the method sgns (word2vec) or glove.",
            )
        low, _ = self._meeting.columns()[column]
        rows = low + np.flatnonzero(start.given)
        given, counted = start.vectors[start.given], self._method.shown()[rows]
        often = np.maximum(self._meeting.often[rows], 1.0)
        if self._of_items:  # laid over what is shown of them
            laid = laid_over(given, (counted @ self._turn).astype(np.float32), often)
            laid = laid @ np.linalg.pinv(self._turn).astype(np.float32)
        else:
            laid = laid_over(given, counted, often)
        self._method.begin_at(rows, laid, self._meeting.held)

    def verdict(self) -> Verdict:
        return self._judged(self._method.telling())

    def verdict_as_shown(self) -> Verdict:
        """Of vectors in as many dimensions as were asked for; more are learned, see `_counted`."""
        return self._judged(self._method.telling(self._as_shown))

    def _judged(self, told: Told) -> Verdict:
        held = self._meeting.held
        return pairs_verdict(losses(told, held), mixed(told, held, self._seed), BLIND, held.where)

    def parameters_by_name(self) -> dict[str, Tensor]:
        tables = self._method.tables() | ({"turn": self._turn} if self._settles else {})
        return {name: torch.from_numpy(table) for name, table in tables.items()}

    def memory(self) -> dict[str, Tensor]:
        """Nothing is carried from step to step but the tables themselves."""
        return {}

    def recall(self, memory: dict[str, Tensor]) -> None:
        """There is nothing to recall."""
