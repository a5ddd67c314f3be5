"""pytorch-widedeep's TabMlp as its first example has it, with the contest's dimensions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from benchmarks.contest import rows
from benchmarks.contest.trial import Clock, Trial, answer

NAMES: list[Any] = []  # of operators; they last as long as these objects


def have_torchvision() -> None:
    """Make torchvision importable; widedeep asks for it, though tables have no pictures.

    PyPI's torchvision is built for PyTorch with CUDA. Beside a CPU build its own operators are
    missing, and it ends at each one that it describes; names without a body will do.
    """
    import torch

    for _ in range(30):
        try:
            import torchvision  # noqa: F401  # whether it loads is the question
        except RuntimeError as error:
            missing = re.search(r"operator torchvision::(\w+) does not exist", str(error))
            if missing is None:
                raise
            NAMES.append(torch.library.Library("torchvision", "FRAGMENT"))
            NAMES[-1].define(f"{missing.group(1)}() -> ()")
        else:
            return


def compete(data: Path, batch: int = 4096, epochs: int = 1) -> Trial:
    have_torchvision()
    from pytorch_widedeep import Trainer
    from pytorch_widedeep.models import TabMlp, WideDeep
    from pytorch_widedeep.preprocessing import TabPreprocessor

    known = rows.read(data)
    table = rows.frame(known.values, known.classes)
    judged = rows.frame(known.judged_values, known.judged_classes)
    names = [name for name in table.columns if name != "class"]
    clock = Clock()
    reading = TabPreprocessor(cat_embed_cols=[(name, rows.DIM) for name in names])
    inputs = reading.fit_transform(table)
    tables = TabMlp(
        column_idx=reading.column_idx,
        cat_embed_input=reading.cat_embed_input,
        mlp_hidden_dims=[rows.HIDDEN],
    )
    trainer = Trainer(
        WideDeep(deeptabular=tables, pred_dim=known.n_classes),
        objective="multiclass",
        num_workers=0,
        seed=0,
        verbose=0,
    )
    prepared = clock()
    clock = Clock()
    trainer.fit(X_tab=inputs, target=known.classes, n_epochs=epochs, batch_size=batch)
    seconds = clock()
    odds = trainer.predict_proba(X_tab=reading.transform(judged), batch_size=batch)
    points = [(seconds, rows.loss(odds, known.judged_classes))]
    return Trial(points, epochs * len(table), seconds, prepared)


if __name__ == "__main__":
    answer(compete)
