"""Tables whose categories have groups that no training sees: samples, generated, one's own."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.analysis.similarity import nearest_of_all
from explorer.data.encoding import encode
from explorer.data.goals import FITTING, WINDOW, proposed_spec, window
from explorer.data.reading import read_table
from explorer.data.samples import sample
from explorer.data.selection import resolve
from explorer.data.shape import find_shapes
from explorer.errors import NothingToLearn
from explorer.records.dataset import Dataset
from explorer.records.shape import Shape
from explorer.records.spec import ColumnSpec, Objective, TrainingSpec
from explorer.records.vocabulary import Vocabulary

LITERS = (1.6, 2.5, 3.5, 5.0)  # where groups of engine sizes are parted
SAMPLES = {  # name: (label column, k)
    "zoo": ("class", 5),
    "baby_names": ("era_sex", 10),
    "us_air_routes": ("region", 5),
    "countries": ("region", 5),
    "cars": ("liters", 5),
    "makes": ("segment", 5),
    "shop_sessions": ("department", 10),
    "dishes": ("kitchen", 5),
}
GENERATED = {  # name: (rows, categories of each column, groups, share of cells drawn blindly)
    "few": (100, (12,) * 6, 3, 0.3),
    "rare": (3_000, (200,) * 5, 12, 0.5),
    "sparse": (20_000, (5, 10, 20, 50, 100, 300, 1_000, 2_000), 10, 0.5),
    "many": (100_000, (5_000,) * 3, 60, 0.4),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A table, its recipe, and the groups of one column's categories.

    Attributes:
        groups: [n_categories] "" where a category has none; it is then no neighbor either.
        k: neighbors that are looked at.
    """

    dataset: Dataset
    spec: TrainingSpec
    column: int
    groups: NDArray[np.str_]
    k: int

    @property
    def window(self) -> int | None:
        """How far apart items meet, for the maps from counts."""
        if self.dataset.starts is None:
            return None
        return WINDOW if self.spec.objective == "next-item" else self.spec.window

    def right(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """[n_grouped] share of each category's k nearest that are of its group, by cosine."""
        known = np.flatnonzero(self.groups != "")
        groups = self.groups[known]
        near = nearest_of_all(vectors[known], self.k).indices
        return np.asarray((groups[near] == groups[:, None]).mean(axis=1))

    def purity(self, vectors: NDArray[np.float32]) -> float:
        """Share of the k nearest that are of the same group, by cosine."""
        return float(self.right(vectors).mean())

    def chance(self) -> float:
        """What drawing neighbors blindly would give."""
        counts = np.unique(self.groups[self.groups != ""], return_counts=True)[1]
        return float((counts * (counts - 1)).sum() / (counts.sum() * (counts.sum() - 1)))


def of_sample(name: str, objective: Objective | None = None) -> Case | None:
    """Learned as its recipe says, or by another objective; None where that does not fit."""
    one = sample("cars" if name == "makes" else name)
    spec = replace(one.spec(), labels=None)
    if objective is not None and objective != spec.objective:
        shape = Shape.of(spec)
        if objective not in FITTING[shape.kind] or objective == "predict":
            return None
        near = window(shape, objective)
        spec = replace(spec, objective=objective, target=None, target_kind=None, window=near)
    label, k = SAMPLES[name]
    if label == "liters":  # what predicting mileage tells of plainly; the names say it themselves
        table = read_table(one.path, one.file)
        sizes = table.column("engine_size").values.to_pylist()
        group = {size: str(np.searchsorted(LITERS, float(size.split()[0]))) for size in sizes}
        return _case(one.path, spec, "engine_size", group, k)
    try:
        return _case(one.path, spec, one.show, _groups(one.labels_path, label), k)
    except NothingToLearn:  # an autoencoder of animals that occur once
        return None


def of_file(
    path: Path, labels: Path, column: str, label: str, k: int, objective: Objective | None = None
) -> Case:
    """A table of one's own, learned as the app proposes, or by another objective.

    Args:
        labels: CSV whose first column holds categories of `column`, with a column `label`.
        column: "" for the items of baskets and sequences.
    """
    spec = proposed_spec(find_shapes(read_table(path, path.name)))
    if objective is not None:
        spec = replace(spec, objective=objective, window=window(Shape.of(spec), objective))
    return _case(path, spec, column, _groups(labels, label), k)


def _case(path: Path, spec: TrainingSpec, column: str, group: Mapping[str, str], k: int) -> Case:
    table = read_table(path, path.name)
    spec = resolve(spec, [each.profile for each in table.columns])
    dataset = encode(table, spec)
    names = [vocabulary.column for vocabulary in dataset.vocabularies]
    at = names.index(column) if dataset.starts is None else 0
    groups = np.array([group.get(each, "") for each in dataset.vocabularies[at].categories])
    if dataset.starts is not None:
        spec = spec.with_columns(tuple(ColumnSpec(name) for name in names))
    return Case(dataset, spec, at, groups, k)


def _groups(path: Path, label: str) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row[label] for row in csv.DictReader(file)}


def generated(name: str, objective: Objective | None = None) -> Case | None:
    """Rows of one of several groups; a cell follows its row's group or is drawn blindly.

    Predict is told the group of the row. None where the objective does not fit.
    """
    if objective == "next-item":
        return None
    n_rows, sizes, n_groups, noise = GENERATED[name]
    draw = np.random.default_rng(7)
    row_group = draw.integers(0, n_groups, n_rows)
    vocabularies, codes, group_of = [], [], {}
    for j, size in enumerate(sizes):
        popularity = 1 / np.arange(1, size + 1) ** 0.7
        group = draw.integers(0, n_groups, size)
        drawn = draw.choice(size, n_rows, p=popularity / popularity.sum())
        for g in range(n_groups):
            members = np.flatnonzero(group == g)
            rows = np.flatnonzero((row_group == g) & (draw.random(n_rows) > noise))
            if len(members) and len(rows):
                share = popularity[members] / popularity[members].sum()
                drawn[rows] = draw.choice(members, len(rows), p=share)
        values = [f"v{value}" for value in drawn]
        vocabularies.append(Vocabulary.fit(f"column {j}", values))
        codes.append(vocabularies[-1].encode(values))
        group_of = {f"v{i}": str(g) for i, g in enumerate(group)}
    last = vocabularies[-1]
    groups = np.array([group_of[each] for each in last.categories])
    columns = tuple(ColumnSpec(each.column) for each in vocabularies)
    dataset = Dataset(tuple(vocabularies), np.stack(codes, 1))
    spec = TrainingSpec("masked" if objective in (None, "predict") else objective, columns)
    if objective == "predict":
        answers = [str(g) for g in row_group]
        target = Vocabulary.fit("group", answers)
        told = (target.encode(answers) - 2).astype(np.int32)
        dataset = replace(dataset, target=target, target_codes=told)
        spec = replace(spec, objective="predict", target="group", target_kind="class")
    return Case(dataset, spec, len(sizes) - 1, groups, 5)
