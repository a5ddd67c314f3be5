"""Small tables as HTML: read by every screen reader, and no wider than their own scroll."""

from __future__ import annotations

import html
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from explorer.data.cutting import halve_among
from explorer.data.shown import shown
from explorer.ui import markup

LONGEST = 60  # letters of a name in a cell
OWN = 24  # letters in which names that begin alike are told apart, about a line of a narrow cell
TOLD = 1000  # letters of it where one points at the cell; a name may be a megabyte
TOO_RARELY = "too rarely to trust"  # as the card beside the map says
UNBROKEN = 20  # letters; a longer word is broken anywhere, or it would push the table apart


class Name(str):
    """A cell with a name from the data: cut where it is long, and copied whole."""

    __slots__ = ()

    def cell(self, tag: str, halves: tuple[str, str]) -> str:
        """The cell as HTML, with all of a long name where one points at it.

        Args:
            tag: with its attributes: "td", "th scope='row'". halves: of the name, whose second
                has a line of its own where others begin as this one does.
        """
        short = self if len(self) <= LONGEST else self[: LONGEST - 1] + "…"
        unbroken = _unbroken(short)
        cut = unbroken or short != self
        begins, own = halves
        within = markup.escape(short)
        if cut and own:
            begins = begins if len(begins) <= LONGEST else begins[: LONGEST - 1] + "…"
            seen = shown(begins, ends=False), shown(own, begins=False)
            parts = "".join(f"<span>{html.escape(part)}</span>" for part in seen)
            within = f"<bdi class='apart'>{parts}</bdi>"
        long = " class='long'" if unbroken else ""
        whole = f" title='{html.escape(shown(self[:TOLD], ends=len(self) <= TOLD))}'" if cut else ""
        return f"<{tag}{long}{whole}>{within}</{tag.split()[0]}>"


class Low(int):
    """A count too low to trust what stands in its row; marked, with the bar hollow."""

    __slots__ = ()

    def cell(self) -> str:
        return f"<td class='number low' title='{TOO_RARELY}'>{markup.escape(f'{self:,}')}</td>"


@dataclass(frozen=True, slots=True)
class Bar:
    """A cell that draws a cosine beside its number; nothing when it is copied.

    Attributes:
        signed: zero stands in the middle, as beside the map where there are opposites.
    """

    value: float
    signed: bool = False

    def html(self) -> str:
        width = 100 * min(1.0, abs(self.value))
        negative = self.value < 0
        side = " class='below'" if negative else ""
        if not self.signed:
            return _BAR.format("", side, f"width:{width:.0f}%")
        begins = 50 - width / 2 if negative else 50
        style = f"margin-left:{begins:.1f}%;width:{width / 2:.1f}%"
        return _BAR.format(" class='signed'", side, style)


_BAR = "<td class='bar' aria-hidden='true'><i{}><b{} style='{}'></b></i></td>"


def bars(cosines: Sequence[float]) -> list[Bar]:
    """The bars of one table, all from the same zero: in the middle once one of them is negative.

    >>> [bar.signed for bar in bars([0.9, 0.2])], [bar.signed for bar in bars([0.9, -0.2])]
    ([False, False], [True, True])
    """
    signed = any(cosine < 0 for cosine in cosines)
    return [Bar(float(cosine), signed) for cosine in cosines]


def heading(name: str, among: tuple[str, ...] = ()) -> str:
    """The cell at the head of a row that is about one name, told from others."""
    return Name(name).cell("th scope='row'", halve_among(name, OWN, among))


def table(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    numbers: Container[int] = (),
    among: tuple[str, ...] = (),
) -> None:
    """A table of a few dozen rows.

    Args:
        title: what the table holds; its caption.
        numbers: columns that hold numbers, set to the right.
        among: names that those in the table are told from; without any, from each other.
    """
    cells = (cell for row in (headings, *rows) for cell in row)
    names = tuple(dict.fromkeys(cell for cell in cells if isinstance(cell, Name)))
    halves = {name: halve_among(name, OWN, among or names) for name in names}
    head = "".join(
        _cell("th scope='col'", i in numbers, text, halves) for i, text in enumerate(headings)
    )
    body = "".join(
        "<tr>"
        + "".join(_cell("td", i in numbers, text, halves) for i, text in enumerate(row))
        + "</tr>"
        for row in rows
    )
    st.html(
        "<div class='rows' tabindex='0' role='group' aria-label='Table'>"
        f"<table><caption>{markup.escape(title)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def copy(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A button that opens the table as text, ready to be copied into a spreadsheet."""
    with st.popover("Copy as table", icon=":material/content_copy:", type="tertiary"):
        st.code(as_tsv(headings, rows), language=None, height=240)


def as_tsv(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as text for the clipboard: a spreadsheet takes tabs as columns.

    Cells that a spreadsheet would run as a formula are defused by an apostrophe, as in files.

    >>> as_tsv(("name", "cosine"), [("=1+1", "−0.10")])
    "name\\tcosine\\n'=1+1\\t-0.10\\n"
    """
    kept = [i for i, heading in enumerate(headings) if heading]
    lines = (tuple(headings), *map(tuple, rows))
    return "".join("\t".join(_clean(line[i]) for i in kept) + "\n" for line in lines)


def _cell(
    tag: str,
    is_number: bool,
    value: object,
    halves: Mapping[Name, tuple[str, str]],
) -> str:
    if isinstance(value, Bar):
        return value.html()
    if isinstance(value, Name):
        return value.cell(tag, halves[value])
    if isinstance(value, Low):
        return value.cell()
    kind = " class='number'" if is_number else ""
    if isinstance(value, str) and _unbroken(value):
        kind = " class='long'"
    text = f"{value:,}" if isinstance(value, int) else value
    return f"<{tag}{kind}>{markup.escape(text)}</{tag.split()[0]}>"


def _unbroken(text: str) -> bool:
    """It holds a word so long that it must be broken somewhere."""
    return max(map(len, text.split()), default=0) > UNBROKEN


def _clean(value: object) -> str:
    text = " ".join(str(value).split())
    try:
        float(text.replace("−", "-"))
    except ValueError:
        return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
    return text.replace("−", "-")
