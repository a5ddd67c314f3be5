"""Set up for files of baskets, sequences and lists."""

from __future__ import annotations

import random
import re

import pytest

from explorer.data import goals
from explorer.records.dims import dim_of
from explorer.records.shape import Shape
from explorer.records.spec import OBJECTIVES, ColumnSpec, TrainingSpec
from explorer.ui.setup import adjust, recipe
from tests.cli.test_recipe import STUDENTS
from tests.ui.orders import BASKETS, CELLS, DISHES, LONG, RAGGED, STEPS
from tests.ui.test_setup_page import FRUIT, submitted

PROPOSED = {
    "baskets": (LONG, TrainingSpec("cooccurrence", item="product", basket="order_id")),
    "sequences": (
        STEPS,
        TrainingSpec(
            "cooccurrence", item="product", basket="user", order="position", window=goals.WINDOW
        ),
    ),
    "lists": (CELLS, TrainingSpec("cooccurrence", item="items", separator=",")),
    "wide": (RAGGED, TrainingSpec("cooccurrence", wide=True)),
}


@pytest.mark.parametrize("kind", PROPOSED)
def test_each_shape_is_trained_with_one_click_by_the_objective_that_fits_it(
    visit, uploaded, store, kind
):
    text, wanted = PROPOSED[kind]
    page = visit(data=uploaded("shop.csv", text.encode()))
    assert not page.data_editor, "only items are learned"
    n = sum(map(len, BASKETS))
    shown = {each.label: each.value for each in page.metric}
    assert (shown["different items"], shown["items in all"]) == ("10", str(n))
    assert submitted(store, page) == wanted


def test_a_usual_size_between_two_is_one_number_wherever_it_is_told(visit, uploaded, said):
    sizes = (2, 2, 3, 4) * 5
    rows = [f"o{i},p{(i * 3 + j) % 7}" for i, n in enumerate(sizes) for j in range(n)]
    text = "order_id,product\n" + "\n".join(rows) + "\n"
    page = visit(data=uploaded("orders.csv", text.encode()))
    assert {each.label: each.value for each in page.metric}["items of a usual basket"] == "3"
    assert "Half of them hold 3 or more, the largest 4." in said(page)


def test_the_reason_for_a_shape_stands_there_until_another_is_chosen(visit, uploaded, said):
    dataset_id = uploaded("shop.csv", LONG.encode())
    page = visit(data=dataset_id)
    reason = "order_id groups 150 rows into 60 baskets"
    assert reason in said(page)
    page.selectbox(key=f"setup-{dataset_id}--shape").set_value("records").run()
    assert reason not in said(page)
    assert page.data_editor


def test_rows_with_few_marks_may_be_baskets_and_are_taken_so_by_choice(
    visit, uploaded, said, store
):
    rng = random.Random(5)
    rows = (",".join(str(int(rng.random() < 0.2)) for _ in range(9)) for _ in range(90))
    text = ",".join(f"trait {j}" for j in range(9)) + "\n" + "\n".join(rows) + "\n"
    dataset_id = uploaded("traits.csv", text.encode())
    page = visit(data=dataset_id)
    sentence = "choose that it is a basket, its items side by side."
    assert sentence in said(page)
    page.selectbox(key=f"setup-{dataset_id}--shape").set_value("wide").run()
    assert sentence not in said(page)
    shown = {each.label: each.value for each in page.metric}
    assert shown["different items"] == "9"
    assert submitted(store, page) == TrainingSpec("cooccurrence", wide=True)


def test_a_column_of_lists_among_others_is_told_and_its_items_are_learned_by_choice(
    visit, uploaded, said, store
):
    dataset_id = uploaded("students.csv", STUDENTS.encode())
    page = visit(data=dataset_id)
    told = (
        "Most cells of courses hold several items, parted by bars, and the same items come again "
        "in other cells. If each row is a basket of such items, choose that it is a basket, its "
        "items in one cell."
    )
    assert told in said(page)
    page.selectbox(key=f"setup-{dataset_id}--shape").set_value("lists").run()
    assert "If each row is a basket of such items" not in said(page)
    wanted = TrainingSpec("cooccurrence", item="courses", separator="|")
    assert submitted(store, page) == wanted


def test_baskets_whose_columns_are_not_chosen_yet_say_what_will_stand_there(visit, uploaded, said):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    page.selectbox(key=f"setup-{dataset_id}--shape").set_value("baskets").run()
    assert "What the baskets hold is said here as soon as their columns are chosen." in said(page)


