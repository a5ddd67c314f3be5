"""As many steps as a time budget holds: speed is measured, and what that taught is undone.

The plan is kept, as the learning rate follows it, so that its epochs can be asked for again. Where
learning turns out so slow that the budget would be exceeded by much, it ends where it stands.
"""

from __future__ import annotations

import time
from dataclasses import replace
from statistics import median

import torch

from explorer.data.checking import evaluation_steps
from explorer.data.defaults import ENOUGH, Settled
from explorer.learning.objective import Objective

SHARE = 0.05  # of the budget that measuring may take, and
LONGEST = 10.0  # seconds at most
PIECES = 5  # that it is measured in: what else the machine does for a moment spoils one of them
FEWEST = 3  # pieces, also where there is no time for them
LEAST = 0.5  # of the budget: learned for in any case, also where making ready took longer
LATE = 1.25  # times the budget: there learning ends, done or not
WHOLE_FROM = 4  # epochs from which on only whole ones are planned, so that they can be asked for


def within(seconds: float, gone: float, model: Objective, settled: Settled, rate: float) -> Settled:
    """The plan whose steps and evaluations take about `seconds` on this machine now.

    Args:
        seconds: the budget. gone: how many of them were spent before.
        model: before its first step; left as it was, to the bit.
        settled: the plan that would be followed without a budget.
        rate: the learning rate of the steps that are measured.

    Returns:
        `settled` with other epochs and total_steps.
    """
    per_step, per_look, spent = _measured(model, settled, rate, min(SHARE * seconds, LONGEST))
    left = max(seconds - gone - spent, LEAST * seconds)
    steps, most = 1, max(1, int(left / per_step))
    while steps < most:
        middle = (steps + most + 1) // 2
        fits = middle * per_step + per_look * len(evaluation_steps(middle)) <= left
        steps, most = (middle, most) if fits else (steps, middle - 1)
    if settled.patience:
        steps = min(steps, ENOUGH * settled.total_steps)
    per_epoch = settled.steps_per_epoch
    if steps >= WHOLE_FROM * per_epoch:
        steps -= steps % per_epoch
    return replace(settled, epochs=-(-steps // per_epoch), total_steps=steps, seconds=seconds)


def latest(seconds: float, gone: float) -> float:
    """Seconds of learning at which it ends, with a plan that was made for fewer.

    Args:
        seconds, gone: the budget, and how many of them were spent before the first step.

    >>> latest(10.0, 2.0), latest(10.0, 60.0)
    (10.0, 6.25)
    """
    return LATE * max(seconds - gone, LEAST * seconds)


def _measured(
    model: Objective, settled: Settled, rate: float, limit: float
) -> tuple[float, float, float]:
    """Seconds of a step, of an evaluation, and of measuring both."""
    clock = time.perf_counter
    began = clock()
    values = {name: value.clone() for name, value in model.parameters_by_name().items()}
    memory = {name: value.clone() for name, value in model.memory().items()}
    units = torch.arange(model.n_train)
    n_batches = settled.steps_per_epoch

    def batch(i: int) -> torch.Tensor:
        return units[i % n_batches :: n_batches][: settled.batch_size].contiguous()

    model.step(batch(0), 0, rate)  # the first one makes room and is slow
    model.held_loss()
    steps: list[float] = []
    looks: list[float] = []
    done, ends = 0, clock() + limit
    while len(steps) < FEWEST or (len(steps) < PIECES and clock() < ends):
        started = clock()
        if not looks or looks[0] < limit / (2 * PIECES):  # a dear one is measured once
            model.held_loss()
            looks.append(clock() - started)
        started, n = clock(), 0
        while n == 0 or (clock() - started < limit / PIECES and n < 1000):
            n += 1
            model.step(batch(done + n), done + n, rate)
        done += n
        steps.append((clock() - started) / n)
    for name, place in model.parameters_by_name().items():
        place.copy_(values[name])
    model.recall(memory)
    return median(steps), median(looks), clock() - began
