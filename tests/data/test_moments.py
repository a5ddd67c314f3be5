"""Moments as databases, forms, web servers and browsers write them: dates, in the order of time."""

import random
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest

from explorer.data import shapes
from explorer.data.shape import find_shapes
from explorer.data.sorting import order_of

DRAWN = random.Random(1)
MOMENTS = [
    datetime(2023, 1, 1, tzinfo=UTC) + timedelta(minutes=DRAWN.randrange(600_000))
    for _ in range(200)
]
WAYS = {
    "PostgreSQL": ("%Y-%m-%d %H:%M:%S+00", 0),
    "PostgreSQL, behind Greenwich": ("%Y-%m-%d %H:%M:%S.123-05", -5),
    "a German browser": ("%d.%m.%Y, %H:%M", 0),
    "an American browser": ("%m/%d/%Y, %I:%M:%S %p", 0),
    "a form": ("%Y/%m/%d %I:%M:%S %p GMT+1", 1),
    "a form in India": ("%Y/%m/%d %I:%M:%S %p GMT+5:30", 5.5),
    "a form in New York": ("%Y/%m/%d %I:%M:%S %p EST", -5),
    "a form in Spain": ("%Y/%m/%d %I:%M:%S p. m. GMT+1", 1),
    "Twitter": ("%a %b %d %H:%M:%S +0000 %Y", 0),
    "ctime": ("%a %b %d %H:%M:%S %Y", 0),
    "date": ("%a %b %d %H:%M:%S CEST %Y", 2),
    "Apache": ("%d/%b/%Y:%H:%M:%S +0000", 0),
    "Apache, its brackets kept": ("[%d/%b/%Y:%H:%M:%S +0200]", 2),
    "a day between strokes": ("%d/%b/%Y %H:%M", 0),
    "JavaScript": ("%a %b %d %Y %H:%M:%S GMT+0100 (Central European Standard Time)", 1),
    "a letter": ("%B %d, %Y at %H:%M", 0),
    "a zone": ("%Y-%m-%d %H:%M:%S CET", 1),
    "without signs": ("%Y%m%dT%H%M%SZ", 0),
    "without signs, behind Greenwich": ("%Y%m%dT%H%M-0500", -5),
}


def written(way):
    pattern, hours = WAYS[way]
    there = [moment.astimezone(timezone(timedelta(hours=hours))) for moment in MOMENTS]
    return [
        each.strftime(pattern.replace("p. m.", "p. m." if each.hour >= 12 else "a. m."))
        for each in there
    ]


