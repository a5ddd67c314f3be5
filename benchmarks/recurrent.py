"""What comes next beside a recurrent network: GRU4Rec's form, in plain PyTorch.

    python benchmarks/recurrent.py FILE --item COL [--basket COL] [--order COL]
        [--units 128] [--dropout 0.3] [--rate 0.002] [--epochs 80] [--patience 8]

The last item of every basket is asked for and all items are ranked, as `python -m explorer
evaluate` does. The recurrent network reads the whole history, is stopped where it ranks each
basket's last but one item best, and is given the same items. Its form and its loss, a softmax over
all items, are those of Hidasi, Karatzoglou, Baltrunas and Tikk, Session-based recommendations with
recurrent neural networks, ICLR 2016; one embedding serves as input and output, as Hidasi and
Karatzoglou, Recurrent neural networks with top-k gains, CIKM 2018, recommend.
"""

from __future__ import annotations

import argparse
import copy
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.records.spec import TrainingSpec
from explorer.runs import named_files
from explorer.runs.evaluation import evaluate
from explorer.runs.preparation import prepare
from explorer.sequences.histories import Histories
from explorer.sequences.ranking import score
from explorer.settings import Settings

LONGEST = 100  # items of a history that the network reads
BATCH = 64  # stretches of a history


class Recurrent(nn.Module):
    """Items one after another through an embedding and a GRU; what comes next by a softmax."""

    def __init__(self, n: int, units: int, dropout: float) -> None:
        super().__init__()
        self.items = nn.Embedding(n + 1, units, padding_idx=n)
        nn.init.normal_(self.items.weight, 0, 0.05)
        self.drop = nn.Dropout(dropout)
        self.walk = nn.GRU(units, units, batch_first=True)
        self.out = nn.Linear(units, units)
        self.lean = nn.Parameter(torch.zeros(n))

    def forward(self, items: Tensor) -> Tensor:
        """[batch, length] items -> [batch, length, units] what is known after each."""
        return self.drop(self.out(self.walk(self.drop(self.items(items)))[0]))

    def logits(self, known: Tensor) -> Tensor:
        return known @ self.items.weight[:-1].T + self.lean


def padded(lists: list[np.ndarray], blank: int) -> Tensor:
    """[n, longest] with blanks behind."""
    found = np.full((len(lists), max(map(len, lists))), blank)
    for row, items in enumerate(lists):
        found[row, : len(items)] = items
    return torch.from_numpy(found)


@torch.no_grad()
def ranks(model: Recurrent, n: int, baskets: list[np.ndarray], behind: int) -> list[np.ndarray]:
    """Places of the items `behind` the end of each basket: among all, and without those seen."""
    model.eval()
    every, unseen = [], []
    for begin in range(0, len(baskets), 256):
        some = baskets[begin : begin + 256]
        before = [items[: len(items) - behind] for items in some]
        asked = torch.tensor([items[len(items) - behind] for items in some])
        read = [items[-LONGEST:] for items in before]
        known = model(padded(read, n))[torch.arange(len(read)), [len(each) - 1 for each in read]]
        logits = model.logits(known)
        own = logits.gather(1, asked[:, None])
        every.append((logits > own).sum(dim=1).numpy())
        for row, items in enumerate(before):
            logits[row, items] = -torch.inf
        better = (logits > own).sum(dim=1).numpy()
        again = [answer in items for answer, items in zip(asked.tolist(), before, strict=True)]
        unseen.append(np.where(again, n, better))
    model.train()
    return [np.concatenate(each) for each in (every, unseen)]


def trained(baskets: list[np.ndarray], n: int, given: argparse.Namespace) -> Recurrent:
    """The network where it ranks the last but one items best."""
    torch.manual_seed(0)
    stretches = []
    for items in (basket[:-2] for basket in baskets):
        for end in range(len(items), 1, -LONGEST):
            stretches.append(items[max(0, end - LONGEST - 1) : end])
    model = Recurrent(n, given.units, given.dropout)
    adam = torch.optim.Adam(model.parameters(), lr=given.rate)
    best, kept, since = -1.0, model, 0
    for _ in range(given.epochs):
        for chosen in torch.randperm(len(stretches)).split(BATCH):
            some = padded([stretches[i] for i in chosen.tolist()], n)
            there = some[:, 1:] < n
            logits = model.logits(model(some[:, :-1])[there])
            adam.zero_grad()
            functional.cross_entropy(logits, some[:, 1:][there]).backward()
            adam.step()
        found = sum(score(ranks(model, n, baskets, 2)[1]))
        since += 1
        if found > best:
            best, kept, since = found, copy.deepcopy(model), 0
        if since == given.patience:
            break
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--item", required=True)
    parser.add_argument("--basket")
    parser.add_argument("--order")
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--dropout", type=float, default=0.3)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--epochs", type=int, default=80)
    parser.add_argument("--patience", type=int, default=8)
    given = parser.parse_args()
    spec = TrainingSpec(
        "next-item", item=given.item, basket=given.basket, order=given.order, unknown=0.0
    )
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        table = named_files.read(given.file, settings, lambda *_: None)
        dataset = prepare(table, spec, settings).dataset
        began = time.perf_counter()
        ours = evaluate(table, spec, settings, lambda _: False)
        own_seconds = time.perf_counter() - began
    histories = Histories.of(dataset)
    baskets = np.split(histories.entries.astype(np.int64), dataset.starts[1:-1])
    baskets = [items for items in baskets if len(items) > 1]
    began = time.perf_counter()
    model = trained([items for items in baskets if len(items) > 3], histories.blank, given)
    seconds = time.perf_counter() - began
    theirs = [score(each) for each in ranks(model, histories.blank, baskets, 1)]
    print(f"The last items of {len(baskets):,} baskets, {ours.items:,} items ranked")
    print(f"{'':24s} hit rate@10  MRR@10   seen left out: hit rate@10  MRR@10  seconds")
    rows = [
        ("ours, recommended", ours.every["recommended"], ours.unseen["recommended"], own_seconds),
        ("ours, network alone", ours.every["network"], ours.unseen["network"], own_seconds),
        ("recurrent network", *theirs, seconds),
    ]
    for name, every, unseen, took in rows:
        print(
            f"{name:24s} {every.hits:11.4f} {every.reciprocal:7.4f} {unseen.hits:27.4f}"
            f" {unseen.reciprocal:7.4f} {took:8.0f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
