"""One item in each row: which column says what belongs together, which is the item, which orders.

Names speak first (user, session, product, time), then what the columns hold: groups that come
again, items that differ within a group, an order that differs within a group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.data import shapes
from explorer.data.column_words import name_score, words_of
from explorer.data.epochs import are_seconds, is_epoch
from explorer.data.known_words import GROUPS, ITEMS, NO_GROUPS, ORDERS
from explorer.data.lists import find_any_separator
from explorer.data.months import of_short_years
from explorer.data.nameless import numbered
from explorer.data.numeric import are_integers, numbers
from explorer.records.table import MISSING, Column, ColumnProfile, Table

MOST_ROWS = 200_000  # looked at
MOST_COLUMNS = 40  # a file with more describes things, however its columns are named
LEAST_SIZE = 1.2  # different items of a group, on average
WHOLE = 0.9  # groups that hold this share of all items tell nothing about them
MOST_TIES = 0.6  # share of steps at the moment of one before; from there on it is no order
PROBE, MOMENTS = 500, 0.9  # values looked at for moments; the share of them that must be some
DETERMINES = 1.02  # pairs for each value, when one column follows from another
NAMED, SURE = 2, 3  # score of a name that begins with such a word, and of one that is one
LONG_TAIL = 0.1  # share of the cells of rare items, each met once or so, that hold frequent ones
FEW_OWN = 2  # further columns that say something of their own: more make a row a record
FEW_OWN_SURE = 4  # where group, item and time are named so
LEAST_STEPS = 10  # of one sequence; in fewer, that a value comes again says nothing
FEW_GROUPS = 20  # in fewer, items are not guessed to lie
FEW_LONG = 10  # groups; fewer, of more than `LONG` rows each, are kinds of rows (morning, evening)
LONG = 10
FEW_PERSONS = 5  # fewer are kinds in any case
COUNTED = 0.9  # share of the groups within which a column that orders them counts 1, 2, 3 ...
FEW_ITEMS = 20  # where neither the group's name nor the item's says what they are


@dataclass(frozen=True, slots=True)
class LongForm:
    """What was found.

    Attributes:
        basket, item: columns; order: None where nothing tells which item comes first.
        finest: the smallest groups, when `basket` is made of them: a session beside its user.
        tied: groups and their times where `order` is None because most steps share the time of
            one before, as the lines of a receipt do; None where no times differ within groups.
        sure: a row is more likely one item than a thing of its own; else this is only what the
            columns would be, were it one.
    """

    basket: str
    item: str
    order: str | None
    finest: str
    tied: tuple[str, str] | None = None
    sure: bool = True


def find_long_form(table: Table) -> LongForm | None:
    """The most likely columns, or None when none could say what belongs together, or what."""
    if len(table.columns) > MOST_COLUMNS:
        return None
    looked = _Looked(table)
    groups = {c.name: s for c in table.columns if (s := looked.as_group(c))}
    items = {c.name: s for c in table.columns if (s := looked.as_item(c))}
    best: tuple[tuple[bool, int, bool, int], LongForm] | None = None
    for item, item_score in items.items():
        fit = [name for name in groups if name != item and looked.fits(name, item)]
        fit = [name for name in fit if not any(looked.counts(name, each) for each in fit)]
        fit = [name for name in fit if groups[name] == max(groups[each] for each in fit)]
        if not fit:
            continue
        group_score = groups[fit[0]]
        found = looked.arranged(fit, item)
        sure = looked.is_long(found, group_score, item_score)
        if not sure and not looked.is_thinkable(found, group_score):
            continue
        key = (sure, group_score + item_score, looked.is_readable(item), looked.n_values(item))
        if best is None or key > best[0]:
            best = (key, replace(found, sure=sure))
    return best[1] if best else None


def find_one_sequence(table: Table) -> tuple[str, str] | None:
    """Item and order of a file in which all rows are one sequence, as one person's listening."""
    if len(table.columns) > MOST_COLUMNS or table.n_rows < LEAST_STEPS:
        return None
    looked = _Looked(table)
    items = [(score, c.name) for c in table.columns if (score := looked.as_item(c))]
    for _, item in sorted(items, key=lambda each: -each[0]):
        if looked.stand_together(item):
            continue  # each value once, as the session of the rows does
        order = looked.order_in(None, (item,), least=2)
        if order is not None:
            return item, order
    return None


def likely_columns(profiles: Sequence[ColumnProfile]) -> tuple[list[str], list[str]]:
    """Where none were found: columns that may be the items, and those that may be the baskets.

    They are called so; without such a name, they come again.
    """
    again = [each.name for each in profiles if each.role in ("category", "identifier", "text")]
    again = [each.name for each in profiles if each.name in again and not each.occurs_once]
    groups = [each.name for each in profiles if name_score(each.name, GROUPS) >= NAMED]
    items = [each.name for each in profiles if name_score(each.name, ITEMS) >= NAMED]
    items = items or [name for name in again if name not in groups]
    return items, groups or [name for name in again if name not in items]


