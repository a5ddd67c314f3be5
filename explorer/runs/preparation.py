"""From a table and a recipe to what a training and its run begin with."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import explorer
from explorer.data.defaults import HABITS, Settled, partners, settle
from explorer.data.encoding import encode
from explorer.data.rows import name_of_rows, row_names
from explorer.data.selection import resolve
from explorer.data.unknown import expected_share, hide
from explorer.records.dataset import Dataset
from explorer.records.dims import dim_of
from explorer.records.spec import TrainingSpec
from explorer.records.states import ColumnState
from explorer.records.table import Table
from explorer.runs.entries import Entries
from explorer.runs.painter import MAX_FRAMED
from explorer.runs.starts import Begun, Given, begin
from explorer.settings import Settings
from explorer.spectral.threads import available

PACKAGES = ("torch", "numpy", "scipy", "umap-learn", "pyarrow")


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is known before the first step.

    Attributes:
        spec: with columns, kinds, dimensions and threads filled in.
        entries, columns: one for each learned column, in the order of the spec, and behind
            them one of the rows that are drawn, where the objective places rows.
        settled: every default as a plain number.
        begun: what the lookup tables begin with in place of chance, or None.
    """

    spec: TrainingSpec
    dataset: Dataset
    entries: tuple[Entries, ...]
    columns: tuple[ColumnState, ...]
    settled: Settled
    begun: Begun | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """Every default as a plain number, and what the tables begin with."""
        beside = self.begun.facts() if self.begun else {}
        return {**self.settled.to_dict(), **beside}

    @property
    def never_seen(self) -> dict[str, float]:
        """By column the share of new rows, or items, to expect whose value was never seen.

        Ranges of numbers are left out: a number that was never seen mostly lies in one of them.
        """
        return {
            each.column: expected_share(each.n_once, int(each.counts.sum()) + each.n_rare)
            for each in self.dataset.vocabularies
            if each.ranks is None
        }

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def prepare(
    table: Table, spec: TrainingSpec, settings: Settings, given: Given | None = None
) -> Prepared:
    """Encode a table by a recipe.

    Args:
        given: the vectors that `spec.start` names; without them nothing is begun, which is all
            the same to whoever only looks at the columns.

    Raises:
        SpecError: the recipe does not fit the file, or the vectors do not.
        NothingToLearn: the columns hold nothing that could be learned.
        LimitError: a column has more categories than this installation takes.
    """
    profiles = [column.profile for column in table.columns]
    spec = resolve(spec, profiles, settings.max_categories)
    usual = available() if HABITS[spec.objective].any_threads else settings.training_threads
    spec = replace(spec, threads=spec.threads or usual)
    dataset = encode(table, spec, settings.max_categories)
    sizes = [vocabulary.n_seen for vocabulary in dataset.vocabularies]
    spec = _with_dims(spec, sizes, dataset.n_rows)
    dataset = hide(dataset, spec.unknown, spec.seed)
    entries = [Entries.of(vocabulary) for vocabulary in dataset.vocabularies]
    settled = settle(
        spec, dataset.n_rows, [len(each) for each in entries], partners=partners(dataset)
    )
    dims = list(settled.dims)
    once: list[int | None] = [vocabulary.n_once for vocabulary in dataset.vocabularies]
    if dataset.drawn is not None:
        name = name_of_rows([column.name for column in table.columns])
        entries.append(Entries.of_rows(name, row_names(table, spec, dataset.drawn)))
        dims.append(settled.hidden)
        once.append(None)
    columns = tuple(
        ColumnState(
            name=each.column,
            n_entries=len(each),
            dim=dim,
            n_framed=min(len(each), MAX_FRAMED),
            n_missing=each.n_missing,
            kind=each.kind,
            n_once=n_once,
        )
        for each, dim, n_once in zip(entries, dims, once, strict=True)
    )
    begun = None
    if given is not None:
        assert given.digest == spec.start, "the vectors are those of the recipe"
        n_learned = len(settled.dims)  # rows have no table that could begin with anything
        begun = begin(given, tuple(entries[:n_learned]), columns[:n_learned])
    return Prepared(spec, dataset, tuple(entries), columns, settled, begun)


def _with_dims(spec: TrainingSpec, sizes: Sequence[int], n_rows: int) -> TrainingSpec:
    """The recipe with the dimensions that it leaves open, by what is learned of each column.

    Args:
        sizes: entries per column, rare ones gathered, without the place of what is unknown.
        n_rows: of the data, or items in baskets.
    """
    return spec.with_columns(
        tuple(
            replace(column, dim=column.dim or dim_of(spec.objective, size, n_rows))
            for column, size in zip(spec.columns, sizes, strict=True)
        )
    )


def with_dim(spec: TrainingSpec, dim: int) -> TrainingSpec:
    """A recipe that names its columns, each with so many dimensions."""
    return spec.with_columns(tuple(replace(column, dim=dim) for column in spec.columns))


@cache
def versions() -> dict[str, str]:
    """What the bits of a run depend on besides its recipe."""
    found = {"explorer": explorer.__version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
