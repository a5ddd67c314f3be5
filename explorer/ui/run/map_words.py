"""What the page says of a map: what is drawn, how it came about, and what is compared on it."""

from __future__ import annotations

from explorer.analysis.projection import FEWEST, MAX_DRAWN
from explorer.data.marked import OFF, ON
from explorer.records.embedding import CATEGORY, Projection
from explorer.records.shape import SHAPES
from explorer.ui import words
from explorer.ui.run import phases
from explorer.ui.run.subject import Subject

COMPARED = 10  # true neighbors that Projection.kept looks at


def map_title(
    subject: Subject, projection: Projection | None, live: bool, most: int = MAX_DRAWN
) -> str:
    """What one sees, over the map.

    Args:
        most: so many are drawn at most.
    """
    name = words.cut(subject.shape.name, 40)
    n = min(subject.n_drawn, most)
    what = _drawn_rows(subject, n) if subject.of_rows else f"{_drawn(subject, n)} of {name}"
    if too_few(subject):
        return what
    if subject.source == "baseline" or (live and projection is not None):
        return f"{what} · without training, from counts alone"
    if live:
        moving = subject.state.phase in phases.FAST
        return f"{what} · as {'it learns' if moving else 'far as it learned'}"
    return f"{what} · laid out by {subject.method.upper()}"


def _drawn(subject: Subject, n: int) -> str:
    """What n entries on a map are; the place of what was never seen is none of the data."""
    return subject.things(min(n, len(subject.entries) - subject.entries.n_unseen))


def _drawn_rows(subject: Subject, n: int) -> str:
    """How many of the rows are on a map, and how they were chosen."""
    of_all = subject.state.n_rows
    if n >= of_all:
        return subject.things(n)
    chosen = ", drawn at random" if n == len(subject.entries) else ""
    return f"{words.count(n)} of {words.counted(of_all, 'row')}{chosen}"


def map_caption(subject: Subject, projection: Projection | None) -> str:
    """How the map came about, how far to trust it, and what is not on it."""
    parts = (laid_out(subject, projection), _left_out(subject), _replayed(subject))
    return " ".join(filter(None, parts))


def laid_out(subject: Subject, projection: Projection | None) -> str:
    """How the map came about and how far to trust it."""
    parts = []
    if (
        projection is not None
        and projection.explained is not None
        and not any(projection.explained)
    ):
        parts.append("All vectors are equal, so all points lie in one place.")
    elif projection is not None:
        if projection.explained is not None:
            kept = words.share(sum(projection.explained))
            parts.append(f"PCA keeps {kept} of the variance.")
        elif projection.settings:
            parts.append(_held(projection))
        if projection.kept is not None:
            parts.append(true_neighbors(projection.kept, len(subject.entries)))
        parts.append("Distance between far groups means little here.")
    else:
        parts.append("Close means alike; the axes have no unit.")
    return " ".join(parts)


def _left_out(subject: Subject) -> str:
    """How many of the categories or rows are drawn; "" where that is all."""
    kinds, n = subject.entries.kinds, subject.n_drawn
    drawn, of_all = int((kinds[:n] == CATEGORY).sum()), int((kinds == CATEGORY).sum())
    if drawn == of_all:
        return ""
    of = f"{words.count(of_all)} {'rows' if subject.of_rows else 'categories'}"
    if not subject.learning:
        return f"The {_most(subject, drawn)} of {of} are drawn; the tables have all."
    # A training that failed shows how far it came, and learns no more.
    when = "While it learns, the" if subject.state.phase != "failed" else "The"
    return f"{when} {_most(subject, drawn)} of {of} are drawn."


def _replayed(subject: Subject) -> str:
    """That pictures of the learning hold fewer entries than the map; or ""."""
    framed = subject.shape.n_framed
    if subject.learning or not subject.shows_result_by_pca or not subject.state.frames:
        return ""
    return f"Replay shows the {_most(subject, framed)}." if framed < subject.n_drawn else ""


def _most(subject: Subject, n: int) -> str:
    """The first n entries by what they are the first of."""
    ordered = subject.counted and not subject.of_rows
    return f"{words.count(n)} most frequent" if ordered else f"first {words.count(n)}"


