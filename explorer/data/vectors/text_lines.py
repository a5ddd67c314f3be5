"""Vectors in lines of text: word2vec's and fastText's form, GloVe's, and the like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from explorer.data.source import Source
from explorer.data.vectors.gathering import Gathering
from explorer.data.vectors.limits import VectorLimits
from explorer.data.vectors.text_sight import NUMBER, LineForm, split_line
from explorer.errors import ReadError

BLOCK = 1 << 22  # bytes; 80 ns of one core for each number, the least of several sizes
LONGEST_LINE = 1 << 20  # bytes; 4,096 numbers take 100,000


def read_lines(
    source: Source,
    form: LineForm,
    limits: VectorLimits,
    progress: Callable[[float, str], None],
) -> Gathering:
    """Read all lines, block by block.

    Whole blocks go through Arrow; only one in which something is odd (a name with spaces, a
    number that is none, a line too short) is looked at line by line.

    Raises:
        ReadError: a line is longer than any vector's. LimitError: the text is too long.
    """
    gathering = Gathering(source.name, form.dim, limits.fitting(form.dim))
    line = 1
    for block in _whole_lines(source):
        if line == 1:
            block = block.removeprefix(b"\xef\xbb\xbf")
        n_lines = _count(block)
        if line == 1 and form.promised:
            line, n_lines = 2, n_lines - 1
            block = block[_first_end(block) :]
        if block:
            _read_block(block, line, form, gathering)
        line += n_lines
        if gathering.full:
            break
        progress(source.done, "reading the vectors")
    return gathering


def _whole_lines(source: Source) -> Iterator[bytes]:
    """Blocks that end where a line ends; the last one may lack its line end."""
    waiting: list[bytes] = []
    length = 0
    for block in source.blocks(BLOCK):
        end = block.rfind(b"\n") + 1
        if not end:
            waiting.append(block)
            length += len(block)
            if length > LONGEST_LINE:
                raise ReadError(
                    f"{source.name} has a line of over {LONGEST_LINE / 1e6:.0f} MB.",
                    mend="Give one line for each name: the name, then its numbers.",
                )
            continue
        yield b"".join(chain(waiting, (block[:end],)))
        waiting, length = [block[end:]], len(block) - end
    if any(waiting):
        yield b"".join(waiting)


def _count(block: bytes) -> int:
    return block.count(b"\n") + (not block.endswith(b"\n"))


def _first_end(block: bytes) -> int:
    end = block.find(b"\n")
    return len(block) if end < 0 else end + 1


def _read_block(block: bytes, line: int, form: LineForm, gathering: Gathering) -> None:
    plain = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    if b" \n" in plain:  # word2vec and fastText end their lines so
        plain = plain.replace(b" \n", b"\n")
    odd = b"\r" in plain or b"\n\n" in plain or plain[:1] == b"\n"
    read = None if odd else _fast(plain, form)
    if read is None:
        _read_odd(plain, line, form, gathering)
        return
    names, vectors = read
    gathering.add(names, vectors, np.arange(line, line + len(names)))


def _fast(block: bytes, form: LineForm) -> tuple[list[str], NDArray[np.float32]] | None:
    """Names and vectors of a block of lines that are all alike, or None when they are not."""
    types = {f"f{i + 1}": pa.float32() for i in range(form.dim)}
    try:
        table = pyarrow.csv.read_csv(
            pa.BufferReader(block),
            pyarrow.csv.ReadOptions(
                use_threads=False, autogenerate_column_names=True, block_size=2 * len(block) + 1
            ),
            pyarrow.csv.ParseOptions(
                delimiter=form.separator.decode(), quote_char=False, ignore_empty_lines=False
            ),
            pyarrow.csv.ConvertOptions(
                column_types={"f0": pa.binary(), **types}, null_values=[], check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_columns != form.dim + 1:
        return None
    vectors = np.empty((table.num_rows, form.dim), np.float32)
    for j in range(form.dim):
        vectors[:, j] = table.column(j + 1).to_numpy()
    return _texts(table.column(0).to_pylist()), vectors


def _read_odd(block: bytes, line: int, form: LineForm, gathering: Gathering) -> None:
    """Sort out lines that do not fit, and read the others."""
    kept: list[tuple[bytes, list[bytes], int]] = []
    for place, text in enumerate(block.split(b"\n"), line):
        if not text.strip():
            continue
        parts = split_line(text, form.separator, form.dim)
        if parts is None:
            gathering.leave_out("ragged", place)
        elif not all(NUMBER.fullmatch(number) for number in parts[1]):
            gathering.leave_out("number", place)
        else:
            kept.append((*parts, place))
    if not kept:
        return
    # Names have gone, so every line is alike now.
    alike = b"\n".join(form.separator.join([b"-", *numbers]) for _, numbers, _ in kept)
    read = _fast(alike, form)
    if read is not None:
        vectors = read[1]
    else:  # Arrow refuses a plus sign, and 1e99, which is then found to be too large
        plain = np.array([[float(number) for number in numbers] for _, numbers, _ in kept])
        with np.errstate(over="ignore"):
            vectors = plain.astype(np.float32)
    places = np.array([place for *_, place in kept], np.int64)
    gathering.add(_texts([name for name, *_ in kept]), vectors, places)


def _texts(names: list[bytes]) -> list[str]:
    """Names are UTF-8; where a tool cut one in the middle of a letter, the rest is kept."""
    return [name.decode("utf-8", "replace") for name in names]
