"""What the baskets or sequences of a file are like, in sentences with their numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.data.profiling import shorten
from explorer.records.shape import Shape, ShapeFacts

MANY_SINGLES = 0.2  # share of baskets of one from which on it is worth a word
NEARLY_UNIQUE = 0.8  # share of baskets of one from which on the column is hardly a basket
EVERYWHERE = 0.95  # share of the baskets that hold one and the same item
FEW_BASKETS = 5
MANY_TIES = 0.05  # share of the steps
MARKED = "The items are the names of the columns in which a row has a mark or a count."


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that weakens what can be learned, and what to do about it.

    Attributes:
        harmless: nothing needs to be done.
    """

    sentence: str
    mend: str
    harmless: bool = False


def described(shape: Shape) -> list[str]:
    """What the file holds when its rows are taken so; nothing for records."""
    facts = shape.facts
    if facts is None or not facts.n_places:
        return []
    one, many = names(shape)
    holds = (
        f"{_counted(facts.n_baskets, one, many)} {_hold(facts.n_baskets)} "
        f"{_counted(facts.n_places, 'item')}, {facts.n_items:,} different ones."
    )
    return [holds, *details(shape), *in_part(shape)]


def details(shape: Shape) -> list[str]:
    """The same without the counts that a page shows by themselves."""
    facts = shape.facts
    if facts is None or not facts.n_places:
        return []
    one, _ = names(shape)
    said = _sizes(facts, one) if facts.n_baskets > 1 else []
    if facts.marked:  # behind the sizes, which speak of the counts that a page shows before them
        said.append(MARKED)
    if facts.repeated:
        share = _share(facts.repeated / facts.n_places)
        step = "steps repeat an item" if shape.kind == "sequences" else "items repeat one"
        said.append(f"{share} of the {step} of their {one}.")
    if facts.first and shape.order is not None:
        order = shorten(shape.order, 40)
        said.append(f"{order} runs from {facts.first} to {facts.last}.")
    return said


def is_marked(shape: Shape) -> bool:
    """Its items are columns, with a mark or a count in the rows that hold them."""
    return shape.facts is not None and shape.facts.marked


def perhaps_baskets(shapes: Sequence[Shape]) -> list[Shape]:
    """Of a file that is taken as records: how its rows may be baskets after all, with a column for
    each item or with lists in a column; the reason is each shape's own."""
    if not shapes or shapes[0].kind != "records":
        return []
    return [each for each in shapes if is_marked(each) or each.kind == "lists"]


def in_part(shape: Shape) -> list[str]:
    """Of which rows the numbers are, where not all were counted."""
    facts = shape.facts
    if facts is None or facts.n_looked >= facts.n_rows:
        return []
    return [f"Counted in the first {facts.n_looked:,} of {facts.n_rows:,} rows."]


def _within(facts: ShapeFacts) -> str:
    """The same inside a sentence."""
    return f" in the first {facts.n_looked:,} rows" if facts.n_looked < facts.n_rows else ""


def _sizes(facts: ShapeFacts, one: str) -> list[str]:
    """How many items its groups hold, where they do not all hold one."""
    half = usual_size(facts)
    if facts.n_places == facts.n_baskets * facts.largest:
        return [f"Each holds {facts.largest:,}."] if facts.largest > 1 else []
    if half < 2:
        return [f"The largest {one} holds {facts.largest:,} items."]
    if half == facts.largest:
        return [f"Half of them hold {half:,}, none more."]
    return [f"Half of them hold {half:,} or more, the largest {facts.largest:,}."]


def usual_size(facts: ShapeFacts) -> int:
    """Items that half of its groups hold, or more.

    Between two sizes it is the larger: half of the groups hold no fewer.
    """
    return math.ceil(facts.median)


def warnings(shape: Shape) -> list[Warned]:
    """What a person should know before training, the gravest first."""
    facts = shape.facts
    if facts is None:
        return []
    if not facts.n_places:
        return [Warned("No row has both an item and a basket.", "Choose other columns for them.")]
    found = [
        _singles(shape, facts),
        _single_user(shape, facts),
        _undated(shape, facts),
        _letters(shape, facts),
        _ties(shape, facts),
        _everywhere(shape, facts),
        _left_out(shape, facts),
    ]
    return [each for each in found if each is not None]


def names(shape: Shape) -> tuple[str, str]:
    """What one of its groups is called, and several."""
    return ("sequence", "sequences") if shape.kind == "sequences" else ("basket", "baskets")


