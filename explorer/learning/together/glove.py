"""GloVe: weighted least squares on the logarithms of counts.

    sum over pairs that met of  f(C_ij) (u_i . v_j + b_i + c_j - log C_ij)^2
    + over pairs that never met of  g_i g_j (u_i . v_j + b_i + c_j - log E_ij + 1/2)^2,
    f(c) = min(1, (c / 10)^0.75), g_i = f(r_i^2 / N)^0.5, E_ij = r_i r_j / N what chance expects

Pennington, Socher and Manning, GloVe: Global Vectors for Word Representation, EMNLP 2014,
section 3 (there 100 in place of 10, for corpora of billions of words). They correct pairs one by
one in random order (AdaGrad); here all u are solved for given all v and the other way round, each
row by a few conjugate gradients: the same minimum, no race, the same bits at any number of
threads. A Gaussian prior on vectors, which the paper lacks, keeps rare entries from fitting noise.

The second sum is not theirs. Without it, two groups that never meet are one: within each all
pairs meet about as often, the biases say that, and nothing is left for the vectors to tell.
Shazeer and others, Swivel: Improving Embeddings by Noticing What's Missing, 2016, say so too. A
pair that never met is taken to meet half a nat less often than by chance, at the weight of what
chance expects, f(E_ij) where both are as frequent. Both are products of one number of each entry,
so all those pairs together cost no more than a small matrix. With a whole nat, held-out pairs are
told as well, but among 5,000 items with three quarters noise .96 of the neighbors are right in
place of .99.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from explorer.learning.together.factor_kernels import weighted_rows
from explorer.learning.together.judging import Narrow, Told, whole
from explorer.learning.together.meeting import Meeting, Pairs, rows_times
from explorer.spectral.matrix import gram
from explorer.spectral.rising import Directions
from explorer.spectral.threads import in_parts, spans

FULL_FROM = 10.0  # a pair that met so often counts fully
POWER = 0.75  # Pennington et al. 2014, section 3
FEWER = 0.5  # nats by which a pair that never met is taken to meet less often than by chance
ROUNDS = 3  # of conjugate gradients in each step
PARTS = 32


class Glove:
    """Word and context vectors with their biases, side by side in one table each.

    Rows are a vector, an own bias, 1 for words, and a vector, 1, an own bias for contexts.
    """

    def __init__(self, meeting: Meeting, start: Directions, prior: float, threads: int) -> None:
        """Begin at the spectral solution; the words are solved for at once.

        Args:
            start: what is decomposed, about, [n, d]. prior: strength of a Gaussian one.
        """
        counts = meeting.counts
        self._meeting = meeting
        self._threads = threads
        self._logs = np.log(counts.values)
        self._weights = np.minimum(counts.values / np.float32(FULL_FROM), 1) ** np.float32(POWER)
        # The logarithm of a count scatters with a variance of about one over it.
        noise = float((self._weights.astype(np.float64) ** 2 / counts.values).sum())
        self._prior = prior * 2 * np.sqrt(noise / max(counts.n_rows, 1))
        vectors, self._signs = start
        n, d = vectors.shape
        often = np.maximum(meeting.often, 0.5)
        half = np.log(often) - np.log(meeting.total) / 2
        self._halves = half.astype(np.float32)
        roots = np.exp(POWER * (half - np.log(FULL_FROM) / 2))
        self._roots = np.minimum(roots, 1).astype(np.float32)
        self._itself = float(len(meeting.ends) == 1)  # an item of a basket; values have columns
        length = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1).mean())
        self.word = np.zeros((n, d + 2), np.float32)
        self.context = np.zeros((n, d + 2), np.float32)
        self.context[:, :d] = vectors * self._signs / max(length, 1e-12)
        self.word[:, d], self.word[:, d + 1] = half, 1
        self.context[:, d], self.context[:, d + 1] = 1, half
        self._correct(self.word, self.context, 1.0)

    def step(self, rate: float) -> None:
        """Contexts first: words were solved for before."""
        self._correct(self.context, self.word, rate)
        self._correct(self.word, self.context, rate)

    def shown(self) -> NDArray[np.float32]:
        """[n, d] means of word and context vectors; Pennington et al. add them, section 4.2.

        A context vector is seen from its own side, see `Directions`. All directions are as long
        as they were learned: those in which like things avoid each other are short by themselves,
        as a pair that never met is hardly told from chance here.
        """
        both = (self.word[:, :-2] + self.context[:, :-2] * self._signs) / 2
        return np.asarray(both, np.float32)

    def telling(self, narrow: Narrow = whole) -> Told:
        """How much more often than chance pairs meet, by the model: in nats. Biases stay whole."""
        word, context = (
            np.concatenate([narrow(np.ascontiguousarray(table[:, :-2])), table[:, -2:]], axis=1)
            for table in (self.word, self.context)
        )
        often = np.log(np.maximum(self._meeting.often, 0.5))

        def told(i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
            chance = often[i] + often[j] - np.log(self._meeting.total)
            return np.asarray(rows_times(word[i], context[j]) - chance)

        return told

    def begin_at(self, rows: NDArray[np.int64], given: NDArray[np.float32], held: Pairs) -> None:
        """Words begin at given vectors, contexts at what counts say: no prior mends what is wrong.

        Where both begin at vectors that know nothing, groups of a column are lost (.39 of the
        nearest right, .97 so).
        """
        self.word[rows, :-2] = given

    def tables(self) -> dict[str, NDArray[np.float32]]:
        return {"word": self.word, "context": self.context}

    def _correct(self, own: NDArray[np.float32], other: NDArray[np.float32], rate: float) -> None:
        counts, columns = self._meeting.counts, self._meeting.columns()
        # The kernel wants own bias and 1 in this order, whichever side it corrects.
        swapped = own is self.context
        mine, theirs = (_swapped(own), _swapped(other)) if swapped else (own, other)
        out = np.empty_like(mine)
        moments = [self._moments(theirs, low, high) for low, high in columns]
        square, pull = (sum(each) for each in zip(*moments, strict=True))
        for (low, high), (own_square, own_pull) in zip(columns, moments, strict=True):
            others = square, pull
            if len(columns) > 1:  # an entry never meets others of its own column
                others = square - own_square, pull - own_pull
            rows = partial(self._rows, mine, theirs, *others, rate, out)
            work = counts.bounds[low : high + 1] - counts.bounds[low] + np.arange(high - low + 1)
            parts = [(low + begin, low + end) for begin, end in spans(work, PARTS)]
            in_parts(rows, parts, self._threads)
        own[:] = _swapped(out) if swapped else out

    def _moments(
        self, other: NDArray[np.float32], low: int, high: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Sums over the entries of a column, as `weighted_rows` takes them."""
        rows = np.ascontiguousarray(other[low:high, :-1])
        weighted = np.ascontiguousarray(rows * self._roots[low:high, None])
        above = self._halves[low:high] - other[low:high, -1]
        pull = (weighted * above[:, None]).sum(axis=0, dtype=np.float64)
        return gram(weighted, rows, self._threads), pull

    def _rows(
        self,
        own: NDArray[np.float32],
        other: NDArray[np.float32],
        square: NDArray[np.float64],
        pull: NDArray[np.float64],
        rate: float,
        out: NDArray[np.float32],
        span: tuple[int, int],
    ) -> None:
        counts = self._meeting.counts
        weighted_rows(
            counts.bounds,
            counts.columns,
            self._logs,
            self._weights,
            own,
            other,
            self._roots,
            self._halves,
            square,
            pull,
            FEWER,
            self._itself,
            self._prior,
            ROUNDS,
            rate,
            *span,
            out,
        )


def _swapped(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The last two columns exchanged."""
    d = rows.shape[1] - 2
    return np.ascontiguousarray(rows[:, [*range(d), d + 1, d]])
