"""The number or code before the items of a line: taken off, and said."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from explorer.data.lists import part
from explorer.data.profiling import shorten
from explorer.records.table import Problem


def without_keys(lines: pa.DictionaryArray, key: str) -> tuple[pa.DictionaryArray, int, str]:
    """The lines without what matches `Ragged.key`, how many had it, and the first as it stood.

    >>> lines = pa.array(["7;tea;milk", "tea", "8;tea"]).dictionary_encode()
    >>> kept, n, first = without_keys(lines, r"^\\d+;")
    >>> kept.to_pylist(), n, first
    (['tea;milk', 'tea', 'tea'], 2, '7;')
    """
    texts = lines.dictionary
    keyed = np.asarray(pc.match_substring_regex(texts, key))
    kept = pc.replace_substring_regex(texts, key, "")
    present = lines.indices.drop_null().to_numpy()
    n = int(np.count_nonzero(keyed[present]))
    first = ""
    if keyed.any():
        place = int(np.argmax(keyed))
        whole, rest = texts[place].as_py(), kept[place].as_py()
        first = whole[: len(whole) - len(rest)]
    return pa.DictionaryArray.from_arrays(lines.indices, kept), n, first


def keys_left_out(n: int, example: str, separator: str) -> Problem:
    """What was left out of so many lines.

    >>> keys_left_out(300, "1001;", ";").sentence
    "300 lines begin with a number or code of their own, such as '1001'; it names the line, is no \
item, and was left out."
    """
    names = [repr(shorten(name, 40)) for name in part(example, separator) or [example]]
    what = "a number or code" if len(names) == 1 else "a number or code and a name"
    left = (
        "it names the line, is no item, and was"
        if len(names) == 1
        else ("they name the line, are no items, and were")
    )
    return Problem(
        "keys of lines",
        f"{n:,} lines begin with {what} of their own, such as {' and '.join(names)}; {left} left "
        "out.",
        "dropped",
        n,
    )
