"""shop_sessions.csv: visits to an invented shop, made by a seeded walk with a planted structure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sample_data.build.sample import Sample
from sample_data.build.shop_law import NO_PARTNER, Shop


@dataclass(frozen=True, slots=True)
class ShopSize:
    """Two runs with equal numbers give equal bytes."""

    file: str
    n_products: int
    n_users: int
    seed: int


SMALL = ShopSize("shop_sessions", n_products=400, n_users=1_520, seed=20)
# About 606,000 rows and 22 MB; made on demand for speed and quality at scale.
FULL = ShopSize("shop_sessions_5000", n_products=5_000, n_users=17_000, seed=21)


def build(cache: Path) -> Sample:
    """The sample that ships; it needs no download, so `cache` is not touched."""
    del cache
    return generate(SMALL)


def generate(size: ShopSize) -> Sample:
    """Walk through the shop; every visit is a session, positions run on over a user's sessions."""
    shop = Shop(size.n_products, size.n_users, size.seed)
    names = shop.catalogue.products
    rows = []
    position: Counter[int] = Counter()
    uses: Counter[int] = Counter()
    for session, (user, products) in enumerate(shop.sessions(), start=1):
        uses.update(products)
        for product in products:
            position[user] += 1
            rows.append((user + 1, session, position[user], names[product]))
    data = pd.DataFrame(rows, columns=["user_id", "session", "position", "product"])
    return Sample(size.file, data, _label(shop, uses))


def _label(shop: Shop, uses: Counter[int]) -> pd.DataFrame:
    """One row per product: where it stands, its planted successor and partner, its uses."""
    catalogue = shop.catalogue
    rows = []
    for product, name in enumerate(catalogue.products):
        partner = shop.partner[product]
        rows.append(
            (
                int(catalogue.department_of_product[product]),
                int(catalogue.family_of_product[product]),
                name,
                catalogue.products[shop.successor[product]],
                "" if partner == NO_PARTNER else catalogue.products[partner],
                uses[product],
            )
        )
    return pd.DataFrame(
        [
            (name, catalogue.departments[department], catalogue.families[family], *rest)
            for department, family, name, *rest in sorted(rows)
        ],
        columns=["product", "department", "family", "bought_next", "goes_with", "count"],
    )
