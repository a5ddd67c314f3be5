"""Rows by their number, as their names begin where no column names them."""

from __future__ import annotations

from explorer.data.rows import named_by, number_of
from explorer.ui import words
from explorer.ui.run.subject import Subject


def place(subject: Subject, typed: str) -> int | None:
    """Index of the row of a number; None where the text is none, or the row is not on the map."""
    number = number_of(typed) if subject.n_numbered else None
    if number is None:
        return None
    names, begins = subject.entries.names, named_by(number)
    return next((i for i, name in enumerate(names) if name.startswith(begins)), None)


def absent(subject: Subject, typed: str) -> str:
    """Why there is no row of a number; "" where there is one, or the text is no number."""
    number = number_of(typed) if subject.n_numbered else None
    if number is None or place(subject, typed) is not None:
        return ""
    if 1 <= number <= subject.n_numbered:
        return (
            f"Row {words.count(number)} is not among the rows that have a place on the map;"
            " they were drawn at random."
        )
    last = words.count(subject.n_numbered)
    return f"There is no row {words.count(number)}: rows run from 1 to {last}."
