"""Plain PyTorch: the loop of the tutorials, and one tuned as far as PyTorch's parts go."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from benchmarks.contest import rows
from benchmarks.contest.trial import Clock, Trial, answer

LOOKS = 8  # at the validation loss in an epoch; the clock stands still meanwhile


def compete(
    data: Path,
    loop: str = "tutorial",
    batch: int = 512,
    rate: float = 1e-3,
    epochs: int = 1,
    until: float = 0.0,
) -> Trial:
    """Args:
    loop: "tutorial" for an Embedding per column and a DataLoader; "tuned" for one table for
        all columns, rows shuffled in memory, fused Adam, warm-up and a cosine.
    rate: of Adam; at its peak where tuned.
    until: validation loss at which to stop.
    """
    import torch
    from torch import nn
    from torch.nn import functional
    from torch.utils.data import DataLoader, TensorDataset

    class Tutorial(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.tables = nn.ModuleList(nn.Embedding(level, rows.DIM) for level in known.levels)
            for table in self.tables:
                nn.init.normal_(table.weight, 0, 0.1)
            self.inner = nn.Linear(rows.DIM * len(known.levels), rows.HIDDEN)
            self.outer = nn.Linear(rows.HIDDEN, known.n_classes)

        def forward(self, values):
            looked_up = [table(values[:, j]) for j, table in enumerate(self.tables)]
            return self.outer(torch.relu(self.inner(torch.cat(looked_up, dim=1))))

    class Fused(Tutorial):
        def __init__(self) -> None:
            super().__init__()
            self.tables = None
            self.table = nn.Embedding(sum(known.levels), rows.DIM)
            nn.init.normal_(self.table.weight, 0, 0.1)

        def forward(self, values):
            looked_up = self.table(values).view(len(values), -1)
            return self.outer(torch.relu(self.inner(looked_up)))

    torch.manual_seed(0)
    known = rows.read(data)
    torch.optim.Adam([torch.zeros(1, requires_grad=True)])  # its first one imports for a second
    clock = Clock()
    tuned = loop == "tuned"
    offsets = np.concatenate([[0], np.cumsum(known.levels)[:-1]]) if tuned else 0
    values, classes = torch.from_numpy(known.values + offsets), torch.from_numpy(known.classes)
    judged = torch.from_numpy(known.judged_values + offsets)
    judged_classes = torch.from_numpy(known.judged_classes)
    model = Fused() if tuned else Tutorial()
    adam = torch.optim.Adam(model.parameters(), lr=rate, fused=tuned or None)
    n_batches = math.ceil(len(values) / batch)
    looks = {round((i + 1) * n_batches / LOOKS) - 1 for i in range(LOOKS)}
    prepared = clock()

    def batches():
        if not tuned:
            yield from DataLoader(TensorDataset(values, classes), batch_size=batch, shuffle=True)
            return
        order = torch.randperm(len(values))
        shuffled, answers = values[order], classes[order]
        for start in range(0, len(values), batch):
            yield shuffled[start : start + batch], answers[start : start + batch]

    clock, points, seen = Clock(), [], 0
    for epoch in range(epochs):
        for at, (some, answers) in enumerate(batches()):
            if tuned:
                share = (epoch + at / n_batches) / epochs
                falling = 0.5 * (1 + math.cos(math.pi * (share - 0.1) / 0.9))
                slope = share / 0.1 if share < 0.1 else falling
                adam.param_groups[0]["lr"] = rate * max(slope, 1e-3)
            adam.zero_grad()
            loss = functional.cross_entropy(model(some), answers)
            loss.backward()
            adam.step()
            if not tuned:
                loss.item()  # tutorials add it up
            seen += len(some)
            if at in looks:
                with clock.paused(), torch.no_grad():
                    held = float(functional.cross_entropy(model(judged), judged_classes))
                points.append((clock(), held))
                if held <= until:
                    return Trial(points, seen, clock(), prepared)
    return Trial(points, seen, clock(), prepared)


if __name__ == "__main__":
    answer(compete)