def _are_moments(column: Column) -> bool:
    """Nearly all of the most frequent values are numbers or dates; some may be in error."""
    texts = column.values[:PROBE].to_pylist()
    return sum(map(shapes.is_moment, texts)) >= MOMENTS * len(texts) or of_short_years(texts)


def _is_dated(column: Column) -> bool:
    """It holds days, or months, weeks or quarters of years."""
    return column.profile.role == "date" or shapes.are_periods(column.values)


class _Looked:
    """The first rows of a table, and what their columns say of each other."""

    def __init__(self, table: Table) -> None:
        self._columns = {column.name: column for column in table.columns}
        self._n = min(table.n_rows, MOST_ROWS)
        self._codes: dict[str, NDArray[np.int64]] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._counted = {column.name for column in table.columns if are_seconds(column)}
        self._dated = {column.name for column in table.columns if _is_dated(column)}
        self._dated |= self._counted
        self._numbered = self._user_and_item(table)
        if self._numbered:
            self._dated |= {column.name for column in table.columns if is_epoch(column)}

    def _user_and_item(self, table: Table) -> list[str]:
        """Of a file without names; of an item and its kind, the item."""
        found = [name for name in numbered(table) if name not in self._dated]
        found = [a for a in found if not any(a != b and self.follows(a, b) for b in found)]
        return found if len(found) == 2 else []

    def codes(self, name: str) -> NDArray[np.int64]:
        if name not in self._codes:
            self._codes[name] = np.asarray(self._columns[name].codes[: self._n]).astype(np.int64)
        return self._codes[name]

    def n_values(self, name: str) -> int:
        return self.n_pairs(name, name)

    def n_pairs(self, a: str, b: str) -> int:
        """Different pairs of values in rows that have both."""
        a, b = min(a, b), max(a, b)
        if (a, b) not in self._pairs:
            one, other = self.codes(a), self.codes(b)
            keys = one * (int(other.max(initial=0)) + 1) + other
            keys = keys[(one != MISSING) & (other != MISSING)]
            self._pairs[a, b] = len(np.unique(keys))
        return self._pairs[a, b]

    def follows(self, name: str, other: str) -> bool:
        """A value of `other` determines that of `name`."""
        return self.n_pairs(other, name) <= DETERMINES * self.n_values(other)

    def as_group(self, column: Column) -> int:
        """How likely the column says what belongs together: 3 by name ... 0 not at all."""
        if self._numbered:
            return (1 + bool(self._dated)) * (column.name == self._numbered[0])
        profile = column.profile
        if profile.role in ("constant", "text") or profile.occurs_once:
            return 0
        if column.name in self._dated:
            return 0
        if profile.number is not None and not profile.number.integers:
            return 0
        score = name_score(column.name, GROUPS)
        if score or set(words_of(column.name)) & NO_GROUPS or name_score(column.name, ITEMS):
            return score
        coded = shapes.named_as_code(column.name) or shapes.hash_like(column.values) is not None
        return int(coded or shapes.counted_codes(column.values))

    def as_item(self, column: Column) -> int:
        if self._numbered:
            return (1 + bool(self._dated)) * (column.name == self._numbered[1])
        profile = column.profile
        if profile.role == "constant" or profile.n_categories < 2 or profile.occurs_once:
            return 0
        if column.name in self._dated:
            return 0
        score = name_score(column.name, ITEMS)
        hardly_again = 2 * profile.n_categories > profile.n_rows - profile.n_missing + 2
        if hardly_again and not (score == SURE and self._comes_again(column)):
            return 0
        if profile.number is not None and not profile.number.integers:
            return 0
        if score:
            return score
        plain = profile.role == "category" and profile.number is None
        return int(plain and not name_score(column.name, GROUPS))

    def _comes_again(self, column: Column) -> bool:
        """Of the cells of items of a long tail, many hold one that comes again; lists do not."""
        again = int(column.counts[column.counts > 1].sum())
        if again < LONG_TAIL * int(column.counts.sum()):
            return False
        spread = column.values[:: max(1, len(column.values) // PROBE)].to_pylist()
        return find_any_separator(spread) is None

    def is_readable(self, name: str) -> bool:
        """Its values are words: of a product's number and its name, the name is shown."""
        column = self._columns[name]
        return column.profile.number is None and not shapes.counted_codes(column.values)

    def fits(self, group: str, item: str) -> bool:
        """Groups hold several different items, and not all of them."""
        n_groups, n_items = self.n_values(group), self.n_values(item)
        if n_groups < 2:
            return False
        size = self.n_pairs(group, item) / n_groups
        return size >= LEAST_SIZE and (n_items <= 4 or size < WHOLE * n_items)

    def arranged(self, groups: Sequence[str], item: str) -> LongForm:
        """The columns in their parts: sequences of the largest groups, baskets of the smallest."""
        finest = max(groups, key=self.n_values)
        nested = [name for name in groups if self.follows(name, finest)]
        nested = sorted((n for n in nested if not self.are_kinds(n)), key=self.n_values)
        taken = (*groups, item)
        for name in nested:
            order = self.order_in(name, taken)
            if order is not None:
                return LongForm(name, item, order, finest)
        for name in nested:
            order = self.order_in(name, taken, most_ties=1)
            if order is not None and self.n_pairs(name, order) >= LEAST_SIZE * self.n_values(name):
                return LongForm(finest, item, None, finest, (name, order))
        return LongForm(finest, item, None, finest)

    def are_kinds(self, group: str) -> bool:
        """So few groups of so many rows say what kind a row is, not what belongs together.

        A handful of them may be persons where nearly every row has its moment.
        """
        n = self.n_values(group)
        if n >= FEW_LONG or self._n <= LONG * n:
            return False
        timed = any(self.n_pairs(group, each) > MOMENTS * self._n for each in self._dated)
        return n < FEW_PERSONS or not timed

    def counts(self, name: str, group: str) -> bool:
        """The column counts the rows of each group, from 0 or from 1.

        Where all have as many rows, the groups count those of each place just so.
        """
        if not self._counts(name, group):
            return False
        return self.n_values(name) < self.n_values(group) or not self._counts(group, name)

    def _counts(self, name: str, group: str) -> bool:
        number = self._columns[name].profile.number
        if number is None or not number.integers or number.minimum not in (0, 1) or name == group:
            return False
        both = (self.codes(name) != MISSING) & (self.codes(group) != MISSING)
        if not both.any() or self.n_pairs(name, group) < np.count_nonzero(both):
            return False
        of_group = self.codes(group)[both]
        sizes = np.bincount(of_group)
        if self.n_values(name) > sizes.max():
            return False
        worth = numbers(self._columns[name].values)
        assert worth is not None, "its profile says that these are numbers"
        last = np.zeros(len(sizes))
        np.maximum.at(last, of_group, worth[self.codes(name)[both] - 1] - number.minimum + 1)
        met = sizes > 0
        return bool(np.mean(last[met] == sizes[met]) >= COUNTED and sizes.max() > 1)

    def order_in(
        self,
        basket: str | None,
        taken: Sequence[str],
        least: int = 1,
        most_ties: float = MOST_TIES,
    ) -> str | None:
        found: list[tuple[int, float, str]] = []
        for column in self._columns.values():
            if column.name in taken or self._describes(column.name, taken):
                continue
            score = self._as_order(column)
            if basket is not None and self.counts(column.name, basket):
                score = max(score, 3)
            if score < least:
                continue
            n = int(np.count_nonzero(self.codes(column.name) != MISSING))
            among = column.name if basket is None else basket
            first = 1 if basket is None else self.n_values(basket)
            ties = (n - self.n_pairs(among, column.name)) / max(1, n - first)
            if ties <= most_ties:
                found.append((score, -ties, column.name))
        return max(found)[2] if found else None

    def _describes(self, name: str, taken: Sequence[str]) -> bool:
        """Its numbers only look like moments: each value taken has but one, as an article has."""
        return name in self._counted and any(self.follows(name, each) for each in taken)

    def _as_order(self, column: Column) -> int:
        profile = column.profile
        whole = profile.number is not None and are_integers(column.values[:1000])
        named = name_score(column.name, ORDERS) or 2 * bool(set(words_of(column.name)) & ORDERS)
        if column.name in self._dated:
            return 4
        if named and (profile.number is not None or _are_moments(column)):
            return named
        return int(whole and profile.role == "identifier" and self._rises(column.name))

    def _rises(self, name: str) -> bool:
        codes = self.codes(name)
        return bool(np.all(np.diff(codes[codes != MISSING]) > 0))  # in order of appearance

    def is_long(self, found: LongForm, group_score: int, item_score: int) -> bool:
        """Few columns besides say anything of their own about a row."""
        if self.are_kinds(found.finest):
            return False
        own = [name for name in self._columns if self._own(name, found)]
        if group_score < 2:  # told from what it holds alone: nothing else may stand in a row
            named = item_score >= 2 or self.stand_together(found.finest)
            return named and self.n_values(found.item) >= FEW_ITEMS and not own
        if item_score < 2 and self.n_values(found.item) < FEW_ITEMS and own:
            return False
        sure = group_score >= 2 and item_score >= 2 and found.order is not None
        return len(own) <= (FEW_OWN_SURE if sure else FEW_OWN)

    def is_thinkable(self, found: LongForm, group_score: int) -> bool:
        """Were a row one item, this could be what belongs together: by its name, and many."""
        named = group_score >= 2 or shapes.named_as_code(found.finest)
        named = named or found.finest in self._numbered
        return named and self.n_values(found.finest) >= FEW_GROUPS

    def stand_together(self, name: str) -> bool:
        """The rows of each group follow one another, as the lines of an order do."""
        codes = self.codes(name)
        codes = codes[codes != MISSING]
        return 1 + int(np.count_nonzero(np.diff(codes))) == self.n_values(name)

    def _own(self, name: str, found: LongForm) -> bool:
        column = self._columns[name]
        if name in (found.basket, found.item, found.order, found.finest):
            return False
        if column.profile.role not in ("category", "number") or column.profile.occurs_once:
            return False
        if name in self._dated:
            return False
        if self.as_group(column) >= 2:
            return False
        return not any(
            self.follows(name, other) for other in (found.item, found.finest, found.basket)
        )
