"""The two tables of Set up: the first rows as written, and what is learned of each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from explorer.data.selection import default_kind
from explorer.errors import SpecError
from explorer.records.number_text import number_text
from explorer.records.spec import (
    MAX_DIM,
    ColumnKind,
    ColumnSpec,
)
from explorer.records.states import TableSummary
from explorer.records.table import ColumnProfile
from explorer.ui import markup, words

if TYPE_CHECKING:
    import pandas as pd

ROWS = 6  # of the file that are shown
FEW = 12  # columns that stand in the table at once; of more, ten do and the table scrolls
WIDE, MISSING = 380, 72  # px: what the other columns leave at 1440, and what blanks take of it
SHORT, SHORTER = 64, 52  # letters that fit there
CELL = 80  # characters of a cell that are shown; the whole value stays in the data
DIMENSIONS = (
    "How many numbers place each category of this column. To begin with about the square root of "
    "how many there are or twice that, between 2 and 64: of 100 categories 8 to 18, by how they "
    "are learned. fastai's rule gives 21, the fourth root 3."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One column as the table offers it.

    Attributes:
        asked: the recipe's own words on it, kind and dimension left open unless it says them.
        kind, dim: what the table shows: as asked, else by the rule.
        n_learned: categories, or ranges of a number that is cut into some.
        shared: that rare values share a place, which is none of these; "" where none are.
        allowed: something can be learned of it this way.
    """

    profile: ColumnProfile
    learn: bool
    asked: ColumnSpec
    kind: ColumnKind
    dim: int
    n_learned: int
    reason: str
    shared: str = ""
    allowed: bool = True

    @property
    def why(self) -> str:
        """Why it is learned or not, and which of its values are told apart no further."""
        return f"{self.reason}; {self.shared}" if self.learn and self.shared else self.reason


def first_rows(summary: TableSummary, key: str) -> None:
    """The first rows, values as written and cut where they are long."""
    import pandas as pd

    names = [profile.name for profile in summary.profiles]
    heads = words.cut_each(names, CELL)
    rows = summary.preview[:ROWS]
    columns = {
        name: pd.Series(_cells([row[i] for row in rows]), dtype=object)
        for i, name in enumerate(names)
    }
    st.dataframe(
        pd.DataFrame(columns),
        hide_index=True,
        placeholder="missing",
        key=key,
        column_config={
            name: st.column_config.TextColumn(head) for name, head in zip(names, heads, strict=True)
        },
        alt=f"The first {len(rows)} rows of the file",
    )


def _cells(values: list[str | None]) -> list[str | None]:
    """The cells of one column; names that begin alike are told apart."""
    shown = iter(words.cut_each([value for value in values if value is not None], CELL))
    return [None if value is None else next(shown) for value in values]


def columns_table(lines: Sequence[Line], key: str) -> list[dict[str, Any]]:
    """One table for all columns, however many; returns what it holds now, unchecked.

    Returns:
        For each line "learn", "kind" and "dimensions" as they came back from the browser.
    """
    import pandas as pd

    any_missing = any(line.profile.n_missing for line in lines)
    frame = pd.DataFrame(
        {
            "learn": [line.learn for line in lines],
            "column": words.cut_each([line.profile.name for line in lines], CELL),
            "kind": [words.KINDS[line.kind] for line in lines],
            "categories": [line.n_learned for line in lines],
            "missing": [line.profile.n_missing or None for line in lines],
            "dimensions": pd.Series([line.dim for line in lines], dtype="Int64"),
            "why": [about(line, SHORTER if any_missing else SHORT) for line in lines],
        }
    )
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        column_order=[name for name in frame.columns if name != "missing" or any_missing],
        height="content" if len(lines) <= FEW else "auto",
        disabled=["column", "categories", "missing", "why"],
        column_config=_columns(any_missing, max(len(line.why) for line in lines)),
        placeholder="",
        alt="What is learned of each column",
    )
    return _rows(edited)


def _rows(edited: pd.DataFrame) -> list[dict[str, Any]]:
    learn, kind, dims = (edited[name].tolist() for name in ("learn", "kind", "dimensions"))
    return [
        {"learn": learn[i] is True, "kind": kind[i], "dimensions": dims[i]}
        for i in range(len(dims))
    ]


def chosen(
    lines: Sequence[Line], rows: Sequence[Mapping[str, Any]], target: str | None
) -> tuple[ColumnSpec, ...]:
    """The columns to learn, from what came back of the browser; every value is checked.

    Raises:
        SpecError: a dimension or kind that cannot be; the sentence names the column.
    """
    specs = []
    for line, row in zip(lines, rows, strict=True):
        name = line.profile.name
        if not row["learn"] or name == target:
            continue
        specs.append(ColumnSpec(name, _dim(line, row["dimensions"]), _kind(line, row["kind"])))
    return tuple(specs)


