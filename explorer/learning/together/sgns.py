"""Skip-gram with negative sampling, its expectation instead of its samples.

The loss of word2vec, summed over all pairs that training would draw, is known from the counts:

    - sum over i, j of  C_ij log s(x_ij) + k E_ij log s(-x_ij),   x_ij = u_i . v_j - log k

where s is the logistic function, E_ij = r_i r_j / N what chance expects (negatives are drawn by
frequency), and k the negatives of each pair. The offset log k makes u_i . v_j the pointwise
mutual information itself (Levy and Goldberg, Neural Word Embedding as Implicit Matrix
Factorization, NIPS 2014, section 3.1). For pairs that never met, log s(-x) is taken to second
order around u . v = 0, where they lie: then their sum follows from one small matrix of second
moments, and a pass costs what the pairs that met cost, not the square of the vocabulary.

Given all v, every u_i is a logistic regression of its own, and the other way round; each step
moves first all u and then all v a share of a Newton step. Near independence all regressions bend
alike, so one small matrix serves them all. Both tables begin at the map from counts alone, and a
Gaussian prior around it keeps what the data do not contradict. An item is never its own negative:
baskets hold a thing once, which says nothing of where its kind belongs. No row waits for another:
the same bits at any number of threads. Mikolov et al., Distributed Representations of Words and
Phrases, NIPS 2013.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from explorer.learning.together.beginning import believed
from explorer.learning.together.factor_kernels import sampled_rows
from explorer.learning.together.judging import Narrow, Told, losses, whole
from explorer.learning.together.meeting import Meeting, Pairs, rows_times
from explorer.learning.together.scale import scale
from explorer.spectral.matrix import gram
from explorer.spectral.rising import Directions, lengths
from explorer.spectral.threads import in_parts, one_blas_thread, spans

NEGATIVES = 5.0  # of each pair; Mikolov et al. 2013, section 2.2
SUBSAMPLING = 0.3  # of rows; held-out losses of the samples are lowest from 0.3 to 0.5
SMOOTHING = 0.8  # exponent on how often items are drawn as negatives
PARTS = 32


class Sampled:
    """Two tables of vectors whose products say how much more often than chance entries meet."""

    def __init__(
        self,
        meeting: Meeting,
        start: Directions,
        prior: float,
        threads: int,
    ) -> None:
        """Begin at the spectral solution, and be drawn to it where the data say little.

        Args:
            start: what is decomposed, about, [n, d].
            prior: strength of a Gaussian prior on every vector, see `noise_level`.
        """
        self._meeting = meeting
        self._threads = threads
        of_items = len(meeting.ends) == 1
        heard = heard_as(meeting)
        often = meeting.often * heard
        self._often = smoothed(often) if of_items else often
        self._itself = float(of_items)
        row = meeting.counts.rows_of_entries()
        weights = heard[row] * heard[meeting.counts.columns]
        self._values = (meeting.counts.values * weights).astype(np.float32)
        self._prior = prior * noise_level(often)
        vectors, self._signs = start
        if of_items:  # as long as what they say in nats, up to one number for all
            stretch = np.maximum(meeting.often, 1.0) ** meeting.weight.stretch
            vectors = vectors / stretch.astype(np.float32)[:, None]
            nats = scale(meeting, vectors, vectors * self._signs, NEGATIVES, threads)
            vectors = vectors * np.float32(np.sqrt(nats))
        self.word = np.array(vectors, np.float32, order="C")
        self.context = self.word * self._signs
        self.middle = self.word.copy()

    def step(self, rate: float) -> None:
        self._correct(self.word, self.context, self.middle, rate)
        self._correct(self.context, self.word, self.middle * self._signs, rate)

    def shown(self) -> NDArray[np.float32]:
        """[n, d] the means of word and context vectors, which counts treat alike.

        A context vector is seen from its own side, see `Directions`.
        """
        both = (self.word + self.context * self._signs) / 2
        return np.asarray(both * lengths(self._signs), np.float32)

    def telling(self, narrow: Narrow = whole) -> Told:
        """How much more often than chance pairs meet, by the model: in nats."""
        word, context = narrow(self.word), narrow(self.context)
        return lambda i, j: rows_times(word[i], context[j])

    def begin_at(self, rows: NDArray[np.int64], given: NDArray[np.float32], held: Pairs) -> None:
        """Both tables begin at given vectors, the prior between them and what counts say."""

        def begin(vectors: NDArray[np.float32]) -> None:
            self.word[rows], self.context[rows] = vectors, vectors * self._signs

        def cost(vectors: NDArray[np.float32]) -> float:
            begin(vectors)
            return float(losses(self.telling(), held).mean())

        given = given / lengths(self._signs)
        self.middle[rows] = believed(self.middle[rows], given, cost)
        begin(given)

    def tables(self) -> dict[str, NDArray[np.float32]]:
        return {"word": self.word, "context": self.context, "middle": self.middle}

    def _correct(
        self,
        own: NDArray[np.float32],
        other: NDArray[np.float32],
        middle: NDArray[np.float32],
        rate: float,
    ) -> None:
        counts, columns = self._meeting.counts, self._meeting.columns()
        out = np.empty_like(own)
        for low, high in columns:
            pull, square = self._moments(other, columns, low)
            with one_blas_thread():
                spectrum, turn = np.linalg.eigh(square / self._meeting.total)
            rows = partial(
                self._rows,
                own,
                other,
                middle,
                pull,
                square,
                np.maximum(spectrum, 0),
                turn,
                rate,
                out,
            )
            work = counts.bounds[low : high + 1] - counts.bounds[low] + np.arange(high - low + 1)
            parts = [(low + begin, low + end) for begin, end in spans(work, PARTS)]
            in_parts(rows, parts, self._threads)
        own[:] = out

    def _moments(
        self, other: NDArray[np.float32], columns: list[tuple[int, int]], low: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Sums over what the column from `low` on may meet: of often * v, of often * v v'."""
        d = other.shape[1]
        pull, square = np.zeros(d), np.zeros((d, d))
        for begin, end in columns:
            if begin == low and len(columns) > 1:  # an entry never meets others of its own column
                continue
            weighted = (self._often[begin:end, None] * other[begin:end]).astype(np.float32)
            pull += weighted.sum(axis=0, dtype=np.float64)
            square += gram(weighted, other[begin:end], self._threads)
        return pull, square

    def _rows(
        self,
        own: NDArray[np.float32],
        other: NDArray[np.float32],
        middle: NDArray[np.float32],
        pull: NDArray[np.float64],
        square: NDArray[np.float64],
        spectrum: NDArray[np.float64],
        turn: NDArray[np.float64],
        rate: float,
        out: NDArray[np.float32],
        span: tuple[int, int],
    ) -> None:
        counts = self._meeting.counts
        sampled_rows(
            counts.bounds,
            counts.columns,
            self._values,
            own,
            other,
            middle,
            self._often,
            pull,
            square,
            spectrum,
            np.ascontiguousarray(turn),
            self._meeting.total,
            self._itself,
            NEGATIVES,
            self._prior,
            rate,
            *span,
            out,
        )


