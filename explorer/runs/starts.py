"""Vectors from elsewhere that lookup tables begin with: kept, matched, fitted, and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.fitting import fit_width, scaled
from explorer.analysis.wording import share_text
from explorer.data.vectors.matching import match_names
from explorer.errors import BrokenRun, NotFound, SpecError
from explorer.records.embedding import CATEGORY
from explorer.records.states import ColumnState
from explorer.records.vectors import Start, VectorFile
from explorer.runs.entries import Entries
from explorer.runs.files import read_array, read_table, write_array, write_table
from explorer.runs.seen_rows import SEEN, Seen, seen_by_counts

SHOWN = 3  # columns of a file that are named
LEAST_SHARE = 0.05  # of a column's categories; fewer are alike by chance ("4", "no")


@dataclass(frozen=True, slots=True)
class Given:
    """Vectors to begin with.

    Attributes:
        columns: for each column of their file its name, names and vectors.
        counts: for each of them how often each category occurs; empty where the file does not
            tell.
        of_these_rows: a run is known to have learned them from the rows that they are kept beside.
    """

    name: str
    digest: str
    columns: tuple[tuple[str, tuple[str, ...], NDArray[np.float32]], ...]
    counts: tuple[NDArray[np.int64], ...] = ()
    of_these_rows: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """What the columns of a run begin with.

    Attributes:
        starts: by the column's place in the recipe.
        name: of the file. sentences: for the person, one for each column that begins there, and
            what may be too kind then.
        seen: whether the vectors were learned from these rows.
    """

    starts: dict[int, Start]
    name: str
    sentences: tuple[str, ...]
    seen: Seen = "maybe"

    def facts(self) -> dict[str, object]:
        """For the record of a run, beside its other settings."""
        return {"start_file": self.name, "start_says": list(self.sentences)}


def given_by(file: VectorFile) -> Given:
    """The vectors of a file that was read just now: those of categories, which come first.

    What is rare or missing is no category, whatever its place is called.
    """
    sizes = [int((each.kinds == CATEGORY).sum()) for each in file.embeddings]
    of_categories = list(zip(file.embeddings, sizes, strict=True))
    columns = tuple((each.column, each.names[:n], each.vectors[:n]) for each, n in of_categories)
    counts = tuple(each.counts[:n] for each, n in of_categories)
    known = counts if file.source.counted else ()
    return Given(file.source.name, file.source.digest, columns, known)


def keep(given: Given, folder: Path) -> None:
    """Store vectors for trainings to come; columns.arrow is written last and marks the whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for j, (_, names, vectors) in enumerate(given.columns):
        write_table(folder / f"names_{j}.arrow", {"name": list(names)})
        write_array(folder / f"vectors_{j}.npy", vectors)
    for j, counts in enumerate(given.counts):
        write_array(folder / f"counts_{j}.npy", counts)
    columns = [column for column, *_ in given.columns]
    facts = {"name": given.name, "digest": given.digest, "of_these_rows": given.of_these_rows}
    write_table(folder / "columns.arrow", {"column": columns}, facts)


def kept(folder: Path) -> Given:
    """Vectors that were stored.

    Raises:
        NotFound: they are not here (any more).
    """
    if not (folder / "columns.arrow").exists():
        raise NotFound(
            "The vectors that this recipe begins with are not here (any more).",
            mend="Choose their file again under “Begin with vectors”, or train without them.",
        )
    table, facts = read_table(folder / "columns.arrow")
    try:
        columns = tuple(
            (
                name,
                tuple(read_table(folder / f"names_{j}.arrow")[0]["name"].to_pylist()),
                read_array(folder / f"vectors_{j}.npy"),
            )
            for j, name in enumerate(table["column"].to_pylist())
        )
        paths = [folder / f"counts_{j}.npy" for j in range(len(columns))]
        known = all(path.exists() for path in paths)
        counts = tuple(read_array(path) for path in paths) if known else ()
        of_these = bool(facts.get("of_these_rows", False))  # older versions did not ask
        return Given(facts["name"], facts["digest"], columns, counts, of_these)
    except KeyError as error:
        raise BrokenRun("The vectors to begin with are damaged.", mend="Add them again.") from error