def test_records_can_be_taken_as_baskets_and_are_counted_at_once(visit, uploaded, said, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    assert page.selectbox(key=f"{key}-shape").value == "records"
    page.selectbox(key=f"{key}-shape").set_value("baskets").run()
    assert page.button(key="train").disabled
    assert "No column of items is chosen. Choose one." in said(page)
    page.selectbox(key=f"{key}-baskets-item").set_value(1).run()
    page.selectbox(key=f"{key}-baskets-basket").set_value(0).run()
    shown = {each.label: each.value for each in page.metric}
    assert (shown["baskets"], shown["different items"], shown["items in all"]) == ("3", "4", "120")
    assert submitted(store, page) == TrainingSpec("cooccurrence", item="color", basket="kind")


def test_of_records_items_and_baskets_are_guessed_where_the_columns_are_named_so(
    visit, uploaded, store
):
    rng = random.Random(5)
    lines = "".join(
        f"{i},{dish},{rng.choice('SML')},{rng.choice('xyz')},{rng.random()}\n"
        for i, basket in enumerate(BASKETS)
        for dish in basket
    )
    dataset_id = uploaded("pizza.csv", f"id,name,size,type,price\n{lines}".encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    assert page.selectbox(key=f"{key}-shape").value == "records"
    page.selectbox(key=f"{key}-shape").set_value("sequences").run()
    boxes = [page.selectbox(key=f"{key}-sequences-{each}").value for each in ("item", "basket")]
    assert boxes == [1, 0]
    page.selectbox(key=f"{key}-shape").set_value("baskets").run()
    assert submitted(store, page) == TrainingSpec("cooccurrence", item="name", basket="id")


def test_sequences_chosen_by_hand_are_in_order_of_the_column_of_dates(visit, uploaded, store):
    rng = random.Random(5)
    lines = "".join(
        f"{rng.choice('abcdef')},{1 + n % 28:02}/03/2024,{rng.choice('SML')},{n % 7}\n"
        for n in range(200)
    )
    dataset_id = uploaded("fruit.csv", f"kind,bought,size,shop\n{lines}".encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    assert page.selectbox(key=f"{key}-shape").value == "records"
    page.selectbox(key=f"{key}-shape").set_value("sequences").run()
    page.selectbox(key=f"{key}-sequences-item").set_value(0).run()
    page.selectbox(key=f"{key}-sequences-basket").set_value(3).run()
    spec = submitted(store, page)
    assert (spec.item, spec.basket, spec.order) == ("kind", "shop", "bought")


def test_a_column_named_twice_is_refused_beside_the_button(visit, uploaded, said):
    dataset_id = uploaded("shop.csv", LONG.encode())
    page = visit(data=dataset_id)
    page.selectbox(key=f"setup-{dataset_id}--baskets-basket").set_value(1).run()
    assert not page.exception
    assert "name the same column twice" in said(page)
    assert page.button(key="train").disabled


def test_sequences_may_be_one_and_may_stand_in_the_order_of_the_file(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}--sequences"
    page.selectbox(key=f"{key}-basket").set_value(-1)
    page.selectbox(key=f"{key}-order").set_value(-1).run()
    page.pills(key=f"setup-{dataset_id}--objective-sequences").set_value("next-item")
    page.run()
    assert submitted(store, page) == TrainingSpec("next-item", item="product")


def test_items_and_whose_they_are_are_not_offered_as_their_order(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}--sequences"
    order = page.selectbox(key=f"{key}-order")
    assert order.options == ["the file", "session", "position"]
    assert order.value == 2
    page.selectbox(key=f"{key}-basket").set_value(2).run()
    assert not page.exception
    order = page.selectbox(key=f"{key}-order")
    assert order.options == ["the file", "user", "session"]
    assert order.value == -1
    page.selectbox(key=f"{key}-basket").set_value(0).run()
    page.selectbox(key=f"{key}-order").set_value(1).run()
    spec = submitted(store, page)
    assert (spec.item, spec.basket, spec.order) == ("product", "user", "session")


def test_methods_window_and_dimensions_reach_the_recipe(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    assert page.number_input(key=f"{key}-window").placeholder == str(goals.WINDOW)
    page.segmented_control(key=f"{key}-method").set_value("glove")
    page.number_input(key=f"{key}-window").set_value(4)
    page.number_input(key=f"{key}-dim").set_value(7).run()
    spec = submitted(store, page)
    assert (spec.method, spec.window, spec.history) == ("glove", 4, None)
    assert spec.columns == (ColumnSpec("product", 7),)
    assert (spec.basket, spec.order) == ("user", "position")


def test_an_empty_setting_shows_all_digits_of_a_whole_number(visit, uploaded):
    steps = "\n".join(f"{i // 10},{i % 10},p{i * 7 % 1300}" for i in range(3000))
    dataset_id = uploaded("long.csv", f"session,position,product\n{steps}\n".encode())
    page = visit(data=dataset_id)
    page.pills(key=f"setup-{dataset_id}--objective-sequences").set_value("next-item").run()
    assert page.number_input(key=f"setup-{dataset_id}--batch_size").placeholder == "1,024"


@pytest.mark.parametrize(
    ("field", "setting"),
    [("epochs", "epochs"), ("seed", "seed"), ("min_count", "min_count"), ("dim", "columns")],
)
def test_an_emptied_number_is_left_open_whatever_stood_there_before(
    visit, uploaded, store, field, setting
):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}--{field}"
    for value in (9, 4, None):
        page.number_input(key=key).set_value(value).run()
        assert not page.exception
        assert page.number_input(key=key).value == value
    page.number_input(key=key).set_value(9).run()
    again = visit(data=dataset_id)
    assert again.number_input(key=key).value == 9
    again.number_input(key=key).set_value(None).run()
    assert again.number_input(key=key).value is None
    asked = submitted(store, again)
    assert getattr(asked, setting) == getattr(TrainingSpec("cooccurrence", wide=True), setting)


def test_the_values_of_a_row_are_learned_by_appearing_together(visit, uploaded, said, store):
    dataset_id = uploaded("fruit.csv", FRUIT)
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.pills(key=f"{key}-objective").set_value("cooccurrence").run()
    assert "stand together in one row" in said(page)
    assert not [each for each in page.number_input if each.label == "Window"]
    page.segmented_control(key=f"{key}-method").set_value("spectral").run()
    spec = submitted(store, page)
    assert (spec.objective, spec.method, spec.of_items) == ("cooccurrence", "spectral", False)
    assert len(spec.columns) > 1


def test_what_appears_together_in_a_sequence_does_so_within_a_few_steps(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    assert submitted(store, page).window == goals.WINDOW
    again = visit(data=dataset_id)
    again.selectbox(key=f"setup-{dataset_id}--shape").set_value("baskets").run()
    assert submitted(store, again).window is None


def test_the_length_of_the_history_multiplies_the_inputs_of_one_hot(visit, uploaded, said, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    page.pills(key=f"setup-{dataset_id}--objective-sequences").set_value("next-item")
    page.run()
    assert (
        "One-hot would need 50 inputs, 10 items × the last 5, 90 % of them zero at every step. "
        f"These embeddings use {5 * dim_of('next-item', 10) // 2} numbers. Of so few categories"
        " they save no numbers; what they add is which ones are alike. The other half of each row"
        " is for when an item is guessed." in said(page)
    )
    page.number_input(key=f"setup-{dataset_id}--history").set_value(2).run()
    assert "One-hot would need 20 inputs, 10 items × the last 2" in said(page)
    assert submitted(store, page).history == 2


def test_choices_of_rows_survive_a_reload(visit, uploaded):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.selectbox(key=f"{key}-shape").set_value("baskets").run()
    page.selectbox(key=f"{key}-baskets-basket").set_value(0).run()
    page.segmented_control(key=f"{key}-method").set_value("spectral").run()
    again = visit(data=dataset_id)
    assert again.selectbox(key=f"{key}-shape").value == "baskets"
    assert again.selectbox(key=f"{key}-baskets-basket").value == 0
    assert again.segmented_control(key=f"{key}-method").value == "spectral"


def test_back_to_records_after_a_reload_the_columns_are_proposed_again(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    page.selectbox(key=f"setup-{dataset_id}--shape").set_value("records").run()
    spec = submitted(store, page)
    assert spec.objective == "masked"
    assert not spec.of_items
    assert "product" in [column.name for column in spec.columns]


def test_a_recipe_of_items_fills_the_page_in(visit, uploaded, store):
    dataset_id = uploaded("shop.csv", STEPS.encode())
    first = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    first.selectbox(key=f"{key}-shape").set_value("baskets").run()
    first.number_input(key=f"{key}-dim").set_value(3).run()
    spec = submitted(store, first)
    run_id = str(first.query_params["run"])
    again = visit(data=dataset_id, **{"from": run_id})
    assert submitted(store, again) == spec


def test_what_weakens_learning_stands_beside_the_rows(visit, uploaded, said):
    alone = LONG + "".join(f"{1000 + i},tea\n" for i in range(40))
    assert "baskets of 100 hold one item" in said(visit(data=uploaded("shop.csv", alone.encode())))


def test_baskets_that_all_hold_one_item_cannot_be_trained(visit, uploaded, said):
    text = "basket,item\n" + "".join(f"{i},{DISHES[i % 10]}\n" for i in range(80))
    dataset_id = uploaded("shop.csv", text.encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.selectbox(key=f"{key}-shape").set_value("baskets").run()
    page.selectbox(key=f"{key}-baskets-item").set_value(1)
    page.selectbox(key=f"{key}-baskets-basket").set_value(0).run()
    assert page.button(key="train").disabled
    assert "Every value of 'basket' occurs once, so no two items ever meet." in said(page)


def test_sequences_that_all_hold_one_item_cannot_be_trained(visit, uploaded, said):
    steps = "".join(f"u{i},{DISHES[i % 10]},{2 * i}\nu{i},,{2 * i + 1}\n" for i in range(80))
    dataset_id = uploaded("shop.csv", ("user,item,time\n" + steps).encode())
    page = visit(data=dataset_id)
    key = f"setup-{dataset_id}-"
    page.selectbox(key=f"{key}-shape").set_value("sequences").run()
    for at, name in enumerate(("basket", "item", "order")):
        page.selectbox(key=f"{key}-sequences-{name}").set_value(at)
    page.run()
    assert page.button(key="train").disabled
    assert "Every sequence holds one item, so no two items ever meet." in said(page)


def test_the_most_frequent_items_are_those_of_the_rows_that_are_learned_from(visit, uploaded, said):
    times = {dish: sum(basket.count(dish) for basket in BASKETS) for dish in DISHES}
    rarest = min(DISHES, key=lambda dish: times[dish])
    page = visit(data=uploaded("shop.csv", (LONG + f",{rarest}\n" * 40).encode()))
    found = re.search(r"Most frequent: \w+ \((\d+)\)", said(page))
    assert found is not None
    assert int(found[1]) == max(times.values())
    assert f"{rarest} ({times[rarest] + 40})" not in said(page)


def test_without_an_objective_for_baskets_a_row_is_one_thing(visit, uploaded, monkeypatch, store):
    monkeypatch.setattr(goals, "OFFERED", ("masked", "predict"))
    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    assert not [each for each in page.selectbox if each.label == "A row is"]
    assert submitted(store, page).objective == "masked"


def test_every_objective_has_its_meaning_in_a_sentence():
    assert set(recipe.MEANING) == set(OBJECTIVES)
    assert {each for fit in goals.FITTING.values() for each in fit} == set(OBJECTIVES)
    assert all(sentence.endswith(".") for sentence in recipe.METHOD_MEANING.values())


def test_settings_that_do_nothing_are_not_asked_for():
    def asked(objective, method=None):
        goal = recipe.Goal(objective, shape=Shape("baskets"), method=method)
        return {field.name for field in adjust.FIELDS if field.fits(goal)}

    assert {"batch_size", "learning_rate", "hidden"} <= asked("next-item")
    assert not {"batch_size", "hidden"} & asked("cooccurrence")
    assert {"learning_rate", "weight_decay", "epochs", "window"} <= asked("cooccurrence", "glove")
    spectral = asked("cooccurrence", "spectral")
    assert not {"batch_size", "learning_rate", "weight_decay", "hidden"} & spectral
    assert {"epochs", "window", "min_count", "seed"} <= spectral


def test_the_spectral_method_is_said_to_have_epochs_as_its_runs_do():
    assert "power iterations, its epochs" in recipe.METHOD_MEANING["spectral"]
    goal = recipe.Goal("cooccurrence", shape=Shape("baskets"), method="spectral")
    epochs = next(field for field in adjust.FIELDS if field.name == "epochs")
    assert epochs.explained(goal).startswith("In one epoch all vectors are corrected once")


def test_adjust_keeps_its_place_so_that_it_stays_open_whatever_else_is_asked(visit, uploaded):
    def place(page):
        def is_adjust(block):
            return getattr(block, "label", "") == "Adjust"

        def siblings(block):
            children = list(getattr(block, "children", {}).values())
            if any(map(is_adjust, children)):
                return children
            return next(filter(None, map(siblings, children)), [])

        return [is_adjust(each) for each in siblings(page.main)].index(True)

    dataset_id = uploaded("shop.csv", STEPS.encode())
    page = visit(data=dataset_id)
    before = place(page)
    for kind in ("baskets", "sequences", "records"):
        page = page.selectbox(key=f"setup-{dataset_id}--shape").set_value(kind).run()
        for pills in [each for each in page.pills if each.key.count("-objective")]:
            for objective in pills.options:
                page = page.pills(key=pills.key).set_value(objective).run()
                assert place(page) == before, (kind, objective)
