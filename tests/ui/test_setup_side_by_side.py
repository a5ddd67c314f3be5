"""Set up for baskets whose items stand side by side, in columns of their own."""

from __future__ import annotations

from explorer.records.spec import TrainingSpec
from explorer.records.table import ReadOptions
from explorer.runs.reading_job import read_dataset
from tests.ui.conftest import SECRET
from tests.ui.orders import BASKETS
from tests.ui.test_setup_page import submitted

WIDE = "no,first,second,third,fourth\n" + "".join(
    f"{900 + i},{','.join([*basket, *[''] * (4 - len(basket))])}\n"
    for i, basket in enumerate(BASKETS)
)


def test_items_side_by_side_are_learned_of_the_columns_that_hold_them_or_of_those_chosen(
    visit, uploaded, store, said
):
    dataset_id = uploaded("shop.csv", WIDE.encode())
    page = visit(data=dataset_id)
    assert "no is no item and is left out." in said(page)
    assert {each.label: each.value for each in page.metric}["different items"] == "10"
    columns = page.multiselect(key=f"setup-{dataset_id}--wide-columns")
    assert columns.options == ["no", "first", "second", "third", "fourth"]
    assert columns.value == [1, 2, 3, 4]
    columns.set_value([1, 2]).run()
    assert "is left out" not in said(page)
    assert {each.label: each.value for each in page.metric}["items in all"] == "105"
    assert submitted(store, page) == TrainingSpec(
        "cooccurrence", wide=True, item_columns=("first", "second")
    )


def test_all_columns_hold_items_where_none_is_chosen(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", WIDE.encode())
    page = visit(data=dataset_id)
    page.multiselect(key=f"setup-{dataset_id}--wide-columns").set_value([]).run()
    assert submitted(store, page) == TrainingSpec("cooccurrence", wide=True)


def test_columns_of_another_reading_are_not_taken_for_those_that_were_chosen(
    visit, uploaded, store
):
    rows = "\n".join(
        f"{a},{b};{b},{a};{a};{b}" for a, b in zip("abcd" * 9, "bcda" * 9, strict=True)
    )
    dataset_id = uploaded("shop.csv", f"one,two;three,four;five;six\n{rows}\n".encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.selectbox(key=f"{key}-shape").set_value("wide").run()
    page.multiselect(key=f"{key}-wide-columns").set_value([1, 2]).run()
    page.selectbox(key=f"{key}-shape").set_value("baskets").run()
    page.selectbox(key=f"{key}-baskets-item").set_value(1).run()
    page.selectbox(key=f"{key}-baskets-basket").set_value(2).run()
    options = ReadOptions(delimiter=",")
    store.datasets.read_again(dataset_id, options, SECRET)
    read_dataset(store, store.jobs.claim("read", "here", 1))
    page.run()
    chosen = [box for box in page.selectbox if box.label in ("Item", "Basket")]
    assert [box.value for box in chosen] == [None, None]
    next(box for box in page.selectbox if box.label == "A row is").set_value("wide").run()
    (columns,) = page.multiselect
    names = [each.name for each in store.datasets.get(dataset_id).summary.profiles]
    assert columns.options == names
    assert len(columns.value) == len(names)
