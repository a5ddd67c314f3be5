"""How visitors of the shop choose: the structure a model is meant to find.

A session is a walk. Each step starts from an anchor, the product that is on the visitor's
mind, and does one of five things with fixed chances. Noise, and half of the visits to a
complement, leave the anchor where it was: so the product before the last one matters, and
a model that reads five products can know more than one that reads a single one.

Only calls of numpy's legacy generator are used, whose stream never changes, and always in
the same order: any change of the order of draws changes every byte of the sample.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sample_data.build.shop_catalogue import make_catalogue
from sample_data.build.shop_words import COMPLEMENTS

# What a step does; the rest of the chances, 0.12, is noise: any product, by popularity.
SAME_FAMILY = 0.34
SAME_DEPARTMENT = 0.26  # another family of the department
COMPLEMENT = 0.18  # the family that goes with this one; if there is none, the department
NEW_PLACE = 0.10  # anywhere, by the visitor's taste

SUCCESSOR = 0.5  # chance, in a step inside the family, of the planted successor
NEXT_IN_RING = 0.6  # chance, in a step inside the department, of the family next in its ring
PARTNER = 0.6  # chance, in a step to the complement, of the planted partner
ANCHOR_MOVES = 0.5  # chance, after a step to the complement, that the anchor follows

# Popularity falls as 1 / rank ** exponent.
PRODUCT_EXPONENT = 0.9
FAMILY_EXPONENT = 0.5
DEPARTMENT_EXPONENT = 0.6
TASTE_SHAPE = 0.35  # of a gamma; the smaller, the fewer departments a visitor likes

SHORTEST_SESSION = 3
LONGEST_SESSION = 25
MEAN_EXTRA_LENGTH = 6.0
MEAN_EXTRA_SESSIONS = 3.7
MOST_EXTRA_SESSIONS = 30

NO_PARTNER = -1


class Shop:
    """A catalogue, the planted law, and the visitors' tastes; `sessions` walks through it once."""

    def __init__(self, n_products: int, n_users: int, seed: int) -> None:
        self.n_users = n_users
        self._random = np.random.RandomState(seed)
        self.catalogue = make_catalogue(n_products, self._random)
        n_families = len(self.catalogue.families)
        self._members = [self.catalogue.members(family) for family in range(n_families)]

        self.successor = np.zeros(n_products, dtype=np.int64)  # a cycle through each family
        product_weights = self._plant_successors()
        department_weights = self._zipf_in_random_order(
            np.arange(len(self.catalogue.departments)), DEPARTMENT_EXPONENT
        )
        family_weights, ring = self._plant_rings()
        self.partner = np.full(n_products, NO_PARTNER, dtype=np.int64)
        self._complement = self._plant_partners()  # family -> family

        # Cumulated once, because every step draws from one of these.
        family_of, department_of = (
            self.catalogue.family_of_product,
            self.catalogue.department_of_family,
        )
        popularity = (
            department_weights[department_of[family_of]]
            * family_weights[family_of]
            * product_weights
        )
        self._product_in_family = [np.cumsum(product_weights[m]) for m in self._members]
        self._product_anywhere = np.cumsum(popularity / popularity.sum())
        self._family_in_ring = np.cumsum(ring, axis=1)
        self._family_in_department = [
            np.cumsum(np.where(department_of == department, family_weights, 0))
            for department in range(len(department_weights))
        ]
        likes = self._random.gamma(TASTE_SHAPE, 1.0, (n_users, len(department_weights)))
        taste = likes * department_weights + 1e-12  # nobody likes nothing
        self._department_by_taste = np.cumsum(taste / taste.sum(axis=1, keepdims=True), axis=1)

    def sessions(self) -> Iterator[tuple[int, list[int]]]:
        """Yield (user, products in the order of the visit); no product twice in a session."""
        for user in range(self.n_users):
            extra = int(self._exponential() * MEAN_EXTRA_SESSIONS)
            for _ in range(1 + min(extra, MOST_EXTRA_SESSIONS)):
                yield user, self._one_session(user)

    def _one_session(self, user: int) -> list[int]:
        extra = int(self._exponential() * MEAN_EXTRA_LENGTH)
        length = min(SHORTEST_SESSION + extra, LONGEST_SESSION)
        anchor = self._product_by_taste(user)
        visited = {anchor: None}  # a dict keeps the order
        while len(visited) < length:
            product, next_anchor = self._step(user, anchor)
            if product not in visited:
                visited[product] = None
                anchor = next_anchor
        return list(visited)

    def _step(self, user: int, anchor: int) -> tuple[int, int]:
        """Draw (product, anchor after it)."""
        family = int(self.catalogue.family_of_product[anchor])
        complement = int(self._complement[family])
        what = self._random.random_sample()
        if what < SAME_FAMILY:
            if self._random.random_sample() < SUCCESSOR:
                product = int(self.successor[anchor])
            else:
                product = self._product_of(family)
            return product, product

        what -= SAME_FAMILY
        department_step = SAME_DEPARTMENT + (COMPLEMENT if complement == NO_PARTNER else 0)
        if what < department_step:
            product = self._product_of(self._pick(self._family_in_ring[family]))
            return product, product

        what -= SAME_DEPARTMENT
        if what < COMPLEMENT:
            if self._random.random_sample() < PARTNER:
                product = int(self.partner[anchor])
            else:
                product = self._product_of(complement)
            moves = self._random.random_sample() < ANCHOR_MOVES
            return product, product if moves else anchor

        what -= COMPLEMENT
        if what < NEW_PLACE:
            product = self._product_by_taste(user)
            return product, product
        return self._pick(self._product_anywhere), anchor

    def _product_of(self, family: int) -> int:
        return int(self._members[family][self._pick(self._product_in_family[family])])

    def _product_by_taste(self, user: int) -> int:
        department = self._pick(self._department_by_taste[user])
        return self._product_of(self._pick(self._family_in_department[department]))

    def _pick(self, cumulated: NDArray[np.float64]) -> int:
        """Draw an index in proportion to the steps of `cumulated`."""
        point = self._random.random_sample() * cumulated[-1]
        return min(int(np.searchsorted(cumulated, point, side="right")), len(cumulated) - 1)

    def _exponential(self) -> float:
        """A draw with mean 1."""
        return float(-np.log(1 - self._random.random_sample()))

    def _zipf_in_random_order(
        self, members: NDArray[np.int64], exponent: float
    ) -> NDArray[np.float64]:
        """Weights that add to 1, in the order of `members`; chance decides who ranks first."""
        weights = 1.0 / np.arange(1, len(members) + 1) ** exponent
        ranked = self._random.permutation(members)
        by_member = np.empty(len(members))
        by_member[np.searchsorted(members, ranked)] = weights / weights.sum()
        return by_member

    def _plant_successors(self) -> NDArray[np.float64]:
        """Chain each family into a cycle; return each product's weight inside its family."""
        weights = np.zeros(len(self.catalogue.products))
        for members in self._members:
            weights[members] = self._zipf_in_random_order(members, PRODUCT_EXPONENT)
            cycle = self._random.permutation(members)
            self.successor[cycle] = np.roll(cycle, -1)
        return weights

    def _plant_rings(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Order the families of each department in a ring.

        Returns:
            Each family's weight inside its department, and [n_families, n_families] the
            chance of a step from the row's family to the column's.
        """
        n_families = len(self.catalogue.families)
        weights = np.zeros(n_families)
        ring = np.zeros((n_families, n_families))
        for department in range(len(self.catalogue.departments)):
            families = np.flatnonzero(self.catalogue.department_of_family == department)
            weights[families] = self._zipf_in_random_order(families, FAMILY_EXPONENT)
            cycle = self._random.permutation(families)
            for family, following in zip(cycle, np.roll(cycle, -1), strict=True):
                ring[family, families] = (1 - NEXT_IN_RING) / (len(families) - 2)
                ring[family, family] = 0
                ring[family, following] = NEXT_IN_RING
        return weights, ring

    def _plant_partners(self) -> NDArray[np.int64]:
        """Give each product of a family with a complement one partner there."""
        names = self.catalogue.families
        complement = np.full(len(names), NO_PARTNER, dtype=np.int64)
        for name, other_name in COMPLEMENTS.items():
            family, other = names.index(name), names.index(other_name)
            complement[family] = other
            products = self._random.permutation(self._members[family])
            partners = self._random.permutation(self._members[other])
            self.partner[products] = partners[np.arange(len(products)) % len(partners)]
        return complement
