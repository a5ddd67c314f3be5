"""Text with delimiters to dictionary-encoded columns: what is found, then block by block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
import pyarrow as pa

from explorer.data.blocks import check_line, parse_all
from explorer.data.decoding import find_encoding, utf8_blocks
from explorer.data.dialect import STAND_IN, Found, count_cells, find_dialect
from explorer.data.dictionary import ColumnBuilder
from explorer.data.findings import Findings
from explorer.data.layout import find_layout
from explorer.data.limits import ReadLimits
from explorer.data.line_keys import keys_left_out, without_keys
from explorer.data.lines import Dialect, count_lines, last_line_end
from explorer.data.plain_text import CLOSED_UP, closed_up, stood_in, without_end_mark
from explorer.data.ragged import Ragged, find_ragged, title_left_out
from explorer.data.raw import Raw
from explorer.data.signatures import refuse_other_text
from explorer.data.source import Source
from explorer.data.wrapped_lines import UNWRAPPED, is_wrapped, unwrapped
from explorer.errors import LimitError, ReadError
from explorer.records.row_lines import RowLines
from explorer.records.table import Reading, ReadOptions

BASKET = "basket"  # name of the one column of a file of baskets
SAMPLE = 1 << 18  # bytes from which dialect and layout are found


def read_csv(
    source: Source,
    options: ReadOptions,
    limits: ReadLimits,
    progress: Callable[[float, str], None],
) -> Raw:
    """Read a delimited text; what is not overruled is found.

    Raises:
        ReadError: it is not a table. LimitError: it is too large.
    """
    progress(0.0, "looking at the file")
    encoding = find_encoding(source, options.encoding)
    findings = Findings()
    blocks = without_end_mark(utf8_blocks(source, encoding, findings))
    sample, whole = _sample(blocks, source.name, limits)
    refuse_other_text(sample, source.name)
    if is_wrapped(_first_lines(sample, whole), options):
        blocks = unwrapped(chain([sample], blocks))
        sample, whole = _sample(blocks, source.name, limits)
        findings.others.append(UNWRAPPED)
    ragged = find_ragged(_first_lines(sample, whole), options)
    if ragged is not None:
        title = re.match(rb"\s*[^\r\n]*(\r\n|\r|\n)", sample) if ragged.titled else None
        begin = title.end() if title else 0
        said = title_left_out(title.group().decode("utf-8", "replace")) if title else None
        findings.others.extend([said] if said else [])
        body = chain([sample[begin:]], blocks)
        return _lines(body, ragged, source, encoding.name, findings, limits)
    found = find_dialect(_first_lines(sample, whole), options)
    if found.dialect.delimiter == STAND_IN != found.shown:
        blocks = stood_in(chain([sample], blocks), found.shown.encode(), STAND_IN.encode())
        sample, whole = _sample(blocks, source.name, limits)
    if found.spaced:
        blocks = closed_up(chain([sample], blocks), found.dialect)
        sample, whole = _sample(blocks, source.name, limits)
        findings.others.append(CLOSED_UP)
    named = len(found.named)
    _check_width(_usual_width(sample[named:], found.dialect), source.name, limits)
    layout = find_layout(
        sample[named:], found.dialect, options.header, findings, whole, limits.max_cell_bytes
    )
    if layout is None:
        raise ReadError(
            f"{source.name} holds nothing but blank lines.", mend="Choose a file with data."
        )
    layout.rows_start += named
    layout.rows_line += 1 if named else 0
    findings.others.extend(layout.problems)
    width = len(layout.names)
    _check_width(width, source.name, limits)
    builders = [ColumnBuilder(limits.max_categories) for _ in layout.names]
    n_rows = 0
    lines = RowLines()
    rest = chain([sample[layout.rows_start :]], blocks)
    first_line, headers = layout.rows_line, layout.header_lines
    for parsed in parse_all(rest, found.dialect, width, first_line, limits, headers):
        lines.add(parsed.lines)
        n_rows += parsed.table.num_rows
        _check_rows(n_rows, source.name, limits)
        for builder, column in zip(builders, parsed.table.columns, strict=True):
            for chunk in column.chunks:
                builder.add(_without_stand_in(chunk, found))
        findings.merge(parsed.findings)
        progress(source.done, "reading")
    reading = Reading(
        format="csv",
        encoding=encoding.name,
        delimiter=found.shown,
        quote=found.dialect.quote,
        header=layout.header,
        compressed=source.compressed,
    )
    return Raw(layout.names, builders, n_rows, reading, findings, layout.unnamed, lines)


def _lines(
    blocks: Iterator[bytes],
    ragged: Ragged,
    source: Source,
    encoding: str,
    findings: Findings,
    limits: ReadLimits,
) -> Raw:
    """Baskets of any length: every line as it is, in one column, without a key before its items."""
    builder = ColumnBuilder(limits.max_categories)
    n_rows = n_keyed = 0
    example = ""
    for parsed in parse_all(blocks, Dialect(STAND_IN, ""), 1, 1 + ragged.titled, limits):
        n_rows += parsed.table.num_rows
        _check_rows(n_rows, source.name, limits)
        for chunk in parsed.table.column(0).chunks:
            if ragged.key is not None:
                chunk, n, first = without_keys(chunk, ragged.key)
                n_keyed += n
                example = example or first
            builder.add(chunk)
        findings.merge(parsed.findings)
    if n_keyed:
        findings.others.append(keys_left_out(n_keyed, example, ragged.separator))
    reading = Reading(
        format="csv",
        encoding=encoding,
        delimiter=ragged.separator,
        quote="",
        header=False,
        compressed=source.compressed,
        ragged=True,
    )
    return Raw([BASKET], [builder], n_rows, reading, findings)


def _usual_width(sample: bytes, dialect: Dialect) -> int:
    """Cells of most rows; 1 where no number of them is that of most."""
    cells, counts = np.unique(count_cells(sample, dialect), return_counts=True)
    return int(cells[counts.argmax()]) if 2 * counts.max(initial=0) > counts.sum() else 1


def _check_width(width: int, name: str, limits: ReadLimits) -> None:
    if width > limits.max_columns:
        raise LimitError(
            f"{name} has {width:,} columns; at most {limits.max_columns:,} are read here.",
            mend="Choose a file with the columns you want to learn from.",
        )


def _check_rows(n_rows: int, name: str, limits: ReadLimits) -> None:
    if n_rows > limits.max_rows:
        raise LimitError(
            f"{name} has more than {limits.max_rows:,} rows.",
            mend="Take a sample of them; it teaches nearly as much.",
        )


def _sample(blocks: Iterator[bytes], name: str, limits: ReadLimits) -> tuple[bytes, bool]:
    """Whole first lines, and whether they are all; what follows stays in `blocks`.

    A block more than needed is read, so that the rest can be put behind the sample.
    """
    pieces: list[bytes] = []
    length = n_lines = open_line = 0
    for block in blocks:
        pieces.append(block)
        length += len(block)
        n_lines += count_lines(block)
        end = last_line_end(block)
        open_line = len(block) - end if end else open_line + len(block)
        check_line(open_line, 1 + n_lines, limits)
        if length >= SAMPLE and n_lines >= 3:
            return b"".join(pieces), False
    if not length:
        raise ReadError(f"{name} is empty.", mend="Choose a file with a header and rows.")
    return b"".join(pieces), True


def _first_lines(sample: bytes, whole: bool) -> bytes:
    """As many whole lines as a dialect is told by; at least two."""
    few = sample[:SAMPLE]
    if count_lines(few) < 2 or b'"' in few:  # a quoted cell may be longer than that
        few = sample
    return few if whole and few is sample else few[: last_line_end(few)]


def _without_stand_in(chunk: pa.DictionaryArray, found: Found) -> pa.DictionaryArray:
    """A delimiter inside a quoted cell is given back as it was written."""
    if found.dialect.delimiter != STAND_IN or found.shown == STAND_IN:
        return chunk
    import pyarrow.compute as pc

    texts = pc.replace_substring(chunk.dictionary, STAND_IN, found.shown)
    return pa.DictionaryArray.from_arrays(chunk.indices, texts)
