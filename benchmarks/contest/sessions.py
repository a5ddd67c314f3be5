"""The shop's sessions: users to learn from, later users to be judged by, the same for all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LAGS = 5  # items back that count
PLACES = 10  # a hit is among the first ten
HELD_USERS = 0.1  # the last of the file


@dataclass(frozen=True, slots=True)
class Sessions:
    """Attributes:
    items: [n] int64 from 0, session after session. starts: where each session begins.
    judged_items, judged_starts: the same, of held-out users.
    n_items: products there are.
    """

    items: NDArray[np.int64]
    starts: NDArray[np.int64]
    judged_items: NDArray[np.int64]
    judged_starts: NDArray[np.int64]
    n_items: int


def write(path: Path, *, full: bool = False) -> None:
    """Store the sample, or the full shop that it is a part of, with its last users held out."""
    import pandas as pd

    from explorer.data.samples import sample
    from sample_data.build import shop_sessions

    if full:
        table = shop_sessions.generate(shop_sessions.FULL).data
    else:
        table = pd.read_csv(sample("shop_sessions").path)
    users = table["user_id"].unique()
    held = table["user_id"].isin(users[int(len(users) * (1 - HELD_USERS)) :]).to_numpy()
    items, names = pd.factorize(table["product"])
    session = table["session"].to_numpy()
    parts = {}
    for name, rows in (("", ~held), ("judged_", held)):
        changes = np.flatnonzero(session[rows][1:] != session[rows][:-1]) + 1
        parts[f"{name}items"] = items[rows].astype(np.int64)
        parts[f"{name}starts"] = np.concatenate([[0], changes, [rows.sum()]]).astype(np.int64)
    np.savez(path, n_items=len(names), **parts)


def read(path: Path) -> Sessions:
    with np.load(path, allow_pickle=False) as file:
        return Sessions(*(file[name] for name in Sessions.__slots__[:-1]), int(file["n_items"]))


def histories(
    items: NDArray[np.int64], starts: NDArray[np.int64], nothing: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What came before each item but the first of a session.

    Returns:
        [m, LAGS] the last item first, `nothing` where the session had not begun; [m] what came.
    """
    begins = np.repeat(starts[:-1], np.diff(starts))
    rows = np.flatnonzero(np.arange(len(items)) > begins)
    before = rows[:, None] - 1 - np.arange(LAGS)
    there = before >= begins[rows][:, None]
    return np.where(there, items[np.maximum(before, 0)], nothing), items[rows]


def hit_rate(scores: NDArray[np.floating], before: NDArray[np.int64], came: NDArray[np.int64]):
    """Share of what came that is among the first ten, items of the history left out.

    Args:
        scores: [m, n_items] higher is better.
    """
    n_items = scores.shape[1]
    allowed = np.concatenate([scores, np.zeros((len(scores), 1), scores.dtype)], axis=1)
    np.put_along_axis(allowed, before, -np.inf, axis=1)
    first = np.argpartition(-allowed[:, :n_items], PLACES, axis=1)[:, :PLACES]
    return float((first == came[:, None]).any(axis=1).mean())