def heard_as(meeting: Meeting) -> NDArray[np.float64]:
    """[n] how strongly each entry of rows counts: frequent ones less, each column the same.

    A pair counts by the product of both, and so does what chance expects of it, so what is aimed
    at does not change, only what is worth most effort (word2vec leaves out some occurrences of
    frequent words for the same reason).
    """
    if len(meeting.ends) == 1:  # of 5,000 noisy items, .96 are placed right so, .89 otherwise
        return np.ones(len(meeting.often))
    often = np.maximum(meeting.often, 1.0)
    heard = often**-SUBSAMPLING
    for low, high in meeting.columns():
        own = slice(low, high)
        heard[own] *= often[own].sum() / (heard[own] * often[own]).sum()
    return heard


def smoothed(often: NDArray[np.float64]) -> NDArray[np.float64]:
    """[n] how often items are drawn as negatives: frequent ones less than they occur.

    As in word2vec (Mikolov et al. 2013, section 2.2), but on both sides of a pair, so that counts
    and chance stay symmetric. What is frequent then leans to what is frequent: items that meet
    all others alike, which would point nowhere, have a place of their own.
    """
    drawn = np.maximum(often, 1e-9) ** SMOOTHING
    return np.asarray(drawn * (often.sum() / drawn.sum()))


def noise_level(often: NDArray[np.float64]) -> float:
    """The prior at which noise alone no longer stretches any direction, about.

    Residuals of counts have a variance of one, so their largest singular value is about
    2 sqrt(n) where there is nothing but noise; a prior of this strength takes that much off
    every direction: 2 sqrt(N / n) k / (k + 1) for N meetings of n entries.
    """
    per_entry = float(often.sum()) / max(len(often), 1)
    return float(2 * np.sqrt(per_entry) * NEGATIVES / (NEGATIVES + 1))
