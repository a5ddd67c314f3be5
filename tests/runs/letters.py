"""Sequences in which what comes before mostly tells what comes next."""

from __future__ import annotations

import random
from pathlib import Path

FLAGS = ["--item", "letter", "--basket", "visit", "--order", "step", "--epochs", "25"]


def write(path: Path) -> None:
    """A file in which each letter is mostly followed by the next of the alphabet."""
    rng, lines = random.Random(0), ["visit,step,letter"]
    for visit in range(150):
        at = rng.randrange(20)
        for step in range(7):
            lines.append(f"v{visit},{step},letter {at}")
            at = (at + 1) % 20 if rng.random() < 0.85 else rng.randrange(20)
    path.write_text("\n".join(lines) + "\n")
