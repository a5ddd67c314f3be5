"""Which objectives fit which shape of data, the proposed one first.

The one place that says what Set up and the command line offer.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.records.shape import Shape, ShapeKind
from explorer.records.spec import Objective, TrainingSpec

# that can be trained
OFFERED: tuple[Objective, ...] = (
    "masked",
    "predict",
    "cooccurrence",
    "next-item",
    "autoencoder",
)
FITTING: dict[ShapeKind, tuple[Objective, ...]] = {
    "records": ("masked", "predict", "cooccurrence", "autoencoder"),
    "baskets": ("cooccurrence",),
    "sequences": ("cooccurrence", "next-item"),  # the former's neighbors are the righter ones
    "lists": ("cooccurrence",),
    "wide": ("cooccurrence",),
}
WINDOW = 2  # items to each side, where a sequence is learned by what appears together


def fitting(kind: ShapeKind) -> tuple[Objective, ...]:
    """The objectives that learn from rows of this kind; empty where there is none yet."""
    return tuple(objective for objective in FITTING[kind] if objective in OFFERED)


def proposed(shapes: Sequence[Shape]) -> Shape:
    """The most likely shape that something can be learned from."""
    return next((shape for shape in shapes if fitting(shape.kind)), Shape())


def proposed_spec(shapes: Sequence[Shape]) -> TrainingSpec:
    """The recipe that the app proposes for a file, everything but shape and objective open."""
    shape = proposed(shapes)
    objective = fitting(shape.kind)[0]
    return TrainingSpec(objective=objective, window=window(shape, objective), **shape.settings)


def window(shape: Shape, objective: Objective) -> int | None:
    """How far apart items appear together when nothing is said; None: in a whole basket."""
    return WINDOW if (shape.kind, objective) == ("sequences", "cooccurrence") else None
