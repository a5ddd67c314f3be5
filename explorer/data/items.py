"""Recipes of items in baskets and sequences: what they leave open, and what stops them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.data.first_lines import FILL_DOWN
from explorer.data.missing_column import unknown_column
from explorer.data.vocabularies import least_count
from explorer.errors import NothingToLearn, SpecError
from explorer.records.dims import dim_of
from explorer.records.spec import ColumnSpec, TrainingSpec
from explorer.records.table import ColumnProfile

WIDE_NAME = "item"  # of the column that all columns of a wide file become


def resolve_items(spec: TrainingSpec, profiles: Sequence[ColumnProfile]) -> TrainingSpec:
    """Fill in the one column that is learned, and check item, basket and order on the data.

    Its dimension stays open where items are counted only when cells are taken apart, where rare
    ones may be gathered, or where the rule counts what the baskets hold.

    Raises:
        SpecError: a column is not in the file, or the recipe lists others beside the items.
        NothingToLearn: no two items can ever meet.
    """
    by_name = {profile.name: profile for profile in profiles}
    for name in (spec.item, spec.basket, spec.order, *spec.item_columns):
        if name is not None and name not in by_name:
            raise unknown_column(name, list(by_name))
    name = spec.item or WIDE_NAME
    given = [column for column in spec.columns if column.name == name]
    others = [column.name for column in spec.columns if column.name != name]
    if others:
        raise SpecError(
            f"Only the items {name!r} are learned from baskets, but {others[0]!r} is listed too.",
            mend="Name the columns that hold items as item_columns."
            if spec.wide
            else "Leave the columns out.",
        )
    asked = given[0] if given else ColumnSpec(name)
    if asked.kind == "binned":
        raise SpecError(f"The items {name!r} cannot be cut into ranges.", mend="Take categories.")
    dim = asked.dim
    if spec.layout == "long":
        item = by_name[name]
        counted = spec.objective != "next-item"  # its rule asks how many items the baskets hold
        if counted and least_count(spec.min_count, item.n_categories) == 1:
            dim = dim or dim_of(spec.objective, item.n_categories)
        if item.n_categories < 2:
            raise NothingToLearn(
                f"{name!r} holds {item.n_categories or 'no'} item; two or more must meet.",
                mend="Choose another column of items.",
            )
        if spec.basket is not None and by_name[spec.basket].occurs_once:
            mend = "Choose the column that several rows share, such as an order or a user"
            if by_name[spec.basket].n_missing:
                mend += f"; or, where a value stands on the first of its rows only, {FILL_DOWN}"
            raise NothingToLearn(
                f"Every value of {spec.basket!r} occurs once, so no two items ever meet.",
                mend=f"{mend}.",
            )
    return replace(spec, columns=(ColumnSpec(name, dim, "category"),))
