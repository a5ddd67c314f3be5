"""Objectives whose loss torch differentiates, corrected by Adam."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim.adam import adam

from explorer.data.defaults import Settled
from explorer.learning.adam import BETAS
from explorer.learning.objective import Objective
from explorer.learning.randomness import torch_generator

EPSILON = 1e-8
MEMORY = ("step", "exp_avg", "exp_avg_sq")  # what Adam keeps of a parameter, as torch names it


@dataclass(frozen=True, slots=True)
class _Group:
    """Parameters that are corrected alike, and the place of the first among all of them."""

    parameters: list[nn.Parameter]
    first: int
    decay: float
    pace: float


class ByGradient(nn.Module, Objective):
    """A torch module with a loss per batch."""

    def begin(self, settled: Settled, seed: int) -> None:
        """Say how each parameter is corrected, once all parameters are there."""
        self._seed = seed
        pulled, (slow, pace) = self.penalized(), self.slowed()
        ids = {id(parameter) for parameter in [*pulled, *slow]}
        free = [parameter for parameter in self.parameters() if id(parameter) not in ids]
        decay = settled.weight_decay / self.n_train
        self._groups = [
            _Group(pulled, 0, decay, 1.0),
            _Group(slow, len(pulled), 0.0, pace),
            _Group(free, len(pulled) + len(slow), 0.0, 1.0),
        ]
        self._moments: dict[int, tuple[Tensor, Tensor, Tensor]] = {}  # in the order of MEMORY

    @abstractmethod
    def penalized(self) -> list[nn.Parameter]:
        """Parameters pulled toward zero by the weight decay."""

    def slowed(self) -> tuple[list[nn.Parameter], float]:
        """Parameters that move at a share of the learning rate, and that share."""
        return [], 1.0

    @abstractmethod
    def loss(self, units: Tensor, noise: torch.Generator) -> tuple[Tensor, float]:
        """What to minimize on a batch, and the loss shown to the person."""

    def after_step(self) -> None:
        """Restore what must hold of the parameters after Adam moved them."""
        return

    def step(self, units: Tensor, step: int, rate: float) -> float:
        self.zero_grad(set_to_none=True)
        loss, shown = self.loss(units, torch_generator(self._seed, "step", step))
        torch.autograd.backward(loss)
        with torch.no_grad():
            for group in self._groups:
                self._correct(group, rate)
        self.after_step()
        return shown

    def _correct(self, group: _Group, rate: float) -> None:
        # The function, not torch.optim.Adam: making that one imports torch's compiler, seconds
        # of work that nothing here needs.
        moved = [
            (place, parameter)
            for place, parameter in enumerate(group.parameters, group.first)
            if parameter.grad is not None
        ]
        if not moved:
            return
        for place, parameter in moved:
            if place not in self._moments:
                none = torch.zeros_like(parameter)
                self._moments[place] = (torch.zeros(()), none, none.clone())
        steps, means, squares = zip(*(self._moments[place] for place, _ in moved), strict=True)
        adam(
            [parameter for _, parameter in moved],
            [parameter.grad for _, parameter in moved if parameter.grad is not None],
            list(means),
            list(squares),
            [],
            list(steps),
            fused=True,
            amsgrad=False,
            beta1=BETAS[0],
            beta2=BETAS[1],
            lr=rate * group.pace,
            weight_decay=group.decay,
            eps=EPSILON,
            maximize=False,
        )

    def parameters_by_name(self) -> dict[str, Tensor]:
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def memory(self) -> dict[str, Tensor]:
        return {
            f"{place}.{name}": value
            for place, moments in sorted(self._moments.items())
            for name, value in zip(MEMORY, moments, strict=True)
        }

    def recall(self, memory: dict[str, Tensor]) -> None:
        places = {int(name.split(".", 1)[0]) for name in memory}
        self._moments = {}
        for place in places:
            steps, means, squares = (memory[f"{place}.{name}"].clone() for name in MEMORY)
            self._moments[place] = (steps, means, squares)
