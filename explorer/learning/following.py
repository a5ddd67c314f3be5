"""How probable items follow on items, for what a batch asks: exactly, or from a draw of them."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import embedding

from explorer.learning import near_softmax, square_kernels
from explorer.learning.near_softmax import Near, near_logs
from explorer.learning.square_softmax import log_shares, log_totals, wide_enough
from explorer.sequences.followers import Followers

DROPPED = 0.2  # share of the numbers of the items' table hidden in a step


class Table(NamedTuple):
    """`follows(y | x) = softmax over y of (items[x] . guesses[y] + lean[y])`.

    Attributes:
        items, guesses: [n, width]. lean: [n].
    """

    items: Tensor
    guesses: Tensor
    lean: Tensor


class Found(NamedTuple):
    """Attributes:
    items: [m, width] rows of the items that a batch holds, some of their numbers hidden.
    local: [batch, length] the histories as rows of `items`.
    logs: [batch, pairs + length] log-probabilities, as `believing.mean_loss` takes them.
    """

    items: Tensor
    local: Tensor
    logs: Tensor


class Following:
    """One table of guesses, asked at the pairs that histories and targets make."""

    def __init__(
        self, counts: Followers, length: int, few: int, repeats: bool, sampled: int, threads: int
    ) -> None:
        """See `NextItem`; `sampled` categories are drawn for each batch, 0 takes all of them."""
        self.n = len(counts.popularity)
        self.length, self.repeats, self.threads = length, repeats, threads
        self.near = Near.of(counts) if sampled else None
        self.sampled = sampled
        self._earlier, self._later = torch.tril_indices(few, few, -1)
        self._room = torch.empty(0, 0)

    def learned(self, table: Table, at: Tensor, targets: Tensor, noise: torch.Generator) -> Found:
        """With gradients, some numbers of the items hidden.

        Args:
            at: [batch, length] histories, any item for a blank. targets: [batch].
        """
        if self.sampled:
            ones, local = torch.unique(at, return_inverse=True)
            items = _hidden(embedding(ones, table.items), noise)
            logs = self._estimated(table._replace(items=items), ones, local, at, targets, noise)
            return Found(items, local, logs)
        items = _hidden(table.items, noise)
        rows, columns = self._pairs(at, at, targets)
        flat = log_shares(
            items,
            table.guesses,
            table.lean,
            rows.view(-1),
            columns.view(-1),
            self._room_of(self.n, wide_enough(self.n)),
            self.threads,
        )
        return Found(items, at, flat.view(rows.shape))

    @torch.no_grad()
    def exact(self, table: Table, at: Tensor, targets: Tensor, totals: Tensor) -> Found:
        """Without gradients, each softmax over all categories.

        Args:
            totals: [m] of the distinct items of `at`, as `totals_of` makes them.
        """
        ones, local = torch.unique(at, return_inverse=True)
        rows, columns = self._pairs(local, at, targets)
        items, found = table.items[ones], torch.empty(rows.numel())
        square_kernels.dots(
            items.numpy(),
            table.guesses.contiguous().numpy(),
            rows.view(-1).numpy(),
            columns.view(-1).numpy(),
            found.numpy(),
        )
        return Found(items, local, found.view(rows.shape) + table.lean[columns] - totals[rows])

    @torch.no_grad()
    def totals_of(self, table: Table, entries: Tensor) -> Tensor:
        """Exact logs of the softmaxes' totals of the distinct ones of some entries, by number."""
        items = table.items[torch.unique(entries)]
        return log_totals(items, table.guesses, table.lean, self.threads)

    def _pairs(self, rows: Tensor, at: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """[batch, pairs + length] twice: on which item what is asked.

        Args:
            rows, at: [batch, length] the histories, as rows of any table and of that of all.
        """
        length = self.length
        if self.repeats:
            on, after = rows[:, self._earlier], at[:, self._later]
        else:
            on, after = rows.repeat_interleave(length, dim=1), at.repeat(1, length)
        wanted = targets[:, None].expand(-1, length)
        return torch.cat([on, rows], dim=1), torch.cat([after, wanted], dim=1)

    def _estimated(
        self,
        table: Table,
        ones: Tensor,
        local: Tensor,
        at: Tensor,
        targets: Tensor,
        noise: torch.Generator,
    ) -> Tensor:
        """From categories drawn for all and those near each item."""
        assert self.near is not None, "made where there are many categories"
        drawn = torch.randperm(self.n, generator=noise)[: self.sampled]
        rows, columns = self._pairs(local, at, targets)
        asked = near_softmax.Asked(
            near=self.near,
            ones=ones,
            rows=rows.view(-1),
            columns=columns.view(-1),
            drawn=drawn,
            room=self._room_of(len(ones), self.sampled),
            threads=self.threads,
        )
        found = near_logs(asked, *table).view(rows.shape)
        member = torch.zeros(self.n)
        member[drawn] = self.n / self.sampled
        stand_in = torch.where(self.near.holds(at, targets[:, None]), 1.0, member[targets][:, None])
        n_pairs = rows.shape[1] - self.length
        on_each, follows = found[:, :n_pairs].clamp(max=0.0), found[:, n_pairs:]
        return torch.cat([on_each, _log_follows(follows, stand_in)], dim=1)

    def _room_of(self, rows: int, columns: int) -> Tensor:
        """At least so many rows, kept from step to step."""
        if len(self._room) < rows or self._room.shape[1] != columns:
            self._room = torch.empty(rows, columns)
        return self._room


def _hidden(items: Tensor, noise: torch.Generator) -> Tensor:
    return items * (torch.rand(items.shape, generator=noise) >= DROPPED) / (1 - DROPPED)


def _log_follows(logs: Tensor, stand_in: Tensor) -> Tensor:
    """Log-probabilities from those whose totals were estimated.

    The category asked for takes the place of those it stands for, so that it is in the total
    once: its share r of it becomes r / (1 + r * (1 - stand_in)).

    Args:
        stand_in: of each how often it is in its total: not at all, once, or for all that it was
            drawn for.
    """
    return -torch.log((torch.exp(-logs.clamp(min=-60.0)) + 1.0 - stand_in).clamp(min=1.0))
