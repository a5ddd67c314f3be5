"""What the page says of the run and its neighbors, with the numbers of this very run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.little import is_short, unused
from explorer.data.vocabularies import LEAST_OF_MANY
from explorer.records.dims import half_of
from explorer.records.embedding import CATEGORY, MISSING, UNKNOWN
from explorer.records.number_text import number_text
from explorer.records.states import RunState
from explorer.records.vectors import FORMATS, Imported
from explorer.runs.entries import Entries
from explorer.ui import making, words
from explorer.ui.run import loss_words
from explorer.ui.run.subject import Counted, Subject

FEW = 5  # rows; below, a vector rests on so little that its neighbors are a guess

FOLLOWED = (
    "What each item was followed by stays with the run, and may tell a row of the file where items"
    " are rare."
)
TAKEN_AWAY = "A whole-run file that somebody took away keeps them, and so do copies opened from it."


def facts(state: RunState) -> str:
    """The line beside the title."""
    if state.imported is not None:
        return imported_facts(state, state.imported)
    spec = state.spec
    parts = []
    if spec.of_items:
        parts += _items(state)
    elif state.n_rows:
        parts.append(words.counted(state.n_rows, "row"))
    if state.columns and not spec.of_items:
        parts.append(words.counted(state.n_learned, "column"))
    if spec.objective == "predict":
        parts.append(f"predicts {words.cut(spec.target or '', 40)}")
    else:
        parts.append(making.what(spec))
    parts += [making.dimensions(state), making.begun(state), making.budget(spec)]
    return " · ".join([*filter(None, parts), f"seed {spec.seed}"])


def _items(state: RunState) -> list[str]:
    """How many items there are in all, and how they lie in the file."""
    spec = state.spec
    lie = {
        "wide": "side by side in rows",
        "cell": f"in lists of {words.cut(spec.item or '', 40)}",
        "long": f"in column {words.cut(spec.item or '', 40)}",
    }[spec.layout or "long"]
    found = [f"{words.counted(state.n_rows, 'item')} {lie}"] if state.n_rows else []
    if spec.basket is not None:
        found.append(f"together by {words.cut(spec.basket, 40)}")
    if spec.order is not None:
        found.append(f"in order of {words.cut(spec.order, 40)}")
    return found


def imported_facts(state: RunState, source: Imported) -> str:
    """Sizes of vectors from elsewhere, and their form."""
    n = sum(column.n_entries for column in state.columns)
    dims = sorted({column.dim for column in state.columns})
    wide = f"{words.count(dims[0])} to " if len(dims) > 1 else ""
    parts = [words.counted(n, "vector"), f"{wide}{words.counted(dims[-1], 'dimension')}"]
    if len(state.columns) > 1:
        parts.append(words.counted(len(state.columns), "column"))
    return " · ".join([*parts, FORMATS[source.format]])


def apart(subject: Subject) -> str:
    """What the entries of a table are, where some are no categories; or "".

    A table has a row for rare ones, missing and what was never seen, too.
    """
    if (subject.entries.kinds == CATEGORY).all():
        return ""
    return subject.things(len(subject.entries))


def in_all(dim: int) -> str:
    """Where nearness is measured.

    >>> in_all(8), in_all(1)
    ('in all 8 dimensions', 'in their one dimension')
    """
    return f"in all {words.count(dim)} dimensions" if dim > 1 else "in their one dimension"


def is_halved(state: RunState) -> bool:
    """Whether a row holds two vectors: of an item when it came, and when it is guessed."""
    return state.imported is None and state.spec.objective == "next-item"


def halves(state: RunState, dim: int) -> str:
    """What the halves of a row are; "" of rows that hold one vector."""
    if not is_halved(state) or dim < 2:
        return ""
    half = half_of(dim)
    first = "first number is" if half == 1 else f"first {half} numbers are"
    second = "second" if half == 1 else f"{'next' if dim % 2 else 'last'} {half}"
    odd = " The last number belongs to neither." if dim % 2 else ""
    return (
        f"A row holds two vectors side by side: the {first} of the item when it came, the {second}"
        f" when it is guessed.{odd}"
    )


def two_tables(state: RunState) -> str:
    """What is shown of the two tables that say what appears together; "" of other objectives."""
    spec = state.spec
    together = state.imported is None and spec.objective == "cooccurrence"
    if not together or spec.method == "spectral":
        return ""
    trained = "Two tables are trained, so that their products say what meets what."
    own = "an item's" if spec.of_items else "a value's"
    turned = "" if spec.of_items else ", in directions of its column's own"
    return (
        f"{trained} A row here is the mean of {own} vectors in both{turned}, so two rows"
        " multiplied give another number."
    )


def unknown_from(state: RunState) -> str:
    """What the row for values never seen was learned from; the same for every objective.

    A file of vectors holds it, and does not say.
    """
    if state.imported is not None:
        return "as the file has it"
    cells = "items" if state.spec.of_items else "cells"
    return f"learned from {cells} that were read as unknown, rare ones most of all"


def fewest(state: RunState) -> int | None:
    """How often what has a row of its own was seen at least, where others are rare.

    None of vectors from elsewhere, which do not tell.
    """
    return None if state.imported is not None else state.spec.min_count or LEAST_OF_MANY


def rarely(state: RunState) -> str:
    """How often what shares the row "rare" was seen."""
    least = fewest(state)
    if least is None:
        return "too rarely for a row of its own"
    return "once" if least == 2 else f"fewer than {words.count(least)} times"


def seen(entries: Entries, index: int, counted_in: Counted = "rows") -> str:
    """How often an entry occurs in the data; "" of a row, and where nobody counted.

    Args:
        counted_in: times, where a row may hold several items: all those of the file, of baskets
            too that hold one item and say nothing of what belongs together.
    """
    if entries.kinds[index] == UNKNOWN:
        return "learned from what was read as unknown"
    if entries.kind == "row" or not entries.counts[index]:
        return ""
    if counted_in == "times":
        how = "together" if entries.kinds[index] != CATEGORY else "seen"
        n = int(entries.counts[index])
        return f"{how} {'once' if n == 1 else f'{words.count(n)} times'} in the file"
    rows = words.counted(int(entries.counts[index]), "row")
    if entries.kinds[index] == MISSING:
        return f"blank in {rows}"
    if entries.kinds[index] != CATEGORY:
        return f"together in {rows}"
    return f"seen in {rows}"


def is_few(entries: Entries, index: int) -> bool:
    """Whether an entry was seen so rarely that its place is a guess.

    Where every value occurs once each is the name of its row, and learned from all of it.
    """
    return bool(0 < entries.counts[index] < FEW) and not named_rows(entries)


def named_rows(entries: Entries) -> bool:
    return bool((entries.counts <= 1).all())


def count_hint(entries: Entries, indices: list[int], counted_in: Counted = "rows") -> str:
    """What the counts beside neighbors mean, where it matters."""
    if entries.kind == "row" or not entries.counts.any():
        return ""
    if named_rows(entries):
        rest = "basket or sequence" if counted_in == "times" else "row"
        return f"Each occurs once: its place comes from the rest of its one {rest}."
    fewer = f"fewer than {FEW} times" if counted_in == "times" else f"in fewer than {FEW} rows"
    if any(is_few(entries, index) for index in indices):
        return (
            f"Marked ones were seen {fewer}: too little to learn a place from,"
            " so take them as a guess."
        )
    return ""


def short(length: float, usual: float, state: RunState) -> str:
    """That a vector is too short for its neighbors to mean much; "" of others.

    Args:
        usual: length that half of the column's vectors have or exceed.
    """
    if not is_short(length, usual):
        return ""
    own = f"Its vector is short ({number_text(length, 2)}; half of all are longer than"
    own = f"{own} {number_text(usual, 2)})"
    if state.imported is not None:
        return f"{own}, so it points nearly anywhere: take its neighbors as a guess."
    return f"{own}: what stands beside it is hardly other than chance, and so are these neighbors."


def unused_dimensions(state: RunState, vectors: NDArray[np.float32]) -> str:
    """That some dimensions of a column are 0 throughout, and why; "" where none is."""
    n, dim = unused(vectors), vectors.shape[1]
    if not n:
        return ""
    if n == dim:
        return "All numbers are 0: nothing is told apart."
    said = f"{words.count(n)} of the {words.count(dim)} dimensions {'is' if n == 1 else 'are'} 0"
    said = f"{said} in every row"
    if state.imported is not None or state.spec.objective != "cooccurrence":
        return f"{said}."
    data = "baskets" if state.spec.of_items else "rows"
    return f"{said}: the {data} tell no more than {words.counted(dim - n, 'direction')} apart."


def joined(state: RunState) -> str:
    """What the rows of the table are, where that is more than what was learned; or ""."""
    if not loss_words.is_joined(state):
        return ""
    said = (
        "Rows hold what was learned, joined with three maps from counts, which know better what is "
        "rare: nearness is about the mean of all four, where what agrees with the others weighs "
        "more."
    )
    if state.spec.start is not None:
        said += " Columns that began with given vectors are as they were learned."
    return f"{said} “Weight of counts” in Set up says how much they matter."


def which_vectors(subject: Subject) -> str:
    """Which vectors a view of those chosen over the map shows; "" of the learned ones."""
    if subject.source == "learned":
        return ""
    return (
        "These are the vectors without training, from counts alone, as chosen over the map;"
        " “Learned” there brings back those that were learned."
    )


def without_training(subject: Subject) -> str:
    """Behind what a table or picture shows, where its vectors are not those that were learned."""
    return ", without training" if subject.source == "baseline" else ""
