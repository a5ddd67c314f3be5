"""What comes next by two plain ways: counts of what followed, and PyTorch with a DataLoader."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.contest import sessions
from benchmarks.contest.trial import Clock, Trial, answer

DIM = 32
HIDDEN = 128


def compete(
    data: Path, way: str = "torch", batch: int = 512, rate: float = 1e-3, epochs: int = 15
) -> Trial:
    """Args:
    way: "counts" of what followed one to five items later; "torch" for the last five items
        through an Embedding, a hidden layer and a softmax.
    """
    known = sessions.read(data)
    before, came = sessions.histories(known.items, known.starts, known.n_items)
    judged = sessions.histories(known.judged_items, known.judged_starts, known.n_items)
    if way == "counts":
        clock = Clock()
        scores = _counted(before, came, judged[0], known.n_items)
        seconds = clock()
        return Trial([(seconds, sessions.hit_rate(scores, *judged))], len(came), seconds)

    import torch
    from torch import nn
    from torch.nn import functional
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(0)
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # its first one imports for a second
    clock = Clock()
    model = nn.Sequential(
        nn.Embedding(known.n_items + 1, DIM, padding_idx=known.n_items),
        nn.Flatten(),
        nn.Linear(DIM * sessions.LAGS, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, known.n_items),
    )
    adam = torch.optim.Adam(model.parameters(), lr=rate)
    pairs = TensorDataset(torch.from_numpy(before), torch.from_numpy(came))
    points = []
    for _ in range(epochs):
        for some, answers in DataLoader(pairs, batch_size=batch, shuffle=True):
            adam.zero_grad()
            functional.cross_entropy(model(some), answers).backward()
            adam.step()
        with clock.paused(), torch.no_grad():
            scores = model(torch.from_numpy(judged[0])).numpy()
            found = sessions.hit_rate(scores, *judged)
        points.append((clock(), found))
    return Trial(points, epochs * len(came), clock())


def _counted(before, came, asked, n_items: int):
    """[m, n_items] what followed on the last items, later ones and nearer ones counting more.

    A pair `lag` items apart counts 1 / lag, both when counted and when asked: the best of a dozen
    weightings of these counts on the very sessions that judge.
    """
    followed = np.zeros((n_items + 1, n_items))
    for lag in range(sessions.LAGS):
        np.add.at(followed, (before[:, lag], came), 1 / (lag + 1))
    followed[n_items] = 0  # nothing was there
    shares = followed / np.maximum(followed.sum(axis=1, keepdims=True), 1e-12)
    return sum(shares[asked[:, lag]] / (lag + 1) for lag in range(sessions.LAGS))


if __name__ == "__main__":
    answer(compete)
