"""The lines of Python that load each file elsewhere; shown beside it, and run by the tests."""

from __future__ import annotations


def csv_lines(file: str, *, defused: bool = False) -> str:
    """Args: defused: some names have an apostrophe before what a spreadsheet would run."""
    taken_off = (
        """\
# the ' that keeps a spreadsheet from running a name is none of it
table["category"] = table["category"].str.replace(r"^'(?='*\\s*[=+@＝＋－＠-])", "", regex=True)
"""
        if defused
        else ""
    )
    return f"""\
import pandas as pd

# names are texts, as written: 00501 keeps its zeros, and "NA" is a name
table = pd.read_csv({file!r}, dtype={{"category": str}}, keep_default_na=False)
{taken_off}vectors = table.filter(regex=r"^dim_\\d+$").to_numpy("float32")
row_of = {{name: i for i, name in enumerate(table["category"])}}  # "" is missing
"""


def parquet_lines(file: str, column: str) -> str:
    return f"""\
import numpy as np
import pandas as pd

table = pd.read_parquet({file!r})
table = table[table["column"] == {column!r}]
vectors = np.stack(table["vector"])  # float32; category is null for missing
"""


def word2vec_lines(file: str) -> str:
    return f"""\
from gensim.models import KeyedVectors

vectors = KeyedVectors.load_word2vec_format({file!r}, binary=False)
vectors.most_similar(vectors.index_to_key[0])
"""


def projector_lines(vectors: str, metadata: str) -> str:
    return f"""\
# In the TensorFlow Embedding Projector press Load: first {vectors}, then {metadata}.
import pandas as pd

vectors = pd.read_csv({vectors!r}, sep="\\t", header=None).to_numpy("float32")
labels = pd.read_csv({metadata!r}, sep="\\t", dtype=str, keep_default_na=False, quoting=3)
"""


def torch_lines(first: str) -> str:
    """Continues any lines that end with `vectors` [n, dim] float32.

    Args:
        first: what the first of them belongs to.
    """
    return f"""\
import torch

layer = torch.nn.Embedding.from_pretrained(torch.tensor(vectors), freeze=False)
first = layer(torch.tensor([0]))  # of {first}
"""


def history_lines(file: str) -> str:
    return f"""\
import pandas as pd

history = pd.read_csv({file!r})
best = history.loc[history["held_out_loss"].idxmin()]
"""
