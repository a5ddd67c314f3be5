"""The softmax totals of many categories: of each, the few likeliest exactly, the rest by a draw.

What follows on a category is mostly some tens of others, and those are known from counts. A draw
shared by all misses nearly all of them, so totals estimated from it alone are wrong by what
matters most; it is good for the rest, of which each one weighs little.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx
from torch.nn.functional import embedding

from explorer.learning import square_kernels
from explorer.sequences.followers import Followers

NEAREST = 48  # followers of a category that are counted exactly
NOWHERE = -1e9  # the logit of what does not count


@dataclass(frozen=True, slots=True)
class Near:
    """Of each category those that followed on it most often.

    Attributes:
        entries: [n, NEAREST] int64; n where fewer followed.
        keys: [m] int64, ascending: `category * n + follower` of all of them.
    """

    entries: Tensor
    keys: Tensor

    @classmethod
    def of(cls, counts: Followers) -> Near:
        n = len(counts.popularity)
        rows = np.repeat(np.arange(n), np.diff(counts.starts))
        order = np.lexsort((counts.followers, -counts.shares, rows))
        place = np.arange(len(rows)) - counts.starts[rows]
        order, place = order[place < NEAREST], place[place < NEAREST]
        entries = np.full((n, NEAREST), n)
        entries[rows[order], place] = counts.followers[order]
        keys = np.sort(rows[order] * n + counts.followers[order])
        return cls(torch.from_numpy(entries), torch.from_numpy(keys))

    def holds(self, categories: Tensor, followers: Tensor) -> Tensor:
        """Whether each follower is among the likeliest of its category; of any one shape."""
        asked = categories * len(self.entries) + followers
        at = torch.searchsorted(self.keys, asked).clamp_(max=max(0, len(self.keys) - 1))
        return self.keys[at] == asked if len(self.keys) else torch.zeros_like(asked).bool()

    def totals(
        self, categories: Tensor, items: Tensor, guesses: Tensor, lean: Tensor, drawn: Tensor
    ) -> Tensor:
        """[m] log-sum-exp over y of `items[x] . guesses[y] + lean[y]`, estimated.

        Source of the draw: Bengio and Senécal, Adaptive Importance Sampling, 2008, uniform.

        Args:
            categories: [m] distinct x. items, guesses: [n, width]. lean: [n].
            drawn: [k] distinct, each standing for n / k of those that are not near.
        """
        n = len(lean)
        own = self.entries[categories]
        there = own < n
        near = own.clamp(max=n - 1)
        dots = _Dots.apply(  # type: ignore[no-untyped-call]  # torch's own
            items, guesses, categories.repeat_interleave(NEAREST), near.view(-1)
        )
        exact = (dots.view(near.shape) + lean[near]).masked_fill(~there, NOWHERE)
        stands_for = math.log(n / len(drawn))
        logits = torch.addmm(
            lean[drawn] + stands_for, embedding(categories, items), guesses[drawn].T
        )
        place = torch.full((n + 1,), -1)
        place[drawn] = torch.arange(len(drawn))
        among = place[own]
        row, _ = torch.nonzero(among >= 0, as_tuple=True)
        logits[row, among[among >= 0]] = NOWHERE
        return torch.logaddexp(exact.logsumexp(dim=1), logits.logsumexp(dim=1))


class _Dots(torch.autograd.Function):
    """[m] `items[x] . guesses[y]` at pairs (x, y)."""

    @staticmethod
    def forward(
        ctx: FunctionCtx, items: Tensor, guesses: Tensor, rows: Tensor, columns: Tensor
    ) -> Tensor:
        items, guesses = items.contiguous(), guesses.contiguous()
        found = torch.empty(len(rows))
        square_kernels.dots(
            items.numpy(), guesses.numpy(), rows.numpy(), columns.numpy(), found.numpy()
        )
        ctx.save_for_backward(items, guesses, rows, columns)
        return found

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor, Tensor, None, None]:
        items, guesses, rows, columns = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        to_items, to_guesses = torch.zeros_like(items), torch.zeros_like(guesses)
        pairs, given = (rows.numpy(), columns.numpy()), upstream.contiguous().numpy()
        square_kernels.add_rows(
            0, len(items), guesses.numpy(), *pairs[::-1], given, to_items.numpy()
        )
        square_kernels.add_rows(0, len(guesses), items.numpy(), *pairs, given, to_guesses.numpy())
        return to_items, to_guesses, None, None
