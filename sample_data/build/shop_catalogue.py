"""The shop's products, each in a family, each family in a department."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sample_data.build.shop_words import DEPARTMENTS, Department


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products, families and departments are numbered; numbers index the names."""

    products: list[str]
    families: list[str]
    departments: list[str]
    family_of_product: NDArray[np.int64]  # [n_products]
    department_of_family: NDArray[np.int64]  # [n_families]

    @property
    def department_of_product(self) -> NDArray[np.int64]:
        """[n_products]."""
        return self.department_of_family[self.family_of_product]

    def members(self, family: int) -> NDArray[np.int64]:
        """The products of one family."""
        return np.flatnonzero(self.family_of_product == family)


def make_catalogue(n_products: int, random: np.random.RandomState) -> Catalogue:
    """Spread products evenly over the families and give each a name of its own.

    The words are enough for 5,760 products.
    """
    pairs = [(department, family) for department in DEPARTMENTS for family in department.families]
    per_family, left_over = divmod(n_products, len(pairs))
    with_one_more = set(random.permutation(len(pairs))[:left_over].tolist())

    products: list[str] = []
    family_of_product: list[int] = []
    for number, (department, family) in enumerate(pairs):
        size = per_family + (number in with_one_more)
        products += _product_names(department, family, size, random)
        family_of_product += [number] * size
    assert len(set(products)) == n_products
    return Catalogue(
        products=products,
        families=[family for _, family in pairs],
        departments=[department.name for department in DEPARTMENTS],
        family_of_product=np.array(family_of_product),
        department_of_family=np.array([DEPARTMENTS.index(department) for department, _ in pairs]),
    )


def _product_names(
    department: Department, family: str, count: int, random: np.random.RandomState
) -> list[str]:
    """Draw `count` names; sizes are added only when variants and nouns do not suffice."""
    nouns = department.families[family]
    needs_sizes = count > len(nouns) * len(department.variants)
    prefixes = [f"{size} " for size in department.sizes] if needs_sizes else [""]
    names = [
        f"{prefix}{variant} {noun}"
        for prefix in prefixes
        for variant in department.variants
        for noun in nouns
    ]
    assert count <= len(names), (family, count)
    order = random.permutation(len(names)).tolist()
    if not needs_sizes:
        # Noun by noun in turn, so that even a small family shows all of its nouns.
        by_noun = [[i for i in order if i % len(nouns) == noun] for noun in range(len(nouns))]
        order = [i for turn in zip(*by_noun, strict=True) for i in turn]
    return [names[i][0].upper() + names[i][1:] for i in order[:count]]
