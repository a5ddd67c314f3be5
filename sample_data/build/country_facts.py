"""What a country grows, sells, speaks and believes, as short facts of twelve kinds.

Nothing here says where a country lies: borders, location, map references, organizations,
flags and time zones are never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sample_data.build.country_words import (
    ANIMAL_PRODUCTS,
    CLIMATES,
    CLIMATES_AS_THEY_ARE,
    GOVERNMENTS,
    LANGUAGES,
    LAWS,
    NOT_A_LANGUAGE,
    RELIGIONS,
    RESOURCES,
    TRADE_PARTNERS,
)
from sample_data.build.factbook import Place, list_items, number, section, text, without_brackets

Fact = tuple[str, str]  # kind, fact

MAX_LANGUAGES = 6
MAX_RELIGIONS = 6
LONGEST_LANGUAGE = 25  # letters; longer ones are clauses, not names

# Upper bounds and the name of each band; the last band has none.
AGE_BANDS = ((20, "under 20"), (25, "20-25"), (30, "25-30"), (35, "30-35"), (40, "35-40"))
CHILDREN_BANDS = (
    (1.5, "under 1.5"),
    (2, "1.5-2"),
    (2.5, "2-2.5"),
    (3.5, "2.5-3.5"),
    (4.5, "3.5-4.5"),
)
INCOME_BANDS = ((3000, "very low"), (8000, "low"), (16000, "middle"), (32000, "high"))


def facts_about(place: Place, name: str) -> list[Fact]:
    """All facts in order, each once; facts that contain the country's own name are left out."""
    facts = [
        *_languages(place),
        *_religions(place),
        *_farming(place),
        *_trade(place),
        *_resources(place),
        *_climate(place),
        *_government(place),
        *_law(place),
        *_society(place),
    ]
    return [fact for fact in dict.fromkeys(facts) if name not in fact[1]]


def income_band(place: Place) -> str:
    """Real GDP per head of the latest year given, from "very low" to "very high"; "" if none."""
    title = "Real GDP per capita"
    years = section(place, "Economy", title)
    latest = max((key for key in years if key.startswith(title)), default=None)
    if latest is None:
        return ""
    match = re.search(r"\$([\d,]+)", text(place, "Economy", title, latest))
    return _band(float(match[1].replace(",", "")), INCOME_BANDS, "very high") if match else ""


def _band(value: float, bands: Sequence[tuple[float, str]], highest: str) -> str:
    return next((name for bound, name in bands if value < bound), highest)


def _languages(place: Place) -> Iterator[Fact]:
    listed = text(place, "People and Society", "Languages", "Languages") or text(
        place, "People and Society", "Languages"
    )
    languages = [LANGUAGES.get(item, item) for item in list_items(listed)]
    names = [
        language
        for language in dict.fromkeys(languages)
        if language[0].isupper()
        and len(language) <= LONGEST_LANGUAGE
        and not NOT_A_LANGUAGE.search(language)
    ]
    for language in names[:MAX_LANGUAGES]:
        yield "language", f"{language} spoken"


def _religions(place: Place) -> Iterator[Fact]:
    parts = re.split(r"[,;()]", text(place, "People and Society", "Religions"))
    found = (_religion_in(part) for part in parts)
    names = [religion for religion in dict.fromkeys(found) if religion is not None]
    for religion in names[:MAX_RELIGIONS]:
        yield "religion", religion


def _religion_in(part: str) -> str | None:
    """The first pattern that matches decides, so the narrow ones stand first."""
    return next((name for pattern, name in RELIGIONS if re.search(pattern, part, re.I)), None)


def _farming(place: Place) -> Iterator[Fact]:
    for product in list_items(text(place, "Economy", "Agricultural products")):
        verb = "produces" if ANIMAL_PRODUCTS.search(product) else "grows"
        yield "crop", f"{verb} {product}"


def _trade(place: Place) -> Iterator[Fact]:
    for kind, verb, entry in (
        ("export", "exports", "Exports - commodities"),
        ("import", "imports", "Imports - commodities"),
        ("sells to", "sells to", "Exports - partners"),
        ("buys from", "buys from", "Imports - partners"),
    ):
        for item in list_items(text(place, "Economy", entry)):
            what = TRADE_PARTNERS.get(item, item) if entry.endswith("partners") else item
            yield kind, f"{verb} {what}"


def _resources(place: Place) -> Iterator[Fact]:
    for item in list_items(text(place, "Geography", "Natural resources")):
        yield "resource", f"{RESOURCES.get(item, item)} (resource)"


def _climate(place: Place) -> Iterator[Fact]:
    described = text(place, "Geography", "Climate")
    for word in CLIMATES:
        if re.search(rf"\b{word}", described, re.I):
            yield "climate", word if word in CLIMATES_AS_THEY_ARE else f"{word} climate"


def _government(place: Place) -> Iterator[Fact]:
    described = without_brackets(text(place, "Government", "Government type")).lower()
    for word, government in GOVERNMENTS:
        if word in described:
            yield "government", government


def _law(place: Place) -> Iterator[Fact]:
    described = text(place, "Government", "Legal system").lower()
    for word, law in LAWS:
        if word in described:
            yield "law", law


def _society(place: Place) -> Iterator[Fact]:
    if age := number(place, "People and Society", "Median age", "total"):
        yield "society", f"median age {_band(age, AGE_BANDS, 'over 40')}"
    if children := number(place, "People and Society", "Total fertility rate"):
        yield "society", f"{_band(children, CHILDREN_BANDS, 'over 4.5')} children per woman"
    if income := income_band(place):
        yield "society", f"{income} income"