@pytest.mark.parametrize("way", WAYS)
def test_moments_are_dates_and_stand_in_the_order_of_time(way):
    texts = written(way)
    assert shapes.are_dates(pa.array(texts))
    assert all(map(shapes.is_moment, texts))
    order = order_of(pa.array(texts))
    assert not order.by_letters
    assert (order.worth // 60).tolist() == [moment.timestamp() // 60 for moment in MOMENTS]


@pytest.mark.parametrize("way", ["PostgreSQL", "without signs", "a form", "Twitter", "Apache"])
def test_moments_put_the_steps_of_a_sequence_in_order_and_are_no_categories(read, way):
    rows = [f"u{i % 25},{when},item {i * i % 7}" for i, when in enumerate(written(way))]
    table = read("user,when,item\n" + "\n".join(rows) + "\n")
    assert table.column("when").profile.role == "date"
    assert find_shapes(table)[0].order == "when"


@pytest.mark.parametrize("name", ["played_at", "playedAt", "Listened At", "utc", "x"])
@pytest.mark.parametrize("unit", [1, 1000, 1_000_000])
def test_seconds_since_1970_put_steps_in_order_whatever_they_are_called(read, name, unit):
    rows = [
        f"u{i % 25},item {i * i % 7},{int(when.timestamp() * unit)}"
        for i, when in enumerate(MOMENTS)
    ]
    found = find_shapes(read(f"user,item,{name}\n" + "\n".join(rows) + "\n"))[0]
    assert (found.kind, found.order) == ("sequences", name)


@pytest.mark.parametrize("name", ["phone", "ref_id", "invoice", "sku", "ean"])
def test_numbers_of_things_with_as_many_digits_are_no_moments(read, name):
    """An article's number is the same wherever the article stands."""
    rows = [f"u{i % 25},item {i * i % 7},{978_000_000_000 + i * i % 7}" for i in range(200)]
    found = find_shapes(read(f"user,item,{name}\n" + "\n".join(rows) + "\n"))
    assert not [shape for shape in found if shape.order]


@pytest.mark.parametrize("other", ["%d.%m.%Y, %H:%M", "%m/%d/%Y %H:%M", "%d %b %Y %H:%M"])
@pytest.mark.parametrize("usual", ["%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"])
def test_dates_written_in_two_ways_are_dates_and_stand_in_the_order_of_time(read, usual, other):
    texts = [each.strftime(usual if i % 3 else other) for i, each in enumerate(MOMENTS)]
    order = order_of(pa.array(texts))
    assert order.worth.tolist() == [moment.timestamp() for moment in MOMENTS]
    for some in (texts, [*texts, "soon", "later"]):
        rows = "\n".join(f'"{text}",{i % 7}' for i, text in enumerate(some))
        assert read(f"when,kind\n{rows}\n").column("when").profile.role == "date"


def test_days_and_months_that_contradict_each_other_are_no_dates():
    texts = [each.strftime("%d.%m.%y" if i % 2 else "%m.%d.%y") for i, each in enumerate(MOMENTS)]
    assert not shapes.are_dates(pa.array(texts))
    assert not shapes.are_mostly_dates(pa.array(texts)), "versions are written so"


@pytest.mark.parametrize(
    "text",
    [
        "May 30",
        "6/7",
        "GMT+1",
        "Fri 22:34",
        "06/Foo/2023:01:59:00",
        "2023-05-12 16:49 XYZ",
        "12 am",
    ],
)
def test_other_texts_are_no_moments(text):
    assert not shapes.is_moment(text)


MONTHS = {
    "German": ("{}. {} {}", "Januar Feb. März April Mai Juni Juli August Sept. Okt. November Dez."),
    "Austrian": ("{}. {} {}", "Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez"),
    "French": (
        "{} {} {}",
        "janvier févr. mars avr. mai juin juil. août septembre oct. novembre DÉC.",
    ),
    "Spanish": (
        "{} de {} de {}",
        "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    ),
    "Italian": ("{}-{}-{}", "gen feb mar apr mag giu lug ago set ott nov dic"),
    "Portuguese": (
        "{} de {} de {}",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro nov dezembro",
    ),
    "Dutch": (
        "{} {} {}",
        "januari feb. mrt. april mei juni juli augustus september okt. november december",
    ),
}


@pytest.mark.parametrize("language", MONTHS)
def test_days_and_months_with_names_of_other_languages_stand_in_the_order_of_time(language):
    way, names = MONTHS[language]
    months = names.split()
    assert len(months) == 12
    days = [moment.date() for moment in MOMENTS]
    texts = pa.array([way.format(day.day, months[day.month - 1], day.year) for day in days])
    assert shapes.are_dates(texts)
    order = order_of(texts)
    assert (order.worth // 86_400).tolist() == [(day - date(1970, 1, 1)).days for day in days]
    periods = pa.array([f"{name} {year}" for year in (2022, 2023) for name in months])
    assert shapes.are_periods(periods)
    assert (np.diff(order_of(periods).worth) > 0).all()


@pytest.mark.parametrize("first", [1, 23, 97])
@pytest.mark.parametrize("n_years", [2, 20])
@pytest.mark.parametrize("way", ["{}-{:02}", "{}. {:02}", "{}'{:02}"])
def test_months_and_two_digits_are_months_of_years_in_the_order_of_time(first, n_years, way):
    names = MONTHS["Austrian"][1].split()
    years = [(first + n) % 100 for n in range(n_years)]
    texts = pa.array([way.format(name, year) for year in years for name in names])
    assert shapes.are_periods(texts)
    order = order_of(texts)
    assert not order.by_letters
    assert (np.diff(order.worth) > 0).all()


@pytest.mark.parametrize(
    "texts",
    [
        [f"{name}-{day:02}" for name in ("Jan", "Feb", "Mar") for day in range(1, 29)],
        [f"{name}-{day:02}" for name in ("Jan", "Feb", "Mar", "Apr") for day in (1, 15)],
        ["Dec-25", "Jul-04", "Jan-01", "Nov-11"],
        ["Jan-31", "Feb-28", "Mar-31", "Apr-30", "May-31"],
        ["Jan-2", "Feb-3", "Mar-2"],
        ["Mayor-24", "Janet-24", "Marble-24"],
    ],
)
def test_months_and_two_digits_that_may_be_days_are_no_months_of_years(texts):
    assert not shapes.are_periods(pa.array(texts))
    assert order_of(pa.array(texts)).by_letters


MONDAYS = ["02/01/2023", "06/02/2023", "06/03/2023", "03/04/2023", "01/05/2023"]  # day first


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (MONDAYS, "The month is taken to come first in 'when': 02/01/2023 is 2023-02-01. If the"),
        ([f"{day} 10:30" for day in MONDAYS], ": 02/01/2023 is 2023-02-01. If the day does, write"),
        ([day.replace("/20", "/") for day in MONDAYS], ": 02/01/23 is 2023-02-01. If the day does"),
        (["03/02/01", "03/02/04", "03/04/05", "04/01/02", "04/01/06"], None),  # years come first
        ([*MONDAYS, "29/05/2023"], None),
        ([*MONDAYS, "05/29/2023"], None),
        (["01/01/2023", "02/02/2023"], None),
        ([day.replace("/", ".") for day in MONDAYS], None),
        (["2023-02-01", "2023-03-04"], None),
    ],
)
def test_dates_whose_day_and_month_nothing_tells_apart_are_said(read, texts, told):
    lines = [f"u{i % 9},{texts[i % len(texts)]},item {i % 7}" for i in range(90)]
    notes = [each.sentence for each in read("user,when,item\n" + "\n".join(lines)).problems]
    said = [note for note in notes if "The month is taken to come first" in note]
    assert len(said) == (told is not None)
    if told is not None:
        assert told in said[0]
        assert said[0].endswith("write 2023-01-02 in the file.")


def test_behind_points_stand_days_unless_one_shows_that_it_is_a_month():
    dotted = pa.array([day.replace("/", ".") for day in MONDAYS])
    assert np.all(np.diff(order_of(dotted).worth) > 0)
    american = pa.array(["01.02.2023", "01.28.2023", "02.01.2023"])
    assert np.all(np.diff(order_of(american).worth) > 0)


@pytest.mark.parametrize(
    "texts",
    [
        ["January", "February", "April", "August", "December"],
        ["Jan.", "febr.", "Mär", "Aug", "OKT"],
        ["janvier", "fevrier", "août", "décembre"],
    ],
)
def test_months_without_a_year_go_by_the_calendar(texts):
    order = order_of(pa.array(texts))
    assert not order.by_letters
    assert np.all(np.diff(order.worth) > 0)


def test_names_of_which_few_are_months_go_by_their_letters():
    order = order_of(pa.array(["May", "Anna", "Zoe"]))
    assert order.by_letters
    assert order.worth.tolist() == [1, 0, 2]
