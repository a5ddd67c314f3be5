"""How numbers, times and names are written for a person."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from explorer.data.cutting import cut_among, cut_apart
from explorer.data.shown import as_spaces, shown
from explorer.records.number_text import number_text
from explorer.records.percent import percent
from explorer.records.spec import ColumnKind, Method
from explorer.records.told_apart import told_apart

KINDS: dict[ColumnKind, str] = {"category": "category", "binned": "number in ranges"}
METHODS: dict[Method, str] = {"sgns": "word2vec", "glove": "GloVe", "spectral": "spectral"}
DELIMITERS = {
    **{",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space", ":": "colon"},
    **{"\n": "line break", " and ": "the word and"},
}
QUOTES = {'"': "double quote", "'": "single quote", "": "no quotes"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "ascii": "ASCII",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "iso-8859-1": "Latin-1",
    "iso8859-1": "Latin-1",
    "latin-1": "Latin-1",
    "latin1": "Latin-1",
    "cp1252": "Windows-1252",
    "mac-roman": "Mac Roman",
}


def count(n: int) -> str:
    """A number of things, exact, with thousands separators.

    >>> count(23968)
    '23,968'
    """
    return f"{n:,}"


def both(one: float, other: float) -> tuple[str, str]:
    """Two measured values that are compared, with as many digits as tell them apart.

    >>> both(0.41234, 0.69315), both(0.69284, 0.69314)
    (('0.412', '0.693'), ('0.6928', '0.6931'))
    """
    return told_apart(one, other, number_text, 3)


def aligned(values: Sequence[float]) -> list[str]:
    """Measured values of one column, all with the decimals that the largest needs.

    >>> aligned([2.0283, math.nan, 0.9]), aligned([0.0000476, 3.25, 163.0])
    (['2.03', '–', '0.90'], ['0', '3', '163'])
    """
    known = [abs(value) for value in values if math.isfinite(value)]
    largest = max(known, default=0.0)
    decimals = 2 - math.floor(math.log10(largest)) if largest > 0 else 0
    decimals = min(max(decimals, 0), 6)
    return [f"{value:,.{decimals}f}" if math.isfinite(value) else "–" for value in values]


def share(part: float) -> str:
    """A share of a whole in percent; never 0 % or 100 % for what is only near it.

    >>> [share(x) for x in (0.8823, 0, 1, 0.0004, 0.9997)]
    ['88 %', '0 %', '100 %', '0.04 %', 'over 99 %']
    """
    return percent(part)


def counted(n: int, one: str, many: str = "") -> str:
    """A count with its noun.

    >>> counted(1, "row"), counted(2500, "row"), counted(2, "category", "categories")
    ('1 row', '2,500 rows', '2 categories')
    """
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def size(n_bytes: int) -> str:
    """A size in decimal units, as file managers show it.

    >>> [size(n) for n in (0, 912, 6887, 56_000_000, 2_100_000_000)]
    ['0 bytes', '912 bytes', '6.9 kB', '56 MB', '2.1 GB']
    """
    if n_bytes < 1000:
        return counted(n_bytes, "byte")
    value = float(n_bytes)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.5 or unit == "TB":
            break
    return f"{value:.1f} {unit}" if value < 9.95 else f"{value:,.0f} {unit}"


def duration(seconds: float) -> str:
    """A span of time in its largest useful unit, rounded as one would say it.

    >>> [duration(s) for s in (0.3, 1, 4.6, 47, 95, 7300)]
    ['0.3 seconds', '1 second', '5 seconds', '45 seconds', '2 minutes', '2 hours']
    """
    if seconds < 0.95:
        return f"{max(0.1, round(seconds, 1))} seconds"
    if seconds < 10:
        return counted(round(seconds), "second")
    if seconds < 57.5:
        return f"{round(seconds / 5) * 5} seconds"
    if seconds < 57.5 * 60:
        return counted(max(1, round(seconds / 60)), "minute")
    if seconds < 36 * 3600:
        return counted(max(1, round(seconds / 3600)), "hour")
    return counted(round(seconds / 86400), "day")


def about(seconds: float) -> str:
    """An estimate of time.

    >>> about(4.6), about(0.2)
    ('about 5 seconds', 'about a second')
    """
    return "about a second" if seconds < 1.5 else f"about {duration(seconds)}"


def hours(n: int) -> str:
    """A time limit in hours, in days when it comes out even.

    >>> hours(24), hours(72), hours(1)
    ('24 hours', '3 days', '1 hour')
    """
    return counted(n // 24, "day") if n > 24 and n % 24 == 0 else counted(n, "hour")


def moment(when: float, now: float, offset_minutes: int | None = None) -> str:
    """A point in time in the reader's own zone: the hour today or tomorrow, else the date.

    Args:
        when, now: seconds since 1970.
        offset_minutes: what to add to local time to get UTC, as browsers give it; None: UTC.

    >>> noon = 1_790_000_000 - 1_790_000_000 % 86400 + 12 * 3600
    >>> moment(noon + 3600, noon), moment(noon + 86400, noon), moment(noon, noon, -120)
    ('13:00 UTC today', '12:00 UTC tomorrow', '14:00 today')
    """
    zone: tzinfo = UTC
    if offset_minutes is not None:
        zone = timezone(timedelta(minutes=-offset_minutes))
    then, today = datetime.fromtimestamp(when, zone), datetime.fromtimestamp(now, zone)
    clock = then.strftime("%H:%M") + ("" if offset_minutes is not None else " UTC")
    days = (then.date() - today.date()).days
    if days in (-1, 0, 1):
        return f"{clock} {('yesterday', 'today', 'tomorrow')[days + 1]}"
    return f"{clock} on {then.strftime('%B')} {then.day}"


def cut(text: str, longest: int = 60, among: tuple[str, ...] = ()) -> str:
    """A name short enough to show; control characters become visible, none is obeyed, and line
    breaks and tabs are spaces.

    Args:
        among: names that it is told from: where some begin as it does, its own part is kept.

    >>> cut("a" * 100, 8), cut("one\\ntwo")
    ('aaaaaaa…', 'one two')
    >>> cut("shop/chairs/oak", 12, ("shop/chairs/oak", "shop/chairs/ash"))
    'shop/ch…/oak'
    """
    return _visible(cut_among(text, longest, among))


def cut_each(names: Sequence[str], longest: int = 60) -> list[str]:
    """Names that stand together, each short enough to show and told from the others.

    >>> cut_each(["shop/chairs/oak", "shop/chairs/ash", "lamp"], 12)
    ['shop/ch…/oak', 'shop/ch…/ash', 'lamp']
    """
    return [_visible(each) for each in cut_apart(names, longest)]


def _visible(text: str) -> str:
    # Few fonts hold the pictures of controls, and a box in place of a line break looks broken.
    spaced = as_spaces(text)
    return shown("".join(chr(0x2400 + ord(c)) if ord(c) < 32 else c for c in spaced))


def listed(names: Sequence[str], most: int = 5, longest: int = 40) -> str:
    """Names in a sentence.

    >>> listed(["a"]), listed(["a", "b"]), listed(list("abcdef"), 2)
    ('a', 'a and b', 'a, b and 4 more')
    """
    named = cut_each(names[:most], longest)
    if len(names) > most:
        return f"{', '.join(named)} and {count(len(names) - most)} more"
    if len(named) < 2:
        return "".join(named)
    return f"{', '.join(named[:-1])} and {named[-1]}"


def delimiter(characters: str) -> str:
    """What parts cells, by its name.

    >>> delimiter(","), delimiter("^"), delimiter("::"), delimiter("\\n")
    ('comma', 'the character ^', 'the characters ::', 'line break')
    """
    named = "the characters" if len(characters) > 1 else "the character"
    return DELIMITERS.get(characters, f"{named} {characters}")


def encoding(name: str) -> str:
    return ENCODINGS.get(name.lower().replace("_", "-"), name)
