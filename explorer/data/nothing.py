"""Words that stand for nothing: NA as R writes it, NaN, null, ?, not stated as people say it in
their languages (`unstated_words`), and among numbers inf, #DIV/0!."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from explorer.data.numeric import numbers
from explorer.data.profiling import listed, shorten
from explorer.data.unstated_words import BESIDE_NUMBERS, NOT_STATED, spelled
from explorer.records.table import MISSING, Column, Problem

# What pandas and R read as missing, what databases and statistical offices write, a bare stroke,
# what is left of a division by zero.
SURE = (  # beside numbers they never are an answer
    *("NA", "N/A", "n/a", "na", "n.a.", "N.A.", "#N/A", "#N/A N/A", "#NA", "<NA>", "#NV", "#N/D"),
    *("NaN", "nan", "NAN", "-NaN", "-nan", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN", "NaT"),
    *("NULL", "null", "Null", "#NULL!", "\\N"),
    *spelled(NOT_STATED),
)
WORDS = (
    *SURE,
    *("None", "none", "nil", "?", "-", "--", "---", "–", "—", ".", "..", "...", ":"),
    *("1.#INF", "-1.#INF"),
    *(sign + word for sign in ("", "+", "-") for word in ("inf", "Inf", "INF", "∞")),
    *(sign + word for sign in ("", "+", "-") for word in ("infinity", "Infinity", "INFINITY")),
)
OF_NUMBERS = (*WORDS, *spelled(BESIDE_NUMBERS))
SPREADSHEET_ERROR = r"^#[¡¿]?\p{Lu}[\p{Lu}/0]*[!?]$"  # #DIV/0!, #NAME?, in German #WERT!
FEWEST_NUMBERS = 2  # different ones
# share of the distinct values, and of the cells, that must be numbers beside words that may be
# an answer, as none is to how many children
LEAST_NUMBERS = 0.5
MANY_NUMBERS = 10  # so many different ones are measured, however few cells have one
LIKE_KEYS = 0.5  # share of the other keys that are as many letters as a word for nothing


class Emptied(NamedTuple):
    """A column whose words for nothing are missing.

    Attributes:
        said: how many cells said which word; empty where nothing was changed.
    """

    values: pa.StringArray
    counts: NDArray[np.int64]
    codes: NDArray[np.int32]
    said: dict[str, int]


def empty_words(
    values: pa.StringArray, counts: NDArray[np.int64], codes: NDArray[np.int32]
) -> Emptied:
    """Make words for nothing missing where everything else is a number.

    Among texts they stay: NA is Namibia, - is a chess player's title, None is an answer. Beside
    few numbers only those are missing that are no answer there, such as NA.

    >>> values, counts = pa.array(["NA", "1.5", "2.5"]), np.array([2, 2, 1])
    >>> emptied = empty_words(values, counts, np.array([1, 2, 3, 1, 2], np.int32))
    >>> emptied.values.to_pylist(), emptied.codes.tolist(), emptied.said
    (['1.5', '2.5'], [0, 1, 2, 0, 1], {'NA': 2})
    """
    as_is = Emptied(values, counts, codes, {})
    if len(values) == 0:
        return as_is
    word = are_words_beside_numbers(values)
    n_numbers = int(np.count_nonzero(~word))
    if n_numbers == len(values) or n_numbers < FEWEST_NUMBERS:
        return as_is
    told = ~_are_in(values, SURE)
    mostly = counts[~word].sum() > LEAST_NUMBERS * counts[told].sum()
    kept = values.filter(pa.array(~word))
    few = n_numbers <= LEAST_NUMBERS * np.count_nonzero(told)
    if few or not (mostly or n_numbers >= MANY_NUMBERS) or numbers(kept) is None:
        return as_is
    recode = np.concatenate([[MISSING], np.where(word, MISSING, np.cumsum(~word))])
    said: Counter[str] = Counter()
    for text, count in zip(values.filter(pa.array(word)).to_pylist(), counts[word], strict=True):
        said[text.strip()] += int(count)
    return Emptied(kept, counts[~word], recode.astype(np.int32)[codes], dict(said))


def no_keys(values: pa.StringArray) -> NDArray[np.bool_]:
    """[n_values] the text of a column of keys, as users and orders have, is a word for nothing.

    Rows that say N/A for their user have none, and are no long history of one. A word of letters
    alone stays where most other keys are as many letters: among DE and FR, NA is Namibia.

    >>> no_keys(pa.array(["N/A", "u17", "u18"])).tolist()
    [True, False, False]
    >>> no_keys(pa.array(["NA", "DE", "FR"])).tolist()
    [False, False, False]
    """
    if len(values) == 0:
        return np.zeros(0, np.bool_)
    words = are_words(values)
    if not words.any() or words.all():
        return np.zeros(len(values), np.bool_)
    others = values.filter(pa.array(~words))
    for i in np.flatnonzero(words).tolist():
        word = values[i].as_py().strip()
        if word.isalpha():
            alike = pc.match_substring_regex(others, rf"^\s*\pL{{{len(word)}}}\s*$")
            words[i] = np.asarray(alike).mean() <= LIKE_KEYS
    return words


def are_words(values: pa.StringArray) -> NDArray[np.bool_]:
    """[n_values] the text stands for nothing, wherever such a word may."""
    return _are_in(values, WORDS)


def are_words_beside_numbers(values: pa.StringArray) -> NDArray[np.bool_]:
    """[n_values] the text stands for nothing where the others are numbers.

    >>> are_words_beside_numbers(pa.array(["k.A.", "N.D.", "Unknown", "North"])).tolist()
    [True, True, True, False]
    >>> are_words(pa.array(["k.A.", "N.D.", "Unknown", "North"])).tolist()
    [True, False, False, False]
    """
    return _are_in(values, OF_NUMBERS)


def _are_in(values: pa.StringArray, words: Sequence[str]) -> NDArray[np.bool_]:
    """[n_values] the text is one of the words, or an error of a spreadsheet."""
    texts = pc.utf8_trim_whitespace(values)
    errors = pc.match_substring_regex(texts, SPREADSHEET_ERROR)
    found = pc.or_(pc.is_in(texts, pa.array(words)), errors)
    return np.array(found.to_numpy(zero_copy_only=False), np.bool_)


def kept(columns: Sequence[Column]) -> Problem | None:
    """One sentence for all columns of texts in which such words stand; None where none does.

    Nobody knows whether they are meant: NA may be Namibia, None an answer. Where most other values
    are as many letters they are, see `no_keys`.
    """
    words: Counter[str] = Counter()
    names = []
    beside_numbers = []
    for column in columns:
        if column.profile.role != "category" or column.profile.occurs_once:
            continue
        found = no_keys(column.values)
        if found.any():
            names.append(shorten(column.name, 60))
            others = column.values.filter(pa.array(~are_words_beside_numbers(column.values)))
            beside_numbers.append(numbers(others) is not None)
        texts = column.values.filter(pa.array(found)).to_pylist()
        for text, count in zip(texts, column.counts[found].tolist(), strict=True):
            words[text.strip()] += count
    if not words:
        return None
    n = words.total()
    cells, say, are = ("1 cell", "says", "is") if n == 1 else (f"{n:,} cells", "say", "are")
    category = "a category of that name" if len(words) == 1 else "categories of those names"
    sentence = (
        f"{cells} of {listed(names, 'and', 'other columns')} {say} "
        f"{listed([word for word, _ in words.most_common()], 'or', 'like words')} and {are} taken "
        f"as {category}, as {_reason(beside_numbers)}. Leave such cells empty in the file if they "
        "mean that nothing is known."
    )
    return Problem("words as categories", sentence, "note", n)


def _reason(beside_numbers: Sequence[bool]) -> str:
    """Why words stay that stand beside numbers alone, or beside texts."""
    if all(beside_numbers):
        return "the others are too few numbers to tell"
    few = ", or too few numbers to tell" if any(beside_numbers) else ""
    return f"the others are texts{few}"


def note(emptied: Sequence[tuple[str, dict[str, int]]]) -> Problem | None:
    """One sentence for all columns, given as name and `Emptied.said`; None where none changed.

    >>> note([("width", {"NA": 2}), ("color", {}), ("age", {"?": 1})]).sentence
    '3 cells of width and age say NA or ? and are taken as missing, as the others are numbers.'
    """
    changed = [(name, said) for name, said in emptied if said]
    if not changed:
        return None
    words: Counter[str] = Counter()
    for _, said in changed:
        words.update(said)
    n = words.total()
    names = [shorten(name, 60) for name, _ in changed]
    cells = "1 cell" if n == 1 else f"{n:,} cells"
    say, are = ("says", "is") if n == 1 else ("say", "are")
    sentence = (
        f"{cells} of {listed(names, 'and', 'other columns')} {say} "
        f"{listed([word for word, _ in words.most_common()], 'or', 'like words')} "
        f"and {are} taken as missing, as the others are numbers."
    )
    return Problem("words for nothing", sentence, "repaired", n)
