"""What a row is: found in files of every shape, and never in files of records."""

from __future__ import annotations

import json
import random

import pytest

from explorer.data.reading import read_table
from explorer.data.samples import catalog
from explorer.data.shape import find_shapes
from explorer.data.stored import open_summary, save_table
from explorer.records.shape import Shape
from explorer.records.spec import TrainingSpec
from tests.data.dishes import BASKETS, DISHES, RAGGED, csv_of, read, told, when

draw = random.Random(7)
WIDEST = max(map(len, BASKETS))


def _each(make) -> list[list[object]]:
    return [make(i, j, item) for i, items in enumerate(BASKETS) for j, item in enumerate(items)]


MONTHS = "January February March April May June July August September October November December"
PERIODS = (
    lambda n: f"2023-W{10 + n}",
    lambda n: f"{MONTHS.split()[n]} 2023",
    lambda n: f"{MONTHS.split()[n][:3]}-2023",
    lambda n: f"{MONTHS.split()[n][:3]}-23",
    lambda n: f"{n + 1:02}/2023",
    lambda n: f"2023-{n + 1:02}",
    lambda n: f"Q{1 + n % 4} {2020 + n // 4}",
)
NUMBERS = [  # of users, items and seconds, as in files that have no header
    (user, item, 880_000_000 + user * 999 + k)
    for user in range(60)
    for k, item in enumerate(draw.sample(range(100, 180), draw.randrange(5, 30)))
]
draw.shuffle(NUMBERS)
FILES = {
    "orders": (
        csv_of("order_id,product", _each(lambda i, j, item: [i + 1, item])),
        Shape("baskets", item="product", basket="order_id"),
    ),
    "invoices with much beside": (
        csv_of(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,CustomerID,Country",
            _each(
                lambda i, j, item: [
                    *(536_000 + i, 85_000 + DISHES.index(item), item.upper(), draw.randrange(40)),
                    *(when(i), 17_000 + i % 60, "France" if i % 60 < 9 else "Spain"),
                ]
            ),
        ),
        Shape("baskets", item="Description", basket="InvoiceNo"),
    ),
    "recipes, semicolons": (
        csv_of("recipe;ingredient", _each(lambda i, j, item: [f"Dish {i}", item]), ";"),
        Shape("baskets", item="ingredient", basket="recipe"),
    ),
    "ratings": (
        csv_of(
            "userId,movieId,rating,timestamp",
            [
                [user, film, draw.choice([1, 2, 3.5, 5]), 964_980_000 + user * 999 + k]
                for user in range(1, 90)
                for k, film in enumerate(draw.sample(range(1, 200), draw.randrange(5, 40)))
            ],
        ),
        Shape("sequences", item="movieId", basket="userId", order="timestamp"),
    ),
    "times with a few in error": (
        csv_of(
            "user,time,song",
            [[f"u{n % 40}", when(n) if n % 50 else "n/a", draw.choice(DISHES)] for n in range(400)],
        ),
        Shape("sequences", item="song", basket="user", order="time"),
    ),
    "days of which one is a word": (
        csv_of(
            "customer,action,when",
            [
                [f"c{n * 7 % 120}", "abcdef"[n * n % 11 % 6], day if n != 9 else "soon"]
                for n in range(400)
                for day in [f"{1 + n % 28:02}/{1 + n // 28 % 5:02}/2023"]
            ],
        ),
        Shape("sequences", item="action", basket="customer", order="when"),
    ),
    **{
        f"periods such as {period(5)}": (
            csv_of(
                "patient,when,event",
                [
                    [f"p{n * 7 % 60}", period(draw.randrange(12)), draw.choice("abcdefghij")]
                    for n in range(420)
                ],
            ),
            Shape("sequences", item="event", basket="patient", order="when"),
        )
        for period in PERIODS
    },
    "visits nested in visitors": (
        csv_of(
            "visitor,session,position,page",
            _each(lambda i, j, item: [f"v{i // 5}", i, 1 + 40 * (i % 5) + j, f"/{item}"]),
        ),
        Shape("sequences", item="page", basket="visitor", order="position"),
    ),
    "visits that are numbered within each patient": (
        csv_of(
            "patient,visit,diagnosis",
            [[p, v + 1, draw.choice("abcdefgh")] for p in range(1, 61) for v in range(7)],
        ),
        Shape("sequences", item="diagnosis", basket="patient", order="visit"),
    ),
    "some listeners who heard much": (
        csv_of(
            "played,user,song",
            [[when(n), f"u{n % 6}", f"s{draw.randrange(150)}"] for n in range(500)],
        ),
        Shape("sequences", item="song", basket="user", order="played"),
    ),
    "a column without a telling name counts the rows of each user": (
        csv_of("user,k,page", _each(lambda i, j, item: [f"u{i}", j, f"/{item}"])),
        Shape("sequences", item="page", basket="user", order="k"),
    ),
    **{
        f"sequences named {header}": (
            csv_of(
                header,
                [
                    [when(n), f"K{n * 7 % 90}", draw.choice("abcdefgh"), 1 + n % 5]
                    for n in range(500)
                ],
                ";",
            ),
            Shape("sequences", item=item, basket=basket, order=order),
        )
        for header in (
            "Datum;Kundennummer;Artikel;Menge",
            "Date;Client;Article;Qté",
            "Fecha;Cliente;Producto;Cantidad",
            "Data;Cliente;Articolo;Quantità",
            "Data;Código do cliente;Produto;Quantidade",
            "Datum;Klantnr;Product;Aantal",
        )
        for order, basket, item, _ in [header.split(";")]
    },
    **{
        f"receipts named {header}": (
            csv_of(header, _each(lambda i, j, item: [f"R{i:05}", when(i), item, 1 + j % 5]), ";"),
            Shape("baskets", item=item, basket=basket),
        )
        for header in (
            "Rechnungsnummer;Datum;Artikel;Menge",
            "N° ticket;Date;Article;Qté",
            "Factura;Fecha;Artículo;Cantidad",
            "Scontrino;Data;Prodotto;Quantità",
            "Pedido;Data;Produto;Quantidade",
            "Bestelling;Datum;Artikel;Aantal",
        )
        for basket, _, item, _ in [header.split(";")]
    },
    "one person's listening": (
        csv_of("played_at,song", [[when(n), draw.choice(DISHES)] for n in range(200)]),
        Shape("sequences", item="song", order="played_at"),
    ),
    "orders whose lines have one time": (
        csv_of(
            "order_id,date,time,name",
            _each(lambda i, j, item: [i, when(9 * i)[:10], when(9 * i)[11:], item]),
        ),
        Shape("baskets", item="name", basket="order_id"),
    ),
    "orders that are called id": (
        csv_of(
            "id,date,time,name",
            _each(lambda i, j, item: [i + 1, when(9 * i)[:10], when(9 * i)[11:], item]),
        ),
        Shape("baskets", item="name", basket="id"),
    ),
    "lists in quotes": (
        csv_of(
            "order,date,items",
            [[i, when(i)[:10], f'"{", ".join(b)}"'] for i, b in enumerate(BASKETS)],
        ),
        Shape("lists", item="items", separator=","),
    ),
    "lists as Python writes them": (
        csv_of("id,tags", [[i, f'"{items!r}"'] for i, items in enumerate(BASKETS)]),
        Shape("lists", item="tags", separator=","),
    ),
    "genres": (
        csv_of(
            "film,title,genres",
            [[i, f"Film {i} of {7 * i}", "|".join(sorted(b))] for i, b in enumerate(BASKETS)],
        ),
        Shape("lists", item="genres", separator="|"),
    ),
    "lists that are all as long": (
        csv_of("id,items", [[i, "|".join(random.Random(i).sample(DISHES, 4))] for i in range(200)]),
        Shape("lists", item="items", separator="|"),
    ),
    "visits of places": (
        csv_of("user,check_in_time,location_id", [[u, when(t), i] for u, i, t in NUMBERS]),
        Shape("sequences", item="location_id", basket="user", order="check_in_time"),
    ),
    "ratings without a header": (
        csv_of("", [[u, i, draw.randrange(1, 6), t] for u, i, t in NUMBERS], "\t"),
        Shape("sequences", item="column 2", basket="column 1", order="column 4"),
    ),
    "ratings between two colons": (
        "".join(f"{u}::{i}::{draw.randrange(1, 6)}::{t}\n" for u, i, t in NUMBERS),
        Shape("sequences", item="column 2", basket="column 1", order="column 4"),
    ),
    "visits of places without a header": (
        csv_of("", [[u, when(t), f"{i / 7:.3f}", f"{-i / 9:.3f}", i] for u, i, t in NUMBERS]),
        Shape("sequences", item="column 5", basket="column 1", order="column 2"),
    ),
    "items and their kinds without a header": (
        csv_of("", [[u, i, 9_000 + i // 3, draw.choice("pqr"), t] for u, i, t in NUMBERS]),
        Shape("sequences", item="column 2", basket="column 1", order="column 5"),
    ),
    "pairs that stand together": (
        csv_of("", [[u, i] for u, i, _ in sorted(NUMBERS)], " "),
        Shape("baskets", item="column 2", basket="column 1"),
    ),
    **RAGGED,
    "padded to one width": (
        "\n".join(",".join([*items, *[""] * (WIDEST - len(items))]) for items in BASKETS),
        Shape("wide"),
    ),
    "padded under a header": (
        csv_of(
            ",".join(f"item {j}" for j in range(WIDEST)),
            [[*items, *[""] * (WIDEST - len(items))] for items in BASKETS],
        ),
        Shape("wide"),
    ),
}

RECORDS = {
    "pairs of numbers in any order": csv_of("", [[u, i] for u, i, _ in NUMBERS]),
    "users and few answers without a header": csv_of("", [[u, i % 9, t] for u, i, t in NUMBERS]),
    "measured without a header": csv_of("", [[u / 10, i / 10, t] for u, i, t in NUMBERS]),
    "parts in fixed places": csv_of(
        "id,what",
        [[i, f"{'rgb'[i % 3]}|{'SML'[i % 7 % 3]}|{'xyz'[i % 5 % 3]}"] for i in range(200)],
    ),
    "patients": csv_of(
        "patient_id,visit_date,age,sex,ward,diagnosis,drug",
        [
            [
                i % 90,
                when(i)[:10],
                draw.randrange(90),
                *map(draw.choice, ("mf", "ABC", "xyz", "pq")),
            ]
            for i in range(600)
        ],
    ),
    "staff": csv_of(
        "employee_id,department,job,salary",
        [
            [i, draw.choice("ABCD"), draw.choice("xyzuvw"), draw.randrange(90_000)]
            for i in range(300)
        ],
    ),
    "a panel of countries": csv_of(
        "country_code,year,income,region",
        [
            [f"C{c}", year, draw.choice("lmh"), c % 5]
            for c in range(30)
            for year in range(2000, 2015)
        ],
    ),
    "answers of a survey": csv_of(
        "respondent,question,answer",
        [[r, f"Q{q}", draw.randrange(5)] for r in range(60) for q in range(12)],
    ),
    "passengers": csv_of(
        "PassengerId,Survived,Class,Sex,Ticket,Cabin",
        [
            [
                i,
                i % 2,
                i % 3,
                draw.choice("mf"),
                f"T{draw.randrange(200)}",
                f"C{draw.randrange(90)}",
            ]
            for i in range(300)
        ],
    ),
    **{
        f"{group} of few kinds": csv_of(
            f"id,{group},{item}",
            [[i, kinds[i * i % 7 % len(kinds)], draw.choice(values)] for i in range(400)],
        )
        for group, item, kinds, values in (
            ("session", "drink", ("morning", "evening", "night"), ("tea", "wine", "water")),
            ("customer", "answer", ("new", "returning"), ("yes", "no", "maybe")),
            ("order", "response", ("first", "second"), ("cancer", "none")),
        )
    },
    "addresses": "\n".join(
        f"{i} Main St, {draw.choice(['Rome', 'Oslo', 'Bern'])}, {draw.choice(['IT', 'NO'])}"
        for i in range(200)
    ),
    "comments": csv_of(
        "comment",
        [
            [f'"I {draw.choice(["like", "hate"])} the {draw.choice(DISHES)}, truly. Thanks, all"']
            for _ in range(200)
        ],
    ),
    "damaged records with numbers": "".join(
        f"{i},{line}\n"
        for i in range(200)
        for line in [("apple,red,big", "pear,green,small", "plum,blue", "fig,red,big,more")[i % 4]]
    ),
    "damaged records": "name,color,size\n"
    + "".join(
        draw.choice(["apple,red,big\n", "pear,green,small\n", "plum,blue\n", "fig,red,big,more\n"])
        for _ in range(200)
    ),
    "yes and no with blanks": csv_of(
        ",".join("abcdef"), [[draw.choice(["yes", "no", ""]) for _ in "abcdef"] for _ in range(200)]
    ),
    "cities with their states": csv_of(
        "place,size", [[f'"Town {i % 40}, {"NY" if i % 3 else "TX"}"', i % 4] for i in range(200)]
    ),
    "people whose number comes again": csv_of(
        "id,name,size", [[i // 2, draw.choice(DISHES), draw.choice("SML")] for i in range(400)]
    ),
    "a class of each": csv_of(
        "id,name", [[draw.randrange(40), draw.choice(DISHES)] for i in range(400)]
    ),
    "one basket a row": csv_of("basket,item", [[i, draw.choice(DISHES)] for i in range(200)]),
    "one column": csv_of("word", [[draw.choice(DISHES)] for _ in range(100)]),
    "one row": csv_of("user_id,item", [[1, "tea"]]),
}


@pytest.mark.parametrize("name", FILES)
def test_baskets_sequences_and_lists_are_found_with_their_columns(tmp_path, name):
    text, wanted = FILES[name]
    found = find_shapes(read(tmp_path, text))
    assert told(found[0]) == told(wanted)
    assert found[0].reason.endswith(".")
    assert found[0].facts is not None
    assert found[0].facts.n_places > 0


def test_lines_of_receipts_are_sequences_of_their_customers_when_asked_for(tmp_path):
    lines = [
        [f"T{i:05}", f"C{i % 40}", f"{1 + i % 28:02}/0{1 + i // 28 % 9}/2024 {i % 24:02}:07", item]
        for i, items in enumerate(BASKETS)
        for item in (*items, "bag", "salt")
    ]
    draw.shuffle(lines)
    found = find_shapes(read(tmp_path, csv_of("N° ticket;Client;Date;Article", lines, ";")))
    assert told(found[0]) == told(Shape("baskets", item="Article", basket="N° ticket"))
    wanted = Shape("sequences", item="Article", basket="Client", order="Date")
    assert told(found[1]) == told(wanted)


@pytest.mark.parametrize("name", RECORDS)
def test_records_stay_records(tmp_path, name):
    assert find_shapes(read(tmp_path, RECORDS[name]))[0].kind == "records"


def test_lines_of_orders_with_much_of_their_own_are_records_but_the_columns_are_guessed(tmp_path):
    rng = random.Random(1)
    lines = [
        [f"2015-{i:06}", when(i)[:10], item, *map(rng.choice, ("SML", "xyz")), rng.random()]
        for i, items in enumerate(BASKETS)
        for item in items
    ]
    found = find_shapes(read(tmp_path, csv_of("id,date,name,size,type,price", lines)))
    assert told(found[0]) == told(Shape("records"))
    assert told(found[1]) == told(Shape("baskets", item="name", basket="id"))
    assert found[1].facts.n_baskets == len(BASKETS)


def test_pairs_of_numbers_are_guessed_to_be_baskets_of_the_first(tmp_path):
    found = find_shapes(read(tmp_path, RECORDS["pairs of numbers in any order"]))
    assert told(found[1]) == told(Shape("baskets", item="column 2", basket="column 1"))


@pytest.mark.parametrize("name", ["visits to few wards", "colors and legs"])
def test_columns_that_hardly_say_what_belongs_together_are_no_guess(tmp_path, name):
    rng = random.Random(2)
    headers = {
        "visits to few wards": "session,name,size,mood,sex,age",
        "colors and legs": "legs,name,b,c,d,e",
    }
    names = [f"item {i}" for i in range(90)]
    lines = [
        [1 + i % 9, *map(rng.choice, (names, "SML", "xyz", "mf")), rng.random()] for i in range(400)
    ]
    found = find_shapes(read(tmp_path, csv_of(headers[name], lines)))
    assert [shape.kind for shape in found] == ["records"]


@pytest.mark.parametrize("sample", catalog(), ids=lambda sample: sample.name)
def test_samples_of_records_stay_records_and_the_shop_has_sequences(sample):
    table = read_table(sample.path, sample.file)
    found = find_shapes(table)
    if Shape.of(sample.spec()).kind in ("records", "baskets", "sequences"):
        assert (found[0].kind != "records") == (sample.name == "shop_sessions")
    if sample.name == "shop_sessions":
        assert told(found[0]) == ("sequences", "product", "user_id", "position", None)
        assert told(found[1]) == ("baskets", "product", "session", None, None)


def test_months_are_put_in_order_as_moments_and_no_letters_are_warned_of(tmp_path):
    text, _ = FILES["periods such as June 2023"]
    facts = find_shapes(read(tmp_path, text))[0].facts
    assert (facts.letters, facts.undated) == (0, 0)


@pytest.mark.parametrize("n", [2, 3, 9, 10])
def test_a_handful_of_rows_is_no_sequence_of_steps(tmp_path, n):
    rows = [[f"s{i % max(2, n // 2)}", "x", when(i)] for i in range(n)]
    shapes = find_shapes(read(tmp_path, csv_of("song,side,time", rows)))
    assert (shapes[0].kind == "sequences") == (n == 10)


def test_shapes_are_kept_with_the_table_and_older_summaries_still_open(tmp_path):
    table = read(tmp_path, FILES["ratings"][0])
    saved = save_table(table, tmp_path / "table")
    assert open_summary(tmp_path / "table") == saved
    assert saved.shapes[0].kind == "sequences"
    path = tmp_path / "table" / "summary.json"
    stored = json.loads(path.read_text())
    del stored["shapes"], stored["reading"]["ragged"]
    path.write_text(json.dumps(stored))
    assert open_summary(tmp_path / "table").shapes == ()


@pytest.mark.parametrize("name", FILES)
def test_a_shape_and_its_recipe_say_the_same(tmp_path, name):
    for shape in find_shapes(read(tmp_path, FILES[name][0])):
        if shape.kind == "records":
            continue
        objective = "next-item" if shape.kind == "sequences" else "cooccurrence"
        spec = TrainingSpec(objective=objective, **shape.settings)
        assert told(Shape.of(spec)) == told(shape)


def test_the_reason_counts_the_rows_that_are_learned_from(tmp_path, monkeypatch):
    text = FILES["orders"][0] + "9001,\n,tea\n" * 3
    shape = find_shapes(read(tmp_path, text))[0]
    n_rows, n_orders = shape.facts.n_places, shape.facts.n_baskets
    assert shape.facts.left_out == 6
    assert shape.reason.startswith(f"order_id groups {n_rows} rows into {n_orders} baskets, and ")
    monkeypatch.setattr("explorer.data.shape.COUNTED", 20)
    reason = find_shapes(read(tmp_path, text))[0].reason
    assert reason.startswith(f"order_id groups {n_rows + 6} rows into {n_orders + 1} baskets, and ")
