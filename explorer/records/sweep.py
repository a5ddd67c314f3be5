"""What was measured to choose the number of dimensions."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from explorer.errors import SpecError
from explorer.records.checked import from_known_keys

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Trained:
    """One short training.

    Attributes:
        dim: dimensions asked for; a column gets no more than it can use.
        repeat: trainings of one repeat share their seed and so their held-out cells.
        held_loss, blind_loss: of the best point, and of guessing by frequency (or the mean), in
            the units of `Verdict`.
        learned: the gain is larger than chance explains.
    """

    dim: int
    repeat: int
    held_loss: float
    blind_loss: float
    learned: bool


@dataclass(frozen=True, slots=True)
class Sweep:
    """Short trainings that differ in their dimensions alone, as far as they were done.

    Attributes:
        column: whose dimensions differ; None: those of all columns, together.
        names, sizes: of the columns that differ: their names, and the entries of each.
        dims: what is tried, rising. repeats: how often each.
        trained: what was done so far, in order.
        n_rows, all_rows: rows (items, in baskets) that were used, and those there are.
        epochs: passes over them, at most.
        unit: of the losses.
    """

    column: str | None
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    dims: tuple[int, ...]
    repeats: int
    n_rows: int
    all_rows: int
    epochs: int
    unit: Literal["nats", "variance"] = "nats"
    trained: tuple[Trained, ...] = ()

    @property
    def planned(self) -> int:
        """Trainings in all."""
        return len(self.dims) * self.repeats

    @property
    def complete(self) -> bool:
        return len(self.trained) == self.planned

    @property
    def whole(self) -> list[int]:
        """The repeats in which every dimension was tried."""
        done = Counter(one.repeat for one in self.trained)
        return [repeat for repeat, n in done.items() if n == len(self.dims)]

    def left(self) -> list[tuple[int, int]]:
        """(dim, repeat) of what is still to be trained, in order: every dimension once, then again.

        >>> Sweep(None, ("a",), (9,), (1, 2), 2, 5, 5, 1, trained=()).left()
        [(1, 0), (2, 0), (1, 1), (2, 1)]
        """
        done = {(one.dim, one.repeat) for one in self.trained}
        every = [(dim, repeat) for repeat in range(self.repeats) for dim in self.dims]
        return [each for each in every if each not in done]

    def with_trained(self, one: Trained) -> Sweep:
        return replace(self, trained=(*self.trained, one))

    def to_dict(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Sweep:
        """Read the stored form back.

        Raises:
            SpecError: it was written by another version.
        """
        known = dict(stored)
        if known.pop("format", None) != FORMAT:
            raise SpecError("This was measured by another version.", mend="Measure again.")
        for name in ("names", "sizes", "dims"):
            known[name] = tuple(known.get(name, ()))
        trained = known.get("trained", ())
        known["trained"] = tuple(from_known_keys(Trained, each) for each in trained)
        return from_known_keys(cls, known)
