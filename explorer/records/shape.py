"""What a row of a file is: one thing with several columns, or items that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from explorer.records.checked import from_known_keys
from explorer.records.spec import TrainingSpec

ShapeKind = Literal["records", "baskets", "sequences", "lists", "wide"]

SHAPES: dict[ShapeKind, str] = {
    "records": "one thing, described by its columns",
    "baskets": "one item of a basket",
    "sequences": "one step of a sequence",
    "lists": "a basket, its items in one cell",
    "wide": "a basket, its items side by side",
}


@dataclass(frozen=True, slots=True)
class ShapeFacts:
    """What the baskets or sequences of a file look like.

    Attributes:
        n_looked: rows that were counted, the first ones; n_rows: rows of the file.
        n_baskets, n_items: different ones. n_places: items in all baskets together.
        median, largest: items of a basket. singles: baskets of one item.
        partners: others of its basket that an item meets, on average; None where nobody counted.
        repeated: places whose item stands in the same basket already.
        ties: places whose moment another place of the same basket has already.
        left_out: rows without an item or without a basket. unkeyed: those of them that have an
            item, but call their basket by a word for nothing; `no_key` is the most frequent one.
        first, last: of the order column, as written; empty where there is none.
        undated: rows whose order is empty; they come last.
        letters: order values that are neither numbers nor moments; one of them is `odd`.
        letters_of: order values that were looked at for these; 0 where all were.
        by_letters: there are so many of these that letters decide about all; else they come last.
        usual: the item that is in the most baskets; usual_share: of the baskets.
        top: the most frequent items with their places; at most 4.
        marked: the items are columns, in which a mark or a count says which rows hold them.
    """

    n_looked: int
    n_rows: int
    n_baskets: int
    n_items: int
    n_places: int
    median: float = 0.0
    largest: int = 0
    singles: int = 0
    repeated: int = 0
    ties: int = 0
    left_out: int = 0
    undated: int = 0
    first: str = ""
    last: str = ""
    letters: int = 0
    letters_of: int = 0
    by_letters: bool = True
    odd: str = ""
    usual: str = ""
    usual_share: float = 0.0
    partners: float | None = None
    unkeyed: int = 0
    no_key: str = ""
    top: tuple[tuple[str, int], ...] = ()
    marked: bool = False

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> ShapeFacts:
        top = tuple((item, count) for item, count in stored.get("top", ()))
        return from_known_keys(cls, {**stored, "top": top})


@dataclass(frozen=True, slots=True)
class Shape:
    """One way to take a file's rows, with the reason in a sentence where it was found so.

    Attributes:
        item: column of the items, or of the lists. basket: column of what belongs together.
        order: column that says which item comes first; None: the file's order.
        separator: between the items of one cell.
        item_columns: of items that stand side by side; empty: all.
        facts: counted when the file was read; None for records.
    """

    kind: ShapeKind = "records"
    reason: str = ""
    item: str | None = None
    basket: str | None = None
    order: str | None = None
    separator: str | None = None
    item_columns: tuple[str, ...] = ()
    facts: ShapeFacts | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The same in the words of a recipe."""
        if self.kind == "records":
            return {}
        if self.kind == "wide":
            return {"wide": True, "item_columns": self.item_columns}
        if self.kind == "lists":
            return {"item": self.item, "separator": self.separator}
        order = self.order if self.kind == "sequences" else None
        return {"item": self.item, "basket": self.basket, "order": order}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it names."""
        named = (self.item, self.basket, self.order)
        return (*(name for name in named if name is not None), *self.item_columns)

    def holds(self, names: Sequence[str]) -> bool:
        """The columns are among those whose items stand side by side."""
        return self.kind == "wide" and (
            not self.item_columns or set(names) <= set(self.item_columns)
        )

    @classmethod
    def of(cls, spec: TrainingSpec) -> Shape:
        """How a recipe takes the rows."""
        if spec.layout is None:
            return cls()
        if spec.layout == "wide":
            return cls("wide", item_columns=spec.item_columns)
        if spec.layout == "cell":
            return cls("lists", item=spec.item, separator=spec.separator)
        follows = spec.order or spec.basket is None or spec.objective == "next-item"
        kind: ShapeKind = "sequences" if follows else "baskets"
        return cls(kind, item=spec.item, basket=spec.basket, order=spec.order)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Shape:
        facts = stored.get("facts")
        known = ShapeFacts.from_dict(facts) if facts else None
        held = tuple(stored.get("item_columns", ()))
        return from_known_keys(cls, {**stored, "facts": known, "item_columns": held})