def begin(given: Given, entries: Sequence[Entries], columns: Sequence[ColumnState]) -> Begun:
    """Match the vectors with the categories of a run and fit them to its dimensions.

    A column begins with the vectors of the same name, or else with those of the file's only
    column, where enough of its categories have one.

    Raises:
        SpecError: no column has categories among the names.
    """
    starts, sentences = {}, []
    for j, (own, column) in enumerate(zip(entries, columns, strict=True)):
        found = pick(given, own.column, own.categories)
        if found is None:
            continue
        _, rows, vectors = found
        at = np.flatnonzero(rows >= 0)
        fitted, share = fit_width(np.asarray(vectors[rows[at]]), column.dim)
        start = np.zeros((len(own), column.dim), np.float32)
        start[at] = scaled(fitted)
        is_given = np.zeros(len(own), bool)
        is_given[at] = True
        starts[j] = Start(start, is_given)
        sentences.append(_sentence(own.column, len(at), len(rows), vectors.shape[1], column, share))
    if not starts:
        names = [own.column for own in entries]
        raise elsewhere(given, names, "learned column") or _too_few(given, entries)
    seen = _seen(given, entries)
    return Begun(starts, given.name, (*sentences, SEEN[seen]), seen)


def _seen(given: Given, entries: Sequence[Entries]) -> Seen:
    if given.of_these_rows:
        return "surely"
    counted = [
        (column, names, counts)
        for (column, names, _), counts in zip(given.columns, given.counts, strict=False)
    ]
    return seen_by_counts(counted, entries)


def pick(
    given: Given, column: str, categories: Sequence[str]
) -> tuple[str, NDArray[np.int64], NDArray[np.float32]] | None:
    """The vectors that a column begins with: whose, the row of each category, and all of them."""
    for name, names, vectors in given.columns:
        alone = len(given.columns) == 1
        if name != column and not alone:
            continue
        rows = match_names(categories, names)
        n_found = int((rows >= 0).sum())
        if n_found and (name == column or n_found >= LEAST_SHARE * len(rows)):
            return name, rows, vectors
    return None


def elsewhere(given: Given, columns: Sequence[str], what: str) -> SpecError | None:
    """That a file of several columns has none of these names, so that nothing is compared; or None.

    Args:
        what: "learned column" or the like, what these are.
    """
    theirs = [column for column, *_ in given.columns]
    if len(theirs) == 1 or set(theirs) & set(columns):
        return None
    shown = [repr(column[:60]) for column in theirs[:SHOWN]]
    more = len(theirs) - len(shown)
    last = f"{more:,} more" if more else shown.pop()
    return SpecError(
        f"The vectors in {given.name} are of {', '.join(shown)} and {last}; no {what} is called"
        " so.",
        mend="Rename the column in your file, or choose vectors of one column alone, which may"
        " have any name.",
    )


def _too_few(given: Given, entries: Sequence[Entries]) -> SpecError:
    """That no column has a category with a vector, or so few that they may be alike by chance."""
    theirs, alone = {column for column, *_ in given.columns}, len(given.columns) == 1
    compared = [own for own in entries if alone or own.column in theirs]
    most, n, name = 0, 0, ""
    for own in compared:
        categories = own.categories
        for column, names, _ in given.columns:
            if column != own.column and not alone:
                continue
            n_found = int((match_names(categories, names) >= 0).sum())
            if n_found > most:
                most, n, name = n_found, len(categories), own.column
    if most:
        said = (
            f"Only {most:,} of {n:,} categories of {name[:60]!r} {'has' if most == 1 else 'have'}"
            f" a vector in {given.name}, fewer than {share_text(LEAST_SHARE)}, which may be by"
            " chance."
        )
    elif len(compared) == 1:
        (own,) = compared
        said = (
            f"None of {len(own.categories):,} categories of {own.column[:60]!r} has a vector in"
            f" {given.name}."
        )
    else:
        said = f"No category of the {len(compared):,} columns has a vector in {given.name}."
    return SpecError(
        said, mend="Names must be written alike; capitals and _ for a space do not matter."
    )


def _sentence(
    name: str, n_found: int, n: int, given: int, column: ColumnState, share: float
) -> str:
    said = f"{n_found:,} of {n:,} categories of {name[:60]!r} begin with their vector"
    if given > column.dim:
        said += f"; of its {given:,} dimensions the {column.dim:,} that hold most are kept"
        said += f" ({share_text(share)} of the squared length)"
    elif given < column.dim:
        own = f"its {given:,} dimensions are" if given > 1 else "its one dimension is"
        said += f"; {own} filled up with zeros to {column.dim:,}"
    return f"{said}."
