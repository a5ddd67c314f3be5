"""fastai's tabular learner as its tutorial has it, with the contest's dimensions."""

from __future__ import annotations

from pathlib import Path

from benchmarks.contest import rows
from benchmarks.contest.trial import Clock, Trial, answer


def compete(data: Path, batch: int = 4096, epochs: int = 1) -> Trial:
    from fastai.tabular.all import (
        Categorify,
        CategoryBlock,
        TabularPandas,
        set_seed,
        tabular_learner,
    )

    set_seed(0)
    known = rows.read(data)
    table = rows.frame(known.values, known.classes)
    judged = rows.frame(known.judged_values, known.judged_classes)
    names = [name for name in table.columns if name != "class"]
    clock = Clock()
    prepared_table = TabularPandas(
        table, [Categorify], names, [], y_names="class", y_block=CategoryBlock()
    )
    loaders = prepared_table.dataloaders(bs=batch)
    learner = tabular_learner(loaders, layers=[rows.HIDDEN], emb_szs=dict.fromkeys(names, rows.DIM))
    prepared = clock()
    clock = Clock()
    points = []
    with learner.no_bar(), learner.no_logging():
        learner.fit_one_cycle(epochs)
        seconds = clock()
        odds, _ = learner.get_preds(dl=loaders.test_dl(judged.drop(columns="class")))
    points.append((seconds, rows.loss(odds.numpy(), known.judged_classes)))
    return Trial(points, epochs * (len(table) // batch) * batch, seconds, prepared)


if __name__ == "__main__":
    answer(compete)
