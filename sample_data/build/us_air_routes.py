"""us_air_routes.csv: which airline flew from where to where in the United States, July 2026.

The table of routes must come from this version of the package: its entry in the package's
datasets.json records US government flight records in the public domain, and names files
under another licence that it replaced.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import pandas as pd

from sample_data.build.sample import Sample
from sample_data.build.us_places import (
    AIRLINES,
    AIRPORT_NAMES,
    AREA_OF_DIVISION,
    DIVISION_OF_STATE,
    REGION_OF_DIVISION,
    STATE_OF_AIRPORT,
)
from sample_data.build.wheels import AIRPORTSDATA, BOKEH_SAMPLEDATA, open_wheel

MIN_ROWS = 8  # departures and arrivals an airport must keep
# The package's snapshot of airports calls Palm Beach DJT; the flight records themselves say PBI.
RENAMED_CODES = {"DJT": "PBI"}

Route = tuple[str, str, str]  # airline, origin, destination, all as codes


def build(cache: Path) -> Sample:
    """Distinct (airline, from, to), codes written as names, small airports left out."""
    with open_wheel(BOKEH_SAMPLEDATA, cache) as wheel:
        flights = _read_csv(gzip.decompress(wheel.read("bokeh_sampledata/_data/routes.csv.gz")))
        airport_rows = _read_csv(wheel.read("bokeh_sampledata/_data/airports.csv"))
    with open_wheel(AIRPORTSDATA, cache) as wheel:
        state_rows = _read_csv(wheel.read("airportsdata/airports.csv"))
    assert len(flights) == 9161
    assert len(airport_rows) == 514

    airports = {_code(row["IATA"]): row for row in airport_rows}
    states = {row["iata"]: row["subd"] for row in state_rows if row["iata"]}
    every_route = {
        (row["Airline"], _code(row["Source"]), _code(row["Destination"])) for row in flights
    }
    routes = _keep_busy_airports(
        [route for route in every_route if route[1] in airports and route[2] in airports]
    )
    names = {code: _airport_name(code, row["City"]) for code, row in airports.items()}
    data = pd.DataFrame(
        sorted((AIRLINES[line], names[start], names[end]) for line, start, end in routes),
        columns=["airline", "from_airport", "to_airport"],
    )
    labels = _label(routes, airports, states, names)
    assert labels["airport"].is_unique
    return Sample("us_air_routes", data, labels)


def _read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def _code(iata: str) -> str:
    return RENAMED_CODES.get(iata, iata)


def _airport_name(code: str, city: str) -> str:
    name = AIRPORT_NAMES.get(code) or city.split(",")[0].split("/")[0].strip()
    return f"{name} ({code})"


def _keep_busy_airports(routes: list[Route]) -> list[Route]:
    """Drop airports with fewer than MIN_ROWS routes, again until none is left to drop."""
    while True:
        uses = Counter(code for _, start, end in routes for code in (start, end))
        kept = [route for route in routes if min(uses[route[1]], uses[route[2]]) >= MIN_ROWS]
        if len(kept) == len(routes):
            return kept
        routes = kept


def _label(
    routes: list[Route],
    airports: dict[str, dict[str, str]],
    states: dict[str, str],
    names: dict[str, str],
) -> pd.DataFrame:
    """One row per airport: where it lies, and how many routes leave it."""
    departures = Counter(start for _, start, _ in routes)
    rows = []
    for code in sorted({code for _, start, end in routes for code in (start, end)}):
        airport = airports[code]
        state = STATE_OF_AIRPORT.get(code) or states.get(code, "")
        if state not in DIVISION_OF_STATE:
            state = airport["Country"]  # Puerto Rico, Guam ...: territories are listed as countries
        division = DIVISION_OF_STATE[state]
        area = "Florida" if state == "Florida" else AREA_OF_DIVISION.get(division, division)
        rows.append(
            {
                "airport": names[code],
                "iata": code,
                "state": state,
                "division": division,
                "region": REGION_OF_DIVISION.get(division, division),
                "area": area,
                "lat": round(float(airport["Latitude"]), 3),
                "lon": round(float(airport["Longitude"]), 3),
                "departures": departures[code],
            }
        )
    return pd.DataFrame(rows).sort_values("airport", kind="stable")