def _kind(line: Line, said: object) -> ColumnKind | None:
    """The kind asked for, or None when it is what the rule gives anyway."""
    kind = next((kind for kind, word in words.KINDS.items() if word == said), None)
    if kind is None:
        raise SpecError(
            f"{words.cut(line.profile.name)} has the kind {said!r}.",
            mend=f"Choose {' or '.join(words.KINDS.values())}.",
        )
    return kind if line.asked.kind or kind != default_kind(line.profile) else None


def _dim(line: Line, said: object) -> int | None:
    """The dimension asked for, or None when it is what the rule gives anyway."""
    if not isinstance(said, int | float) or said != said:  # an emptied cell
        return None
    value = float(said)
    if value != int(value) or not 1 <= value <= MAX_DIM:
        raise SpecError(
            f"{words.cut(line.profile.name)} asks for {number_text(value)} dimensions.",
            mend=f"Choose a whole number from 1 to {MAX_DIM}.",
        )
    return int(value) if line.asked.dim or value != line.dim else None


def how_many(lines: Sequence[Line], rows: Sequence[Mapping[str, Any]], can_learn: bool) -> None:
    """How many columns are learned, above the table: it may be longer than the screen.

    Args:
        can_learn: something can be learned of them; else they are only chosen.
    """
    names = [line.profile.name for line, row in zip(lines, rows, strict=True) if row["learn"]]
    markup.show(
        "<p class='muted'>{n} of {all} {are} {what}{names}. Click a cell to change it.</p>",
        n=words.count(len(names)),
        all=words.counted(len(lines), "column"),
        are="is" if 1 in (len(names), len(lines)) else "are",
        what="learned" if can_learn else "chosen",
        names=f": {words.listed(names, 6, 24)}" if names else "",
    )


def kinds_so_far(key: str, profiles: Sequence[ColumnProfile]) -> dict[str, ColumnKind]:
    """Kinds changed in the table before this rerun, so that the rule's dimension follows."""
    edits = st.session_state.get(key, {}).get("edited_rows", {})
    by_word = {word: kind for kind, word in words.KINDS.items()}
    return {
        profiles[int(i)].name: by_word[edit["kind"]]
        for i, edit in edits.items()
        if edit.get("kind") in by_word and int(i) < len(profiles)
    }


def about(line: Line, room: int) -> str:
    """Why a column is learned or not, whole, and as many of its most frequent values as fit.

    >>> legs = ColumnProfile("legs", "category", "", 3, 0, 9, (("4", 5), ("2", 3), ("0", 1)))
    >>> line = Line(legs, True, ColumnSpec("legs"), "category", 2, 3, "values that repeat")
    >>> about(line, 41)
    'values that repeat · 4 (5), 2 (3), 0 (1)'
    >>> about(line, 37), about(line, 20)
    ('values that repeat · 4 (5), 2 (3) …', 'values that repeat')
    """
    profile, said = line.profile, line.why
    shown = words.cut_each([value for value, _ in profile.top], 24)
    for i, (value, (_, n)) in enumerate(zip(shown, profile.top, strict=True)):
        times = "" if profile.occurs_once else f" ({words.count(n)})"
        longer = f"{said}{', ' if i else ' · '}{value}{times}"
        more = " …" if i + 1 < profile.n_categories else ""
        if len(longer) + len(more) > room:
            return said + (" …" if i else "")
        said = longer
    return said + (" …" if 0 < len(profile.top) < profile.n_categories else "")


def _columns(any_missing: bool, longest: int) -> dict[str, Any]:
    """How the columns look.

    Args:
        longest: letters of the longest reason, which is never cut; the table scrolls if it must.
    """
    config = st.column_config
    return {
        "learn": config.CheckboxColumn("learn", width=64, pinned=True),
        "column": config.TextColumn("column", width=112, pinned=True),
        "kind": config.SelectboxColumn(
            "kind",
            options=list(words.KINDS.values()),
            required=True,
            width=116,
            help="A category is taken as it is written. A number can be cut into ranges "
            "instead, so that like numbers share a place.",
        ),
        "categories": config.NumberColumn(
            "categories",
            format="localized",
            width=84,
            help="How many have a place of their own; of a number in ranges, one for each range.",
        ),
        "missing": config.NumberColumn("missing", format="localized", width=MISSING),
        "dimensions": config.NumberColumn(
            "dimensions", min_value=1, max_value=MAX_DIM, step=1, width=104, help=DIMENSIONS
        ),
        "why": config.TextColumn(
            "why, and most frequent values",
            width=max(WIDE - (MISSING if any_missing else 0), 6 * longest + 16),
        ),
    }
