"""The chart of the losses while it learns and after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from explorer.records.training import Point
from explorer.ui.markup import unbroken
from explorer.ui.mounting import component
from explorer.ui.parcels import pack, send


@dataclass(frozen=True, slots=True)
class Losses:
    """What the chart shows.

    Attributes:
        points: evaluations so far, in order.
        title: what one sees ("It has learned something"). sentence: its numbers in words.
        blind: what guessing costs, drawn as a horizontal line named `blind_label`.
        unit: of the losses ("nats"), in the text alternative and the readout.
        note: what the unit means, and what looks odd in these very lines; below the chart.
        best_step: marked with a ring.
        total_epochs: planned; the width of the chart while it learns, 0 to fit the points.
        train_label: the training losses are running means, so they may be named otherwise.
    """

    points: Sequence[Point]
    title: str
    sentence: str = ""
    blind: float | None = None
    blind_label: str = "guessing by frequency"
    unit: str = "nats"
    note: str = ""
    best_step: int | None = None
    total_epochs: float = 0
    train_label: str = "training"
    held_label: str = "held out"


def loss_chart(key: str, losses: Losses) -> None:
    """Draw the losses; a polling fragment may call it at every turn, nothing flickers."""
    component("losses")(key=key, data={"room": key})
    send(key, "losses", pack(_header(losses)))


def _header(losses: Losses) -> dict[str, Any]:
    return {
        "points": [
            [p.step, p.epoch, _finite(p.train_loss), _finite(p.held_loss), round(p.seconds, 2)]
            for p in losses.points
        ],
        "title": losses.title,
        "sentence": unbroken(losses.sentence),
        "blind": _finite(losses.blind),
        "blindLabel": losses.blind_label,
        "unit": losses.unit,
        "note": unbroken(losses.note),
        "bestStep": losses.best_step,
        "totalEpochs": losses.total_epochs,
        "labels": [losses.train_label, losses.held_label],
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
