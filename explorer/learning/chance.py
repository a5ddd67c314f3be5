"""How probable a gain on held-out rows is where nothing was learned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, stdtr
from torch import Tensor

# Chance of a gain this sure where there is nothing to learn. The best of up to 60 points is judged
# on the cells it was chosen by, so the bar is four standard errors, not two.
CHANCE = 3e-5
CHANCE_MIXED = 2e-4  # of the second test; the points were not chosen by it
# Of the third one, a bound that lies above the chance: of 1,920 trainings with nothing to learn it
# was never below .002, each at its best point.
CHANCE_DRAWN = 2e-4
SUREST = 20  # standard errors; where all are alike, five observations prove, and four do not
BETTER = 0.05  # chance of a gain that only has to be there, beside one that proves
LIKELY = 0.25  # the most that this chance may be, however much the other one proves
# Chance of a gain over others that proves nothing, yet is too sure to be called nothing. Of points,
# the best on few held-out rows gains by chance: of 110 trainings with nothing to learn, four came
# below .005 and none below .001. Of pairs, 110 like trainings stayed above .02.
HINTED, PAIRS_HINTED = 1e-3, 0.01
OTHERS = 20  # rows that each held-out cell is guessed from besides its own
COMPARED = 2_000_000  # guesses times answers; more held-out rows need no exact test
EAGER = 1e9  # most that a loss is multiplied by, in units of one over the usual loss


def chance_of(gains: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
    """How probable so large a mean gain is where nothing was learned: a one-sided t-test.

    Args:
        gains: [n] what guessing blindly costs more than the model, per held-out cell.
        rows: [n] the row of each cell; cells of one row count as one observation.
    """
    if len(gains) == 0:
        return 1.0
    _, group = np.unique(rows, return_inverse=True)
    sums = np.bincount(group, weights=gains)
    if len(sums) < 2:
        return 1.0
    error = float(sums.std(ddof=1)) / np.sqrt(len(sums))
    mean = float(sums.mean())
    error = max(error, abs(mean) / SUREST)
    if error == 0:
        return 1.0
    return float(stdtr(len(sums) - 1, -mean / error))


def chance_of_drawn(
    losses: NDArray[np.float64],
    costs: NDArray[np.float64],
    shares: NDArray[np.float64],
    own: float,
) -> float:
    """At most how probable so low a loss is where the truths have nothing to do with the guesses.

    A t-test takes the spread of the gains for noise. Where answers are few and unequally frequent,
    it is that of guessing blindly, and six rare answers of 30, all of them right, prove nothing.
    But who has not learned meets answers as frequent as in the training rows, drawn at random for
    every guess: their loss is a sum of independent draws, and the bound below holds for any
    number of rows and however skewed they are. Where every class is guessed right and surely, it
    is exact, the product of the frequencies. A row's own answer is one of those that are drawn:
    that it is nearer than any in the training rows has a chance, too.

        P(sum X <= s) <= min over t >= 0 of  e^(t s) * product of E[e^(-t X)]

    Args:
        losses: [n] of the held-out rows. costs: [n, answers] what each guess would cost with every
            answer. shares: [answers] of the training rows, they sum to 1. own: share of the answer
        that a row has, beside these.

    Source: Chernoff, A measure of asymptotic efficiency for tests of a hypothesis based on the sum
    of observations, Annals of Mathematical Statistics 1952.

    >>> right = np.array([[0.0, 9.9], [9.9, 0.0], [0.0, 9.9]])
    >>> f"{chance_of_drawn(np.zeros(3), right * 9, np.array([0.5, 0.5]), 1e-9):.4f}"
    '0.1250'
    """
    usual = float((costs @ shares).mean())
    if not 0 < usual < np.inf:
        return 1.0
    logs = np.log(np.append(shares * (1 - own), own))
    costs = np.column_stack([costs, losses])

    def bound(eagerness: float) -> float:
        rate = np.exp(eagerness) / usual
        drawn = logsumexp(logs - rate * costs, axis=1)
        return float(rate * losses.sum() + drawn.sum())

    # The logarithm of the bound is convex in t, so in the logarithm of t it has one valley.
    found = minimize_scalar(bound, bounds=(-np.log(EAGER), np.log(EAGER)), method="bounded")
    return float(np.exp(min(found.fun, 0.0)))


def mixed_losses(loss: Callable[[Tensor], Tensor], guesses: Tensor) -> Tensor:
    """[n] what each target costs by the guesses that were made for others, on average.

    Args:
        loss: of [n, ...] guesses, one for each target. guesses: in random order.
    """
    shifts = range(1, max(2, min(OTHERS + 1, len(guesses))))
    total = torch.zeros(())
    for shift in shifts:  # summed as they come: small results kept among large ones scatter memory
        total = total + loss(guesses.roll(shift, dims=0))
    return total / len(shifts)


def learned_from_rows(
    losses: NDArray[np.float64],
    mixed: NDArray[np.float64],
    blind: NDArray[np.float64],
    rows: NDArray[np.int64],
    drawn: Callable[[], float] = lambda: 1.0,
) -> bool:
    """Whether the rest of a row helped: against guessing blindly, and against another row.

    A model may beat the frequencies of the training cells by knowing frequencies better (its
    guesses are smoothed by training); then any other row helps it as much as the right one.

    Args:
        drawn: the chance of so low a loss with answers that are drawn, see `chance_of_drawn`;
            asked for only where the gain over guessing blindly leaves it in doubt.
    """
    gained = chance_of(blind - losses, rows)
    if gained >= BETTER or chance_of(mixed - losses, rows) >= CHANCE_MIXED:
        return False
    return gained < CHANCE or drawn() < CHANCE_DRAWN


def hinted(
    losses: NDArray[np.float64],
    mixed: NDArray[np.float64],
    blind: NDArray[np.float64],
    rows: NDArray[np.int64],
) -> bool:
    """Whether so much is gained that nobody should say there is nothing, though it may be chance.

    A small gain on few rows is both: of a table that is learned from 200 rows neighbors can be
    right while held-out rows hardly tell.
    """
    return chance_of(mixed - losses, rows) < HINTED and chance_of(blind - losses, rows) < LIKELY
