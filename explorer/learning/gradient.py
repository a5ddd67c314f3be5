"""Objectives whose loss torch differentiates, corrected by Adam."""

from __future__ import annotations

from abc import abstractmethod

import torch
from torch import Tensor, nn

from explorer.data.defaults import Settled
from explorer.learning.adam import BETAS
from explorer.learning.objective import Objective
from explorer.learning.randomness import torch_generator


class ByGradient(nn.Module, Objective):
    """A torch module with a loss per batch."""

    def begin(self, settled: Settled, seed: int) -> None:
        """Make the optimizer, once all parameters are there."""
        self._seed = seed
        pulled, (slow, pace) = self.penalized(), self.slowed()
        ids = {id(parameter) for parameter in [*pulled, *slow]}
        free = [parameter for parameter in self.parameters() if id(parameter) not in ids]
        decay = settled.weight_decay / self.n_train
        groups = [
            {"params": pulled, "weight_decay": decay, "pace": 1.0},
            {"params": slow, "weight_decay": 0.0, "pace": pace},
            {"params": free, "weight_decay": 0.0, "pace": 1.0},
        ]
        self._adam = torch.optim.Adam(groups, lr=settled.learning_rate, betas=BETAS, fused=True)

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
        """Restore what must hold of the parameters after the optimizer moved them."""
        return

    def step(self, units: Tensor, step: int, rate: float) -> float:
        for group in self._adam.param_groups:
            group["lr"] = rate * group["pace"]
        self._adam.zero_grad(set_to_none=True)
        loss, shown = self.loss(units, torch_generator(self._seed, "step", step))
        torch.autograd.backward(loss)
        self._adam.step()
        self.after_step()
        return shown

    def parameters_by_name(self) -> dict[str, Tensor]:
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def memory(self) -> dict[str, Tensor]:
        states = self._adam.state_dict()["state"]
        return {
            f"{index}.{name}": value
            for index, state in states.items()
            for name, value in state.items()
        }

    def recall(self, memory: dict[str, Tensor]) -> None:
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in memory.items():
            index, key = name.split(".", 1)
            state.setdefault(int(index), {})[key] = value
        groups = self._adam.state_dict()["param_groups"]
        self._adam.load_state_dict({"state": state, "param_groups": groups})
