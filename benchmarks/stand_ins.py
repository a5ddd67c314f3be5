"""Do items that are bought in place of each other lie near each other, as in gensim's word2vec?

    python benchmarks/stand_ins.py [--seeds 3]

Made-up baskets are of one of six occasions; of most of its five kinds of things each holds one
brand out of three, and some items that anybody buys. Two brands of a kind hardly ever meet, but
keep the same company. `kind` is the share of the two nearest that are of the same kind, `occasion`
that of the ten nearest of the same occasion, medians over the seeds; `PPMI` is the textbook's map
of as many dimensions. gensim comes with `.[peers]`, and takes its defaults but for whole baskets
as windows, 20 epochs, and the dimensions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.baskets import Baskets, quality
from benchmarks.quality import learn
from benchmarks.textbook import ppmi_svd
from explorer.analysis.baseline import spectral
from explorer.records.dataset import Dataset
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.vocabulary import Vocabulary

OCCASIONS, KINDS, BRANDS, ANYBODYS = 6, 5, 3, 20
N_BASKETS, DIM, EPOCHS = 3_000, 12, 20


def generate(seed: int) -> Baskets:
    """The groups are of the kinds; what anybody buys is of one kind for each item."""
    draw = np.random.default_rng(seed)
    n = OCCASIONS * KINDS * BRANDS
    baskets = []
    for occasion in draw.integers(0, OCCASIONS, N_BASKETS):
        kinds = draw.permutation(KINDS)[: draw.integers(2, KINDS + 1)]
        own = (occasion * KINDS + kinds) * BRANDS + draw.integers(0, BRANDS, len(kinds))
        baskets.append(np.append(own, n + draw.integers(0, ANYBODYS, draw.integers(0, 3))))
    starts = np.concatenate([[0], np.cumsum([len(basket) for basket in baskets])])
    groups = np.append(np.arange(n) // BRANDS, OCCASIONS * KINDS + np.arange(ANYBODYS))
    return Baskets(np.concatenate(baskets).astype(np.int32), starts.astype(np.int64), groups)


def maps(made: Baskets, seed: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Name and [n, DIM] vectors of the branded items, by all that can make them."""
    texts = [str(item) for item in made.items]
    vocabulary = Vocabulary.fit("item", texts)
    dataset = Dataset((vocabulary,), vocabulary.encode(texts)[:, None], starts=made.starts)
    at = [vocabulary.categories.index(str(item)) for item in range(OCCASIONS * KINDS * BRANDS)]
    column = (ColumnSpec("item", DIM),)
    spec = TrainingSpec("cooccurrence", column, item="item", seed=seed)
    for name, method in (("word2vec", "sgns"), ("GloVe", "glove"), ("spectral", "spectral")):
        yield name, learn(dataset, replace(spec, method=method)).vectors[0][at]
    yield "counts, without training", spectral(dataset, [DIM])[0][at]
    yield "PPMI", ppmi_svd(dataset, 0, (DIM,), None)[0][at]
    try:
        from gensim.models import Word2Vec
    except ImportError:
        return
    baskets = [texts[a:b] for a, b in zip(made.starts[:-1], made.starts[1:], strict=True)]
    settings = {"sg": 1, "window": 20, "min_count": 1, "epochs": EPOCHS, "workers": 1, "seed": seed}
    theirs = Word2Vec(baskets, vector_size=DIM, **settings)
    yield "gensim, skip-gram", np.stack([theirs.wv[vocabulary.categories[i]] for i in at])


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=3)
    found: dict[str, list[tuple[float, float]]] = {}
    for seed in range(parser.parse_args().seeds):
        made = generate(seed)
        kind = made.groups[: OCCASIONS * KINDS * BRANDS]
        for name, vectors in maps(made, seed):
            right = quality(vectors, kind, 2), quality(vectors, kind // KINDS, 10)
            found.setdefault(name, []).append(right)
    for name, each in found.items():
        of_kind, of_occasion = np.median(each, axis=0)
        print(f"{name:26s} kind {of_kind:.3f}  occasion {of_occasion:.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
