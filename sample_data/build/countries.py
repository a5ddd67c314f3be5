"""countries.csv: 195 countries and the facts they share, from The World Factbook."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pandas as pd

from sample_data.build.country_facts import facts_about, income_band
from sample_data.build.country_words import CONTINENTS, COUNTRY_NAMES, REGIONS
from sample_data.build.factbook import Place, read_places, section, text, whole_text
from sample_data.build.sample import Sample

EUROPEAN_UNION = "ee"  # listed under Europe, but not a country
MIN_POPULATION = 100_000
MIN_ENTRIES = 8  # entries under People and Society; thinner places have no facts to speak of
MIN_COUNTRIES = 3  # that share a fact
MIN_FACTS = 12  # a country must keep


def build(cache: Path) -> Sample:
    """Facts shared by at least three countries; one row per country and fact."""
    rows: list[tuple[str, str, str]] = []
    labels = []
    for folder, code, place in read_places(cache):
        if folder not in REGIONS or code == EUROPEAN_UNION:
            continue
        population = _population(place)
        if population < MIN_POPULATION or len(section(place, "People and Society")) < MIN_ENTRIES:
            continue
        name = _name(place)
        rows += [(name, kind, fact) for kind, fact in facts_about(place, name)]
        labels.append(_label(place, name, REGIONS[folder], population))

    uses = Counter((kind, fact) for _, kind, fact in rows)
    rows = [row for row in rows if uses[row[1:]] >= MIN_COUNTRIES]
    facts_of = Counter(country for country, _, _ in rows)
    rows = [row for row in rows if facts_of[row[0]] >= MIN_FACTS]
    kept = {country for country, _, _ in rows}

    rows.sort(key=lambda row: row[0])  # stable: facts keep their order inside a country
    label_table = pd.DataFrame(labels).sort_values("country", kind="stable")
    assert label_table["country"].is_unique
    return Sample(
        "countries",
        pd.DataFrame(rows, columns=["country", "kind", "fact"]),
        label_table[label_table["country"].isin(kept)],
    )


def _name(place: Place) -> str:
    name = text(place, "Government", "Country name", "conventional short form")
    if not name or name.lower() == "none":
        name = text(place, "Government", "Country name", "conventional long form")
    return COUNTRY_NAMES.get(name, name)


def _population(place: Place) -> int:
    """0 when the Factbook gives none."""
    total = text(place, "People and Society", "Population", "total")
    if match := re.match(r"([\d.]+) (million|billion)", total):
        return int(float(match[1]) * {"million": 1e6, "billion": 1e9}[match[2]])
    match = re.search(r"[\d,]{3,}", total)
    return int(match[0].replace(",", "")) if match else 0


def _label(place: Place, name: str, region: str, population: int) -> dict[str, object]:
    latitude, longitude = _coordinates(place)
    return {
        "country": name,
        "region": region,
        "continent": CONTINENTS.get(region, region),
        "income": income_band(place),
        "population": population,
        "lat": latitude,
        "lon": longitude,
    }


def _coordinates(place: Place) -> tuple[float, float]:
    """Degrees north and east, from "48 00 N, 9 30 E"."""
    # Whole: the Factbook writes some countries' parts one below the other; the first counts.
    written = whole_text(place, "Geography", "Geographic coordinates")
    match = re.search(r"(\d+) (\d+) ([NS]), (\d+) (\d+) ([EW])", written)
    assert match is not None, written
    north = (int(match[1]) + int(match[2]) / 60) * (1 if match[3] == "N" else -1)
    east = (int(match[4]) + int(match[5]) / 60) * (1 if match[6] == "E" else -1)
    return round(north, 2), round(east, 2)