def _singles(shape: Shape, facts: ShapeFacts) -> Warned | None:
    share = facts.singles / facts.n_baskets
    if facts.n_baskets < 2 or not facts.singles or share < MANY_SINGLES:
        return None
    one, many = names(shape)
    within = _within(facts)
    said = f"{_counted(facts.singles, one, many)} of {facts.n_baskets:,}{within} hold one item"
    if share >= NEARLY_UNIQUE and shape.basket is not None:
        column = shorten(shape.basket, 40)
        return Warned(
            f"{said}: {column} has nearly as many values as rows.",
            f"Choose another column for what belongs together, if {column} only counts the rows.",
        )
    if share == 1:
        return Warned(f"{said}, so no two items ever meet.", "Take the rows another way.")
    return Warned(
        f"{said}; they say nothing of what belongs together, and count only in how often an item is"
        " seen.",
        "Nothing needs to be done:"
        f" {_counted(facts.n_baskets - facts.singles, one, many)} to learn from remain{within}.",
        harmless=True,
    )


def _single_user(shape: Shape, facts: ShapeFacts) -> Warned | None:
    if facts.n_baskets > 1:
        return None
    if shape.kind == "sequences":
        return Warned(
            f"All {facts.n_places:,} items make one long sequence.",
            "What comes early is learned from, what comes last is held out; with several users "
            "or sessions in the file, choose their column.",
        )
    return Warned(
        "All items lie in one basket, so every two belong together alike.",
        "Choose the column that tells baskets apart.",
    )


def _letters(shape: Shape, facts: ShapeFacts) -> Warned | None:
    if shape.order is None or not facts.letters:
        return None
    order = shorten(shape.order, 40)
    values = f"{_counted(facts.letters, 'value')} of {order}"
    if facts.letters_of:
        values = f"Of {facts.letters_of:,} values of {order} that were looked at, {facts.letters:,}"
    said = f"{values} {_is(facts.letters)} neither a number nor a date, such as {facts.odd!r}"
    if not facts.by_letters:
        return Warned(
            f"{said}; {_they(facts.letters)} last in {_their(facts.letters)} {names(shape)[0]}.",
            f"Correct {'it if it' if facts.letters == 1 else 'them if they'} should come earlier.",
        )
    numbered = any(letter.isdecimal() for letter in facts.odd)
    with_numbers = ", numbers within them by their size" if numbered else ""
    return Warned(
        f"{said}, so its values are put in order by their letters{with_numbers}.",
        "Correct or empty them, or choose another order; an empty moment comes last.",
    )


def _undated(shape: Shape, facts: ShapeFacts) -> Warned | None:
    if shape.order is None or not facts.undated:
        return None
    return Warned(
        f"{_counted(facts.undated, 'row')}{_within(facts)} {_have(facts.undated)} no "
        f"{shorten(shape.order, 40)}; "
        f"{_they(facts.undated)} last in {_their(facts.undated)} {names(shape)[0]}.",
        "Fill them in, or leave those rows out of the file.",
    )


def _ties(shape: Shape, facts: ShapeFacts) -> Warned | None:
    follow = facts.n_places - facts.n_baskets  # a first step has none before it
    if shape.order is None or facts.ties < MANY_TIES * max(1, follow):
        return None
    return Warned(
        f"{_share(facts.ties / follow)} of the steps that follow another have the same "
        f"{shorten(shape.order, 40)} as one before; those keep the order of the file.",
        "If the file's order means nothing there, learn what appears together instead.",
    )


def _everywhere(shape: Shape, facts: ShapeFacts) -> Warned | None:
    if facts.n_baskets < FEW_BASKETS or facts.usual_share < EVERYWHERE:
        return None
    one, many = names(shape)
    return Warned(
        f"{facts.usual!r} is in {_share(facts.usual_share)} of the {many}, so it tells none apart.",
        f"If it stands for the {one} itself, as bags and postage do, take it out of the file.",
    )


def _left_out(shape: Shape, facts: ShapeFacts) -> Warned | None:
    few = facts.left_out < 0.001 * facts.n_looked
    if not facts.left_out or (few and not facts.unkeyed):
        return None
    rows = f"{_counted(facts.left_out, 'row')}{_within(facts)}"
    if shape.kind in ("lists", "wide"):
        said = f"{rows} {_hold(facts.left_out)} no item and {_is(facts.left_out)} left out."
        return Warned(said, "Nothing needs to be done.", harmless=True)
    said = f"{rows} without an item or without a {names(shape)[0]} {_is(facts.left_out)} left out"
    if facts.unkeyed and shape.basket is not None:
        said += (
            f"; {facts.unkeyed:,} of them {_have(facts.unkeyed)} a word for nothing as "
            f"{shorten(shape.basket, 40)}, such as {shorten(facts.no_key, 40)!r}"
        )
    return Warned(f"{said}.", "Fill them in if they should count.")


def _counted(n: int, one: str, many: str = "") -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def _hold(n: int) -> str:
    return "holds" if n == 1 else "hold"


def _have(n: int) -> str:
    return "has" if n == 1 else "have"


def _they(n: int) -> str:
    return "it comes" if n == 1 else "they come"


def _their(n: int) -> str:
    return "its" if n == 1 else "their"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _share(part: float) -> str:
    return f"{100 * part:.2g} %" if part < 0.995 else "over 99 %" if part < 1 else "100 %"
