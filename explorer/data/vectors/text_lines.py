"""Vectors in lines of text: word2vec's and fastText's form, GloVe's, and the like."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
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

READERS = 2  # threads
BLOCK = 1 << 22  # bytes; 80 ns of one core for each number, the least of several sizes
LONGEST_LINE = 1 << 20  # bytes; 4,096 numbers take 100,000

_Read = tuple[list[bytes], NDArray[np.float32]]  # names and vectors [n, dim]


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
    waiting: deque[tuple[bytes, int, Future[_Read | None]]] = deque()
    with ThreadPoolExecutor(READERS, thread_name_prefix="vectors") as pool:
        for block, line in _numbered(source, form):
            waiting.append((block, line, pool.submit(_fast, block, form)))
            if len(waiting) > READERS:
                _take(*waiting.popleft(), form, gathering)
            if gathering.full:
                break
            progress(source.done, "reading the vectors")
        while waiting and not gathering.full:
            _take(*waiting.popleft(), form, gathering)
    return gathering


def _numbered(source: Source, form: LineForm) -> Iterator[tuple[bytes, int]]:
    """Blocks of whole lines without the line of sizes, each with the number of its first line."""
    line = 1
    for block in whole_lines(source, "Give one line for each name: the name, then its numbers."):
        if line == 1:
            block = block.removeprefix(b"\xef\xbb\xbf")
            if form.promised:
                end = block.find(b"\n") + 1
                block, line = block[end or len(block) :], 2
        if block:
            yield block, line
            line += _count(block)


def whole_lines(source: Source, mend: str) -> Iterator[bytes]:
    """Blocks that end where a line ends; the last one may lack its line end.

    Args:
        mend: what to do about a line that is too long.

    Raises:
        ReadError: a line is too long. LimitError: the text is.
    """
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
                    mend=mend,
                )
            continue
        yield b"".join(chain(waiting, (block[:end],)))
        waiting, length = [block[end:]], len(block) - end
    if any(waiting):
        yield b"".join(waiting)


def _count(block: bytes) -> int:
    return block.count(b"\n") + (not block.endswith(b"\n"))


def _take(
    block: bytes, line: int, reading: Future[_Read | None], form: LineForm, gathering: Gathering
) -> None:
    read = reading.result()
    if read is None:
        _read_odd(_plain(block), line, form, gathering)
        return
    names, vectors = read
    texts = [gathering.text(name) for name in names]
    gathering.add(texts, vectors, np.arange(line, line + len(names)))


def _plain(block: bytes) -> bytes:
    """Lines that end in a line feed alone; word2vec and fastText put a space before it."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    return block.replace(b" \n", b"\n") if b" \n" in block else block


def _fast(block: bytes, form: LineForm) -> _Read | None:
    """Names and vectors of a block of lines that are all alike, or None when they are not."""
    block = _plain(block)
    if b"\r" in block or b"\n\n" in block or block[:1] == b"\n":
        return None
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
    return table.column(0).to_pylist(), vectors


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
    gathering.add([gathering.text(name) for name, *_ in kept], vectors, places)
