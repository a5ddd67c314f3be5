"""Has it learned anything? Held-out losses beside guessing by frequency."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.learning.chance import (
    BETTER,
    CHANCE,
    CHANCE_MIXED,
    LIKELY,
    PAIRS_HINTED,
    chance_of,
    hinted,
    learned_from_rows,
)
from explorer.learning.extremes import Extremes
from explorer.records.number_text import number_text
from explorer.records.percent import percent
from explorer.records.told_apart import told_apart
from explorer.records.training import CLEARLY, FEW, NOTHING, UNSURE, Verdict


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
            "squared errors come to",
            "of the variance, those of guessing the mean to",
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
    gain = "" if held >= blindly or cost == guessing else ", a gain such as chance gives"
    return f"{NOTHING}{measured}{gain}."
