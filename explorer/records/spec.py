"""The whole recipe of one run, frozen, JSON both ways."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from explorer.errors import SpecError
from explorer.records.checked import from_known_keys

Objective = Literal["masked", "predict", "cooccurrence", "next-item", "autoencoder"]
Method = Literal["sgns", "glove", "spectral"]
Layout = Literal["long", "cell", "wide"]
ColumnKind = Literal["category", "binned"]
TargetKind = Literal["class", "number"]

OBJECTIVES: dict[Objective, str] = {
    "masked": "Fill in the blank",
    "predict": "Predict a column",
    "cooccurrence": "Appear together",
    "next-item": "What comes next",
    "autoencoder": "Autoencoder",
}

FORMAT = 1
MAX_DIM = 512
MAX_EPOCHS = 100_000
TEXTS = ("target", "item", "basket", "order", "separator", "labels", "start")  # settings
SWITCHES = ("wide", "umap")
Bounds = tuple[float, float]  # the least and the most of a number, a whole one if both are int
BOUNDS: dict[str, Bounds] = {
    "epochs": (1, MAX_EPOCHS),
    "time_budget": (0.1, 7.0 * 86_400),
    "window": (1, 1000),
    "history": (1, 50),
    "batch_size": (1, 1_000_000),
    "learning_rate": (1e-6, 10.0),
    "weight_decay": (0.0, 100.0),
    "hidden": (0, 4096),
    "counts": (0.0, 10.0),
    "holdout": (0.01, 0.5),
    "patience": (0, 1000),
    "min_count": (1, 1_000_000),
    "unknown": (0.0, 10.0),
    "bins": (2, 100),
    "seed": (0, 2**31 - 1),
    "threads": (1, 64),
}


def is_whole(bounds: Bounds) -> bool:
    """Only whole numbers lie within them."""
    return all(isinstance(end, int) for end in bounds)


def in_words(bounds: Bounds) -> str:
    """How a person reads them.

    >>> in_words((1, 512)), in_words((0.1, 604800.0))
    ('from 1 to 512', 'from 0.1 to 604800')
    """
    low, high = (f"{end:g}" if isinstance(end, float) else str(end) for end in bounds)
    return f"from {low} to {high}"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """How one column is learned.

    `dim` None means the objective's rule, see `dims.dim_of`. "binned" cuts numbers into
    `TrainingSpec.bins` quantile bins; "category" takes every distinct text as it is written.
    """

    name: str
    dim: int | None = None
    kind: ColumnKind | None = None  # None: by the column's role

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise SpecError(
                f"A column has the name {self.name!r}.", mend="Write it as a text, in quotes."
            )
        whole = isinstance(self.dim, int) and not isinstance(self.dim, bool)
        if self.dim is not None and not (whole and 1 <= self.dim <= MAX_DIM):
            raise SpecError(
                f"Column {self.name!r} asks for {self.dim} dimensions.",
                mend=f"Choose a whole number from 1 to {MAX_DIM}.",
            )
        if self.kind is not None and self.kind not in get_args(ColumnKind):
            raise SpecError(
                f"Column {self.name!r} has kind {self.kind!r}.",
                mend="Choose category or binned.",
            )


@dataclass(frozen=True, slots=True)
class TrainingSpec:
    """How one run is trained. Two equal specs on one file give equal vectors on one machine.

    None always means: the default, worked out from the data and shown to the person.
    """

    objective: Objective = "masked"
    columns: tuple[ColumnSpec, ...] = ()  # empty: the columns the app would preselect
    target: str | None = None  # Predict only
    target_kind: TargetKind | None = None  # None: by the target's role
    item: str | None = None  # column of the items, in baskets and sequences
    basket: str | None = None  # column that says which rows belong together; None: all
    order: str | None = None  # column that says which item comes first; None: the file's order
    separator: str | None = None  # between the items of one cell, where a cell holds a list
    wide: bool = False  # every row is a basket, every filled cell one of its items
    item_columns: tuple[str, ...] = ()  # of a wide file: those of the items; empty: all
    method: Method | None = None  # of appear together; None: sgns
    window: int | None = None  # items up to this far apart appear together; None: a whole basket
    history: int | None = None  # items that the next one is guessed from; None: 5
    epochs: int | None = None  # passes over the training rows, at most
    time_budget: float | None = None  # seconds of training, in place of epochs
    batch_size: int | None = None  # rows
    learning_rate: float | None = None  # Adam's
    weight_decay: float | None = None  # on the vectors; what keeps neighbors meaningful
    hidden: int | None = None  # units of the hidden layer (0 for none), or of the bottleneck
    counts: float | None = None  # masked: weight of each map from counts in the vectors; None: 1
    holdout: float = 0.1  # share of cells (masked) or of rows kept for validation
    patience: int | None = None  # evaluations without improvement before stopping; 0 never stops
    min_count: int | None = None  # rarer values share the rare bucket; None: 1, or 2 above 20,000
    unknown: float = 0.25  # z: z / (z + n) of the cells of a category seen n times teach unknown
    bins: int = 10  # quantile bins of a number taken as input
    seed: int = 0
    threads: int | None = None  # of the training; recorded, since bits depend on it
    umap: bool = False  # on the command line: lay the columns out by UMAP, too; the app does
    labels: str | None = None  # file with groups per category; colors the map, never learned
    start: str | None = None  # SHA-256 of the file of vectors that lookup tables begin with

    def __post_init__(self) -> None:
        if self.objective not in get_args(Objective):
            raise SpecError(
                f"The objective {self.objective!r} is not known.",
                mend=f"Choose one of {', '.join(get_args(Objective))}.",
            )
        for name in TEXTS:
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise SpecError(f"{name} is {value!r}.", mend="Write it as a text, in quotes.")
        for name in SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise SpecError(
                    f"{name} is {getattr(self, name)!r}.",
                    mend="Write true or false, without quotes.",
                )
        names = [column.name for column in self.columns]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise SpecError(
                f"Column {doubled[0]!r} is listed twice.", mend="List each column once."
            )
        if self.objective == "predict" and self.target is None:
            raise SpecError("Predict needs a column to predict.", mend="Choose a target.")
        if self.objective != "predict" and self.target is not None:
            raise SpecError(
                f"{OBJECTIVES[self.objective]} has no target, but {self.target!r} is given.",
                mend="Choose the objective predict, or leave the target out.",
            )
        if self.target is not None and self.target in names:
            raise SpecError(
                f"{self.target!r} is both an input and the target.",
                mend="Take it out of the columns.",
            )
        if self.start is not None and re.fullmatch("[0-9a-f]{64}", self.start) is None:
            raise SpecError(
                f"start is {self.start!r}.",
                mend="It is the SHA-256 of a file of vectors; --start FILE works it out.",
            )
        self._check_items()
        if self.target_kind is not None and self.target_kind not in get_args(TargetKind):
            raise SpecError(
                f"The target is taken as {self.target_kind!r}.", mend="Choose class or number."
            )
        if self.objective == "autoencoder":  # its bottleneck, which is the dimension of the rows
            self._must_be_within("hidden", (1, MAX_DIM))
        for name, bounds in BOUNDS.items():
            self._must_be_within(name, bounds)
        if self.epochs is not None and self.time_budget is not None:
            raise SpecError(
                "Both epochs and a time budget are given.", mend="Keep the one that matters."
            )
        if self.counts is not None and self.objective != "masked":
            raise SpecError(
                f"counts is given, but {OBJECTIVES[self.objective]} joins its vectors with none.",
                mend="Leave it out, or choose the objective masked.",
            )

    def _check_items(self) -> None:
        if self.objective == "next-item" and not self.of_items:
            raise SpecError(
                "What comes next needs a column of items.",
                mend="Name the item and, where rows are in baskets or sessions, the basket.",
            )
        if self.of_items and self.objective not in ("cooccurrence", "next-item"):
            raise SpecError(
                f"Items and baskets are given, but {OBJECTIVES[self.objective]} learns from rows.",
                mend="Choose the objective cooccurrence or next-item.",
            )
        for name in ("basket", "order"):
            if getattr(self, name) is not None and self.layout != "long":
                raise SpecError(
                    f"The {name} {getattr(self, name)!r} is given, but no column of items.",
                    mend="Name the column of items, one item in each row.",
                )
        if self.separator == "" or (self.separator is not None and self.item is None):
            raise SpecError(
                "A separator is what stands between the items of one cell.",
                mend="Name the column of lists as the item, and give the separator.",
            )
        if self.wide and self.item is not None:
            raise SpecError(
                f"Every row is taken as a basket, but {self.item!r} is given as the column of"
                " items.",
                mend="Leave out wide or the item.",
            )
        if self.item_columns and not self.wide:
            raise SpecError(
                f"The columns of items {_named(self.item_columns)} are given, but rows are not"
                " taken as baskets with their items side by side.",
                mend="Add wide, or name one column as the item.",
            )
        if len(set(self.item_columns)) < len(self.item_columns):
            raise SpecError(
                f"The columns of items {_named(self.item_columns)} name one twice.",
                mend="Name each column once.",
            )
        named = [name for name in (self.item, self.basket, self.order) if name is not None]
        if len(set(named)) < len(named):
            raise SpecError(
                "Item, basket and order name the same column twice.",
                mend="Choose different columns.",
            )
        if self.method is not None and self.objective != "cooccurrence":
            raise SpecError(
                f"The method {self.method!r} belongs to appear together.",
                mend="Leave it out, or choose the objective cooccurrence.",
            )
        if self.method is not None and self.method not in get_args(Method):
            raise SpecError(
                f"The method {self.method!r} is not known.",
                mend=f"Choose one of {', '.join(get_args(Method))}.",
            )

    @property
    def layout(self) -> Layout | None:
        """How items lie in the file; None where a row is one thing with several columns."""
        if self.wide:
            return "wide"
        if self.separator is not None:
            return "cell"
        return "long" if self.item is not None else None

    @property
    def of_items(self) -> bool:
        """The rows say which items belong together, or follow each other."""
        return self.layout is not None

    def _must_be_within(self, name: str, bounds: Bounds) -> None:
        value = getattr(self, name)
        if value is None and self.__dataclass_fields__[name].default is None:
            return
        whole = is_whole(bounds)
        if (
            isinstance(value, bool)
            or not isinstance(value, int if whole else int | float)
            or not bounds[0] <= value <= bounds[1]
        ):
            number = "a whole number" if isinstance(value, float) and whole else "a number"
            raise SpecError(f"{name} is {value!r}.", mend=f"Choose {number} {in_words(bounds)}.")

    def column(self, name: str) -> ColumnSpec:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def with_columns(self, columns: tuple[ColumnSpec, ...]) -> TrainingSpec:
        return replace(self, columns=columns)

    def to_dict(self) -> dict[str, Any]:
        """The stored form: only what differs from the default, columns always."""
        stored: dict[str, Any] = {"format": FORMAT}
        default = asdict(TrainingSpec())
        for key, value in asdict(self).items():
            if key in ("objective", "seed") or (key != "columns" and value != default[key]):
                stored[key] = value
        stored["columns"] = [
            column.name
            if column.dim is None and column.kind is None
            else {k: v for k, v in asdict(column).items() if v is not None}
            for column in self.columns
        ]
        return stored

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_dict(cls, stored: object, called: str = "The recipe") -> TrainingSpec:
        """Read the stored form back.

        Args:
            called: the recipe at the beginning of a sentence.

        Raises:
            SpecError: an unknown key, a wrong type or a value out of bounds, by name.
        """
        if not isinstance(stored, dict):
            raise SpecError(f"{called} is not a JSON object.", mend="See Recipe in the app.")
        known = dict(stored)
        version = known.pop("format", FORMAT)
        if version is True or version != FORMAT:
            raise SpecError(
                f"{called} has format {version!r}; this version reads {FORMAT}.",
                mend="Update the explorer.",
            )
        columns = known.pop("columns", [])
        if not isinstance(columns, list | tuple):
            raise SpecError("columns is not a list.", mend='Write "columns": ["a", "b"].')
        known["columns"] = tuple(_column(entry) for entry in columns)
        held = known.get("item_columns", ())
        if not isinstance(held, list | tuple) or not all(isinstance(each, str) for each in held):
            raise SpecError(f"item_columns is {held!r}.", mend='Write "item_columns": ["a", "b"].')
        known["item_columns"] = tuple(held)
        return from_known_keys(cls, known, "a recipe")

    @classmethod
    def from_json(cls, text: str) -> TrainingSpec:
        return cls.from_dict(parsed(text))


def parsed(text: str, called: str = "The recipe") -> object:
    """The JSON of a recipe.

    Raises:
        SpecError: it is none.
    """
    mend = "Name a recipe that train or the app has written, or correct it."
    try:
        return json.loads(text)
    except ValueError as error:
        raise SpecError(f"{called} is not JSON: {error}.", mend=mend) from error
    except RecursionError as error:
        raise SpecError(f"{called} nests its brackets too deeply.", mend=mend) from error


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(map(repr, names[:5])) + (" ..." if len(names) > 5 else "")


def _column(entry: object) -> ColumnSpec:
    if isinstance(entry, str):
        return ColumnSpec(entry)
    if isinstance(entry, dict):
        return from_known_keys(ColumnSpec, entry, "a column of a recipe")
    raise SpecError(
        f"A column is given as {entry!r}.", mend='Write its name, or {"name": ..., "dim": ...}.'
    )
