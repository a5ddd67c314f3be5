"""A run without a store: from a file to a folder, for the command line."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.analysis.projection import FEWEST, pca_projection, umap_layout
from explorer.analysis.similarity import Pairs
from explorer.data.selection import resolve
from explorer.errors import SpecError
from explorer.records.embedding import Embedding, Projection, ProjectionMethod
from explorer.records.spec import TrainingSpec
from explorer.records.table import Problem, Table
from explorer.records.training import Checkpoint, TrainingEvent, TrainingResult, Verdict
from explorer.records.vectors import VectorFile
from explorer.runs import output_folder, recommender_file
from explorer.runs.formats.tables import (
    embeddings_table,
    history_csv,
    parquet_bytes,
    projections_table,
)
from explorer.runs.painter import Picture
from explorer.runs.pipeline import Want, learn
from explorer.runs.preparation import Prepared, prepare, versions, with_dim
from explorer.runs.starts import given_by
from explorer.runs.time_used import of_budget
from explorer.settings import Settings

FORMAT = 1  # of run.json


@dataclass(frozen=True, slots=True)
class Learned:
    """What a training without a store leaves in memory.

    Attributes:
        baseline: per column [n_entries, dim] float32, without training.
        stopped: it was ended from outside; what it had learned is here.
    """

    prepared: Prepared
    result: TrainingResult
    baseline: list[NDArray[np.float32]]
    blind_loss: float
    stopped: bool

    @property
    def verdict(self) -> Verdict:
        """Whether anything was learned: not where it was stopped and the start is still best."""
        found = self.result.verdict
        if not self.stopped or self.result.best.step > 0:
            return found
        start = "Nothing was learned yet; the vectors are those that learning begins with"
        sentence = f"{start}{self._start_from()}. {found.measured}"
        return replace(found, learned=False, sentence=sentence)

    @property
    def ended(self) -> Literal["stopped", "early", "late", "finished"]:
        """From outside, as nothing was better any more, by the clock, or as planned."""
        if self.stopped:
            return "stopped"
        if self.result.stopped_early:
            return "early"
        return "late" if self.result.late else "finished"

    @property
    def time_used(self) -> str:
        """What is said of its time budget; "" where that was kept, or somebody ended it."""
        return "" if self.stopped else of_budget(self.prepared.spec.time_budget, self.result)

    def _start_from(self) -> str:
        """Why the start may guess better than by frequency; "" where it does not."""
        found, prepared = self.result.verdict, self.prepared
        if found.held_loss >= found.blind_loss:
            return ""
        if prepared.begun is not None:
            return f", those of {prepared.begun.name}"
        if prepared.spec.objective == "autoencoder":  # the only one that begins at random
            return ""
        return ", made from counts of what occurs together"


@dataclass(frozen=True, slots=True)
class Read:
    """What run.json says of the file: its name, and what had to be repaired."""

    name: str
    problems: tuple[Problem, ...]


class _Memory:
    """The sink of the pipeline that keeps everything in memory."""

    def __init__(self, tell: Callable[[TrainingEvent, float | None], None]) -> None:
        self._tell = tell
        self.stop = False
        self.vectors: list[NDArray[np.float32]] = []
        self.blind_loss = math.nan

    def baseline(self, vectors: Sequence[NDArray[np.float32]], maps: Sequence[Projection]) -> None:
        self.vectors = list(vectors)

    def event(self, event: TrainingEvent, seconds_left: float | None) -> Want:
        self.blind_loss = event.blind_loss
        self._tell(event, seconds_left)
        return "stop" if self.stop else "run"

    def frame(self, step: int, picture: Picture) -> None:
        """The painter remembers what the finished map needs."""

    def live(self, step: int, picture: Picture, vectors: Sequence[NDArray[np.float32]]) -> None:
        """Nobody watches."""

    def checkpoint_due(self) -> bool:
        return False

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        raise AssertionError("never due")

    def paused(self, checkpoint: Checkpoint) -> None:
        raise AssertionError("the command line does not pause")

    def result(self, result: TrainingResult, maps: Sequence[Projection | None]) -> None:
        """They are turned onto the frames before; nobody saw those."""

    def pairs(self, column: int, pairs: Pairs) -> None:
        """`neighbors` ranks what it is asked for."""


class Headless:
    """One training, which `stop` ends early from a signal handler or another thread."""

    def __init__(
        self, settings: Settings, tell: Callable[[TrainingEvent, float | None], None]
    ) -> None:
        self._settings = settings
        self._memory = _Memory(tell)

    def stop(self) -> None:
        """End at the next report and keep what was learned."""
        self._memory.stop = True

    def prepare(
        self,
        table: Table,
        spec: TrainingSpec,
        dim: int | None = None,
        start: VectorFile | None = None,
    ) -> Prepared:
        """Encode a table; what is learned from does not hold on to it.

        Args:
            dim: of every column, in place of the recipe's.
            start: vectors that the lookup tables begin with; the recipe then names them.

        Raises:
            ExplorerError: the recipe does not fit the table.
        """
        profiles = [column.profile for column in table.columns]
        spec = resolve(spec, profiles, self._settings.max_categories)
        if spec.labels is not None:  # a folder of this machine is no part of a recipe
            spec = replace(spec, labels=Path(spec.labels).name)
        if dim is not None:
            spec = with_dim(spec, dim)
        given = None
        if start is not None:
            given = given_by(start)
            spec = replace(spec, start=given.digest)
        return prepare(table, spec, self._settings, given)

    def train(self, prepared: Prepared) -> Learned:
        """Learn.

        Raises:
            NothingToLearn: the columns say nothing of each other.
        """
        result = learn(prepared, self._memory)
        assert result is not None, "only a paused training has no result"
        memory = self._memory
        return Learned(prepared, result, memory.vectors, memory.blind_loss, memory.stop)


def layouts(learned: Learned, method: ProjectionMethod) -> Iterator[tuple[Embedding, Projection]]:
    """The maps of the columns that have enough entries, one after the other.

    PCA is not turned, so x is the first principal component and y the second.
    """
    for embedding in embeddings(learned):
        if len(embedding.names) < FEWEST[method]:
            continue
        if method == "pca":
            yield embedding, pca_projection(embedding.column, embedding.vectors)
        else:
            seed = learned.prepared.spec.seed
            yield embedding, umap_layout(embedding.column, embedding.vectors, seed=seed)


def embeddings(learned: Learned, *, baseline: bool = False) -> list[Embedding]:
    """All columns with their vectors, as learned or as without training."""
    vectors = learned.baseline if baseline else learned.result.vectors
    return [
        Embedding(entries.column, entries.names, entries.kinds, entries.counts, own, entries.kind)
        for entries, own in zip(learned.prepared.entries, vectors, strict=True)
    ]


def write(
    learned: Learned,
    maps: Sequence[tuple[Embedding, Projection]],
    file: Read,
    folder: Path,
) -> None:
    """Write run.json, the vectors, the baseline, the history and the maps.

    What an earlier run left there goes. Where the files cannot all be written, none is, and the
    earlier run stays.

    Raises:
        SpecError: the folder cannot be written, or the disk is full.
    """
    text = json.dumps(description(learned, maps, file), ensure_ascii=False, indent=2)
    made = {
        "embeddings.parquet": parquet_bytes(embeddings_table(embeddings(learned))),
        "baseline.parquet": parquet_bytes(embeddings_table(embeddings(learned, baseline=True))),
        "history.csv": history_csv(learned.result.history),
        "projections.parquet": parquet_bytes(projections_table(maps)),
    }
    if learned.result.recommender is not None:
        made[recommender_file.NAME] = recommender_file.to_bytes(learned.result.recommender)
    made["run.json"] = f"{text}\n".encode()  # the last one: it marks the whole
    earlier = output_folder.holds_run(folder)
    try:
        output_folder.replace_run(folder, made)
    except OSError as error:
        untouched = " The earlier run in the folder is untouched." if earlier else ""
        raise SpecError(
            f"{folder} cannot be written: {error.strerror}. What was learned is lost.{untouched}",
            mend="Make room, or name another folder for --output, and train again.",
        ) from error


def description(
    learned: Learned, maps: Sequence[tuple[Embedding, Projection]], file: Read
) -> dict[str, Any]:
    """What run.json holds."""
    result, verdict = learned.result, learned.verdict
    never_seen = learned.prepared.never_seen
    return {
        "format": FORMAT,
        "file": file.name,
        "rows": learned.prepared.dataset.n_rows,
        "spec": learned.prepared.spec.to_dict(),
        "settings": {**learned.prepared.facts, **result.record()},
        "versions": versions(),
        "ended": learned.ended,
        "metrics": {
            "learned": verdict.learned,
            "sentence": verdict.sentence,
            "unit": verdict.unit,
            "best_epoch": result.best.epoch,
            "held_out_loss": verdict.held_loss,
            "r2": verdict.r2,
            "mean_absolute_error": verdict.mean_absolute_error,
            "target_unit": verdict.target_unit,
            "accuracy": verdict.accuracy,
            "columns": {
                name: {"held_out_loss": held, "blind_loss": blind, "cells": cells}
                for name, (held, blind, cells) in verdict.per_column.items()
            },
            "ranking": {
                way: {"hit_rate_at_10": hits, "mean_reciprocal_rank_at_10": reciprocal}
                for way, (hits, reciprocal) in verdict.ranking.items()
            },
        },
        "baselines": {
            "guessing_by_frequency_loss": verdict.blind_loss,
            "majority_accuracy": verdict.majority,
            "guessing_the_median_mean_absolute_error": verdict.median_error,
        },
        "columns": [
            {
                "name": column.name,
                "entries": column.n_entries,
                "dim": column.dim,
                "missing": column.n_missing,
                "kind": column.kind,
                "expected_unknown": never_seen.get(column.name),
            }
            for column in learned.prepared.columns
        ],
        "maps": [
            {
                "column": drawn.column,
                "method": drawn.method,
                "settings": drawn.settings,
                "explained": drawn.explained,
                "kept": drawn.kept,
            }
            for _, drawn in maps
        ],
        "problems": [problem.to_dict() for problem in file.problems],
    }
