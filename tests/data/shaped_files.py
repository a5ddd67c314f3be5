"""Files of things that belong together, in every shape that people write them."""

from __future__ import annotations

import random
from collections.abc import Callable

from explorer.records.shape import Shape
from tests.data.dishes import BASKETS, DISHES, RAGGED, csv_of, when

draw = random.Random(7)
WIDEST = max(map(len, BASKETS))


def _each(make: Callable[[int, int, str], list[object]]) -> list[list[object]]:
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
    "steps of which most are rare": (
        csv_of(
            "sess,sku,seq",
            [[f"s{i // 9}", f"core{i % 7}" if i % 9 < 2 else f"rare{i}", i] for i in range(900)],
        ),
        Shape("sequences", item="sku", basket="sess", order="seq"),
    ),
    **{
        f"lists parted by {between!r}": (
            csv_of(
                "id,items,shop",
                [[i, f'"{between.join(items)}"', "ABC"[i % 3]] for i, items in enumerate(BASKETS)],
            ),
            Shape(
                "lists",
                item="items",
                separator=separator,
            ),
        )
        for separator, between in (
            *(("\n", "\n"), ("/", "/"), ("/", " / "), ("+", " + "), ("&", " & "), ("·", "·")),
            *(("^", "^"), ("\\", "\\"), (":", ":"), (" and ", " and ")),
        )
    },
    "lists as NumPy writes them": (
        csv_of(
            "id,items",
            [[i, f"[{chr(32).join(map(repr, items))}]"] for i, items in enumerate(BASKETS)],
        ),
        Shape("lists", item="items", separator=" "),
    ),
    "lists of tokens": (
        csv_of(
            "id,items",
            [[i, " ".join(x.replace(" ", "_") for x in items)] for i, items in enumerate(BASKETS)],
        ),
        Shape("lists", item="items", separator=" "),
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
