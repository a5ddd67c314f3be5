"""Has it learned anything? Held-out losses beside guessing by frequency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp, stdtr
from torch import Tensor

from explorer.learning.extremes import Extremes
from explorer.records.number_text import number_text
from explorer.records.percent import percent
from explorer.records.told_apart import told_apart
from explorer.records.training import CLEARLY, FEW, NOTHING, UNSURE, Verdict

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


def others_do_as_well(
    losses: NDArray[np.float64],
    mixed: NDArray[np.float64],
    blind: NDArray[np.float64],
    rows: NDArray[np.int64],
    whose: str,
) -> str:
    """Why a gain over guessing that is sure proves nothing, for `not_learned`; "" if it is not.

    Args:
        whose: what guesses are made from, as "rows".
    """
    if chance_of(blind - losses, rows) >= CHANCE or chance_of(mixed - losses, rows) < CHANCE_MIXED:
        return ""
    held, by_others = float(losses.mean()), float(mixed.mean())
    cost, other = both(held, by_others)
    if other == cost:
        return f"; guessed from other {whose} they cost as much"
    own = "may tell more by chance alone" if held < by_others else "tell no more"
    return f"; guessed from other {whose} they cost {other}, so their own {own}"


def both(held: float, blindly: float) -> tuple[str, str]:
    """A loss and that of guessing, with two decimals, or with as many as tell them apart.

    >>> both(1.237, 1.5), both(0.0004, 0.69), both(0.69284, 0.69314), both(0.0011, 0.00135)
    (('1.24', '1.50'), ('less than 0.01', '0.69'), ('0.6928', '0.6931'), ('0.0011', '0.0014'))
    """
    return told_apart(held, blindly, _decimals, 2)


def _decimals(loss: float, digits: int) -> str:
    """Never 0 for what is only near it."""
    return (
        f"less than {10**-digits:.{digits}f}" if loss < 0.5 * 10**-digits else f"{loss:.{digits}f}"
    )


def cells_verdict(
    names: Sequence[str],
    losses: list[NDArray[np.float64]],
    mixed: list[NDArray[np.float64]],
    blind: list[NDArray[np.float64]],
    rows: list[NDArray[np.int64]],
) -> Verdict:
    """Of fill in the blank: per column the nats of its held-out cells, and those of guessing."""
    held = float(np.concatenate(losses).mean())
    blindly = float(np.concatenate(blind).mean())
    measured = (
        np.concatenate(losses),
        np.concatenate(mixed),
        np.concatenate(blind),
        np.concatenate(rows),
    )
    learned, hint = learned_from_rows(*measured), hinted(*measured)
    observed = len(np.unique(np.concatenate(rows)))
    cost, guessing = both(held, blindly)
    sentence = (
        f"Hidden cells are guessed at {cost} nats; guessing by frequency costs {guessing}."
        if learned
        else not_learned(
            held,
            blindly,
            observed,
            "hidden cells cost",
            "nats, guessing by frequency",
            others_do_as_well(*measured, "rows"),
            hint,
        )
    )
    per_column = {
        name: (float(own.mean()), float(guess.mean()), len(own))
        for name, own, guess in zip(names, losses, blind, strict=True)
        if len(own)
    }
    return Verdict(
        learned,
        held,
        blindly,
        "nats",
        sentence,
        per_column=per_column,
        observed=observed,
        hinted=hint,
    )


def rows_verdict(
    names: Sequence[str],
    losses: list[NDArray[np.float64]],
    mixed: list[NDArray[np.float64]],
    blind: list[NDArray[np.float64]],
    rows: list[NDArray[np.int64]],
    returned: float,
    frequent: float,
    units: int,
) -> Verdict:
    """Of an autoencoder: nats of the cells of held-out rows, each hidden in its row in turn.

    What comes back from a whole row shows how much the bottleneck holds, not that anything was
    learned: enough units copy noise as well.

    Args:
        returned: share of the cells that are guessed right from their whole row.
        frequent: share that is the most frequent value of its column.
    """
    found = cells_verdict(names, losses, mixed, blind, rows)
    sentence = found.sentence
    if found.learned:
        cost, guessing = both(found.held_loss, found.blind_loss)
        sentence = (
            "In rows it has not seen, a hidden cell is guessed from the others at"
            f" {cost} nats; guessing by frequency costs {guessing}."
            f" Sent whole through {units} numbers, {percent(returned)} of their cells come"
            f" back; the most frequent values alone are right in {percent(frequent)}."
        )
    return replace(found, sentence=sentence, accuracy=returned, majority=frequent)


def class_verdict(
    losses: NDArray[np.float64],
    mixed: NDArray[np.float64],
    blind: NDArray[np.float64],
    accuracy: float,
    majority: float,
    drawn: Callable[[], float],
) -> Verdict:
    """Of Predict with a class: nats of the held-out rows, and those of guessing by frequency.

    Args:
        drawn: see `learned_from_rows`.
    """
    held, blindly = float(losses.mean()), float(blind.mean())
    measured = losses, mixed, blind, np.arange(len(losses))
    learned, hint = learned_from_rows(*measured, drawn), hinted(*measured)
    cost, guessing = both(held, blindly)
    sentence = (
        f"Held-out rows are guessed at {cost} nats, {percent(accuracy)} of them right;"
        f" guessing by frequency costs {guessing}, the most frequent class is right in"
        f" {percent(majority)}."
        if learned
        else not_learned(
            held,
            blindly,
            len(losses),
            "held-out rows cost",
            "nats, guessing by frequency",
            others_do_as_well(*measured, "rows"),
            hint,
        )
    )
    return Verdict(
        learned,
        held,
        blindly,
        "nats",
        sentence,
        accuracy=accuracy,
        majority=majority,
        observed=len(losses),
        hinted=hint,
    )


def number_verdict(
    losses: NDArray[np.float64],
    mixed: NDArray[np.float64],
    blind: NDArray[np.float64],
    r2: float,
    errors: tuple[float, float],
    extremes: Extremes | None,
    drawn: Callable[[], float],
    unit: str = "",
) -> Verdict:
    """Of Predict with a number: squared errors over the variance, and those of the mean.

    Where r2 is not above 0, the mean of the held-out rows guesses them as well, whatever the
    tests say: a few extremes bring the mean of the training rows, which they compare with, far
    away from all others.

    Args:
        r2: on the held-out rows. errors: mean absolute ones in the target's unit, of the guesses
            and of the training rows' median, which no other constant is expected to beat.
        extremes: of all rows, where a few decide what is lost.
        drawn: see `learned_from_rows`.
        unit: that the target is counted in where the file does not say it, as "days since
            2023-02-01"; "" for none.
    """
    held, blindly = float(losses.mean()), float(blind.mean())
    measured = losses, mixed, blind, np.arange(len(losses))
    learned = r2 > 0 and learned_from_rows(*measured, drawn)
    hint = r2 > 0 and hinted(*measured)
    own, constant = told_apart(*errors, number_text, 3)
    if unit:
        own = f"{own} {unit.partition(' ')[0]}"
    if learned:
        sentence = (
            f"Of the variance, {percent(r2)} is explained on held-out rows; guesses are off by"
            f" {own} on average, always guessing the median by {constant}."
        )
    elif extremes is not None:
        sentence = (
            f"{UNSURE}{extremes.sentence}. That decides what is learned and how it is judged; on"
            f" what was held out, guesses are off by {own} on average, always guessing the median"
            f" by {constant}."
        )
    else:
        sentence = not_learned(
            held,
            blindly,
            len(losses),
            "guesses are off by",
            "of the variance, the mean by",
            hint=hint,
        )
    return Verdict(
        learned,
        held,
        blindly,
        "variance",
        sentence,
        r2=r2,
        mean_absolute_error=errors[0],
        median_error=errors[1],
        observed=len(losses),
        extremes=not learned and extremes is not None,
        hinted=hint,
        target_unit=unit,
    )


def pairs_verdict(
    losses: NDArray[np.float64],
    mixed: NDArray[np.float64],
    blind: float,
    where: NDArray[np.int64],
) -> Verdict:
    """Of appear together: nats of telling held-out pairs from made-up ones.

    Partners are as popular in both, so frequencies cannot help, and that the right entry beats
    another beside the same partners proves that something was learned. It is the sharper test: in
    540 trainings on shuffled tables and random baskets its chances were never below .002. Where it
    proves more than it has to, the gain over guessing may be less sure by as much: of few pairs
    guesses that are right are often too sure.

    Args:
        blind: what guessing costs. where: the basket or row of each pair.
    """
    held = float(losses.mean())
    others, gained = chance_of(mixed - losses, where), chance_of(blind - losses, where)
    learned = others < CHANCE_MIXED and gained < LIKELY and others * gained < CHANCE_MIXED * BETTER
    hint = others < PAIRS_HINTED and gained < LIKELY
    observed = len(np.unique(where))
    cost, guessing = both(held, blind)
    sentence = (
        f"Pairs that were held out are told from made-up ones at {cost} nats; guessing costs"
        f" {guessing}."
        if learned
        else not_learned(
            held,
            blind,
            observed,
            "telling pairs from made-up ones costs",
            "nats, guessing",
            hint=hint,
        )
    )
    return Verdict(learned, held, blind, "nats", sentence, observed=observed, hinted=hint)


def not_learned(
    held: float,
    blindly: float,
    observed: int,
    what: str,
    and_what: str,
    why: str = "",
    hint: bool = False,
) -> str:
    """Nothing, or nothing that one could be sure of: where few rows are held out, both occur.

    Args:
        why: a large gain is not sure, where that is not chance, see `others_do_as_well`.
        hint: a small one is not nothing, see `hinted`.
    """
    cost, guessing = both(held, blindly)
    as_much = "the same" if guessing == cost else guessing
    measured = f"on what was held out, {what} {cost} {and_what} {as_much}"
    if held < CLEARLY * blindly:
        return f"{UNSURE}{measured}{why or ', which may be chance on so few'}."
    if observed < FEW:
        return f"{UNSURE}{measured}; so few cannot tell."
    if hint:
        return f"{UNSURE}{measured}{why or ', a gain so small that it may be chance'}."
    return f"{NOTHING}{measured}."
