"""Which item of a history is believed: the loss of what comes next, with its gradients.

One compiled pass over the batch takes the hidden layer forward and back (see
`believing_kernels.believe`); only what many rows share is summed by torch.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import FunctionCtx

from explorer.learning import believing_kernels as kernels
from explorer.spectral.threads import in_parts

PART = 2048  # rows that one thread takes at a time


class Asked(NamedTuple):
    """What a batch asks.

    Attributes:
        at: [batch, length] int64 items, the last one first; `blank` where there is none.
        local: [batch, length] int64 their rows of `Believer.said`; any row for a blank.
        targets: [batch] int64 what came next. repeats: an item may come again.
    """

    at: Tensor
    local: Tensor
    blank: int
    targets: Tensor
    repeats: bool


class Believer(NamedTuple):
    """The hidden layer, and what comes for no reason that the history has.

    Attributes:
        said: [n, believed * width] what each item adds to it, one place after the other.
        bias: [width]. around: [fits + believed, width] what fits and blanks add.
        place: [length + 1], outer: [length + 1, width] how far each item is believed, and none.
        common: [n] log-probabilities.
    """

    said: Tensor
    bias: Tensor
    around: Tensor
    place: Tensor
    outer: Tensor
    common: Tensor


def losses(asked: Asked, logs: Tensor, layer: Believer, threads: int) -> Tensor:
    """[batch] nats of the targets, without gradients; `logs` as for `mean_loss`."""
    with torch.no_grad():
        return _pass(asked, logs, layer, 0.0, threads)[0]


def mean_loss(asked: Asked, logs: Tensor, layer: Believer, threads: int) -> Tensor:
    """Mean nats of the targets.

    Args:
        logs: [batch, pairs + length] log-probabilities: of each later item on each earlier one
            of the last ones (where nothing repeats, of each on each, by rows of the former),
            then of the target on each.
    """
    found = _MeanLoss.apply(asked, threads, logs, *layer)  # type: ignore[no-untyped-call]  # torch's own
    assert isinstance(found, Tensor), "one tensor"
    return found


class _MeanLoss(torch.autograd.Function):
    """The pass gives loss and gradients at once, so all is done before anybody asks."""

    @staticmethod
    def forward(
        ctx: FunctionCtx, asked: Asked, threads: int, logs: Tensor, *given: Tensor
    ) -> Tensor:
        layer = Believer(*given)
        nats, to_logs, seen, hidden, to_hidden, to_asked, to_common = _pass(
            asked, logs, layer, 1 / len(logs), threads
        )
        to_said, to_common_of_all = torch.zeros_like(layer.said), torch.zeros_like(layer.common)
        n_places = layer.said.shape[1] // to_hidden.shape[1]

        def send_back(part: tuple[int, int]) -> None:
            kernels.add_said(
                *part,
                asked.at.numpy(),
                asked.local.numpy(),
                asked.blank,
                to_hidden.numpy(),
                to_said.numpy(),
            )

        places = [(k, k + 1) for k in range(n_places)]
        in_parts(send_back, places, threads)
        kernels.add_common(
            asked.at.numpy(),
            asked.blank,
            asked.targets.numpy(),
            to_common.numpy(),
            to_common_of_all.numpy(),
        )
        ctx.save_for_backward(
            to_logs,
            to_said,
            to_hidden.sum(dim=0),
            seen.T @ to_hidden,
            to_asked.sum(dim=0),
            to_asked.T @ hidden,
            to_common_of_all,
        )
        return nats.mean()

    @staticmethod
    def backward(ctx: FunctionCtx, upstream: Tensor) -> tuple[Tensor | None, ...]:
        found = ctx.saved_tensors  # type: ignore[attr-defined]  # set above
        return None, None, *(gradient.mul_(upstream) for gradient in found)


def _pass(asked: Asked, logs: Tensor, layer: Believer, weight: float, threads: int) -> list[Tensor]:
    """Nats and gradients, as `believing_kernels.believe` receives them."""
    (m, length), width = asked.at.shape, len(layer.bias)
    received = [
        torch.empty(shape)
        for shape in (
            (m,),
            logs.shape,
            (m, len(layer.around)),
            *((m, width), (m, width)),
            *((m, length + 1), (m, length + 1)),
        )
    ]
    read = [each.detach().contiguous().numpy() for each in (logs, *layer)]
    said, bias, around, place, outer, common = read[1:]
    nats, to_logs, seen, hidden, to_hidden, to_asked, to_common = (
        each.numpy() for each in received
    )

    def believe(part: tuple[int, int]) -> None:
        kernels.believe(
            part[0],
            part[1],
            asked.at.numpy(),
            asked.local.numpy(),
            asked.blank,
            asked.targets.numpy(),
            asked.repeats,
            read[0],
            said,
            bias,
            around,
            place,
            outer,
            common,
            np.float32(weight),
            nats,
            to_logs,
            seen,
            hidden,
            to_hidden,
            to_asked,
            to_common,
        )

    parts = [(first, min(first + PART, m)) for first in range(0, m, PART)]
    in_parts(believe, parts, threads)
    return received