def nearest_among(subject: Subject) -> str:
    """Among which entries neighbors are looked for, where that is not all of them; or ""."""
    framed = subject.shape.n_framed
    if not subject.live_neighbors or framed >= len(subject.entries):
        return ""
    return f" among the {_most(subject, framed)}"


def no_neighbors_yet(subject: Subject, index: int) -> str:
    """Why a picked entry has no neighbors, and when it has some."""
    followed = _most(subject, subject.shape.n_framed)
    if index < subject.shape.n_framed or not subject.live_neighbors:
        return "Its neighbors appear with the first picture of the learning."
    if subject.state.phase == "failed" and not subject.state.can_resume:
        return f"It has no neighbors: while it learned, only the {followed} were followed."
    return (
        f"Its neighbors appear when training has ended: while it learns, only the {followed} are"
        " followed."
    )


def not_drawn(subject: Subject, index: int) -> str:
    """That a picked entry has no place on the map, which holds the first ones; or ""."""
    n = subject.n_drawn
    return "" if index < n else f"not among the {words.count(n)} on the map"


def _held(projection: Projection) -> str:
    """What UMAP did; its settings may come from an opened run file and hold anything."""
    around = projection.settings.get("n_neighbors")
    many = f"{around - 1} " if isinstance(around, int) and around > 1 else ""
    return f"UMAP holds each point near its {many}nearest; the axes have no unit."


def true_neighbors(kept: float, n_entries: int) -> str:
    """The share of true neighbors on the map, as one would say it.

    >>> true_neighbors(0.78, 100), true_neighbors(0.1, 100)
    ('8 of 10 neighbors on the map are true ones.', '1 of 10 neighbors on the map is a true one.')
    """
    if n_entries > 2 * COMPARED:
        true = round(kept * COMPARED)
        are = "is a true one" if true == 1 else "are true ones"
        return f"{true} of {COMPARED} neighbors on the map {are}."
    return f"{words.share(kept)} of the neighbors on the map are true ones."


def map_alt(subject: Subject) -> str:
    """The text alternative of the map."""
    most = words.listed(subject.entries.names[:5])
    begins = "most frequent:" if subject.counted else "beginning with"
    what = (
        f"{_drawn_rows(subject, subject.n_drawn)}, beginning with"
        if subject.of_rows
        else f"{_drawn(subject, subject.n_drawn)} of {words.cut(subject.shape.name, 40)}, {begins}"
    )
    return f"Map of {what} {most}. Its entries are listed below it; pick one to hear its neighbors."


def too_few(subject: Subject) -> str:
    """Why this column has no such map, or ""."""
    n, fewest = len(subject.entries), FEWEST[subject.method]
    if n >= fewest:
        return ""
    name = words.cut(subject.shape.name, 40)
    rest = (
        "PCA draws it from 3." if n >= FEWEST["pca"] else "Similarities shows all there is to see."
    )
    many = "rows" if subject.of_rows else "categories"
    has = f"{name} has {n if (subject.entries.kinds == CATEGORY).all() else subject.things(n)}"
    if subject.of_rows:
        has = f"there are {n}"
    said = f"A {subject.method.upper()} map needs at least {fewest} {many}; {has}. {rest}"
    return f"{said} {_of_flags(subject)}".strip()


def _of_flags(subject: Subject) -> str:
    """How to get a map where no column has one, as all of them only say yes or no."""
    state, columns = subject.state, subject.state.columns
    if len(columns) < FEWEST["pca"] or any(each.n_entries >= FEWEST["pca"] for each in columns):
        return ""
    if state.imported is not None or state.spec.of_items:
        return ""
    categories = (subject.entries.kinds == CATEGORY).tolist()
    written = zip(subject.entries.names, categories, strict=True)
    if not all(name.strip().casefold() in ON | OFF for name, own in written if own):
        return ""
    return (
        f"No column here has more: to map the {words.count(len(columns))} columns themselves, "
        f"press Change and train again under More, and choose that a row is {SHAPES['wide']}."
    )
