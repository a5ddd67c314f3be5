"""Moments as databases, forms, web servers and browsers write them: dates, in the order of time."""

import random
from datetime import UTC, datetime, timedelta, timezone

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


@pytest.mark.parametrize("way", ["PostgreSQL", "a form", "Twitter", "Apache"])
def test_moments_put_the_steps_of_a_sequence_in_order_and_are_no_categories(read, way):
    rows = [f"u{i % 25},{when},item {i * i % 7}" for i, when in enumerate(written(way))]
    table = read("user,when,item\n" + "\n".join(rows) + "\n")
    assert table.column("when").profile.role == "date"
    assert find_shapes(table)[0].order == "when"


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
