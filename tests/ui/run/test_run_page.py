"""The Run page without a browser: what it says and offers in each state, to whom."""

import io
import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from explorer.runs.content import Content
from explorer.ui.run import loss_words, map_words, phases, sentences
from explorer.ui.run.subject import read_subject
from tests.ui.conftest import STRANGER
from tests.ui.run.pages import badge, components, html, keys


def test_a_finished_run_says_what_it_is_and_how_long_it_took(visit, run):
    page = visit(run=run)
    assert "animals.csv" in html(page)
    assert "90 rows · 5 columns · fill in the blank · 2 to 17 dimensions · seed 0" in html(page)
    tone, words = badge(page)
    assert tone in ("good", "calm")
    assert words.startswith("finished · 12 epochs")


def test_a_link_with_one_letter_changed_leads_nowhere_in_a_plain_sentence(visit, run):
    wrong = run[:-1] + ("0" if run[-1] != "0" else "1")
    page = visit(run=wrong)
    assert page.title[0].value == "Nothing is here"
    assert "leads to no run here" in html(page)


@pytest.mark.parametrize("wrong", ["../../etc/passwd", "", "'; DROP TABLE runs; --", "A" * 5000])
def test_an_address_that_is_no_id_is_refused(visit, run, wrong):
    assert visit(run=wrong).title[0].value == "Nothing is here"


def test_a_visitor_looks_but_is_offered_nothing_that_changes_the_run(visit, set_run):
    for phase in ("learning", "paused", "failed", "finished"):
        page = visit(secret=STRANGER, run=set_run(phase=phase))
        assert keys(page) & {"pause", "resume", "stop"} == set()
        assert not page.get("menu_button")
        assert "share" in keys(page)


def test_the_owner_pauses_a_learning_run(visit, store, set_run):
    run = set_run(phase="learning")
    page = visit(run=run)
    assert {"pause", "stop"} <= keys(page)
    assert "resume" not in keys(page)


def test_stop_of_a_stranger_is_refused_by_the_store_even_when_the_button_were_there(store, run):
    from explorer.errors import NotOwner

    with pytest.raises(NotOwner, match="Only the browser that made this"):
        store.runs.stop(run, STRANGER)


@pytest.mark.parametrize(
    ("phase", "tone", "word"),
    [
        ("queued", "calm", "waiting"),
        ("starting", "live", "starting"),
        ("learning", "live", "learning"),
        ("pausing", "live", "pausing"),
        ("paused", "calm", "paused"),
        ("stopping", "live", "stopping"),
        ("finishing", "live", "finishing"),
        ("stopped", "calm", "stopped early"),
        ("failed", "error", "failed"),
        ("interrupted", "calm", "interrupted"),
    ],
)
def test_every_state_has_its_word(visit, set_run, phase, tone, word):
    stored = {"pausing": "learning", "stopping": "learning"}.get(phase, phase)
    want = {"pausing": "pause", "stopping": "stop"}.get(phase, "run")
    page = visit(run=set_run(phase=stored, want=want, doing=""))
    found_tone, words = badge(page)
    assert (found_tone, words.split(" · ")[0]) == (tone, word)


def test_a_run_that_learned_nothing_says_what_that_means(visit, store, set_run):
    from explorer.records.training import Verdict
    from explorer.runs.serial import to_json

    verdict = Verdict(False, 1.02, 1.01, "nats", "Nothing was learned: 1.02 nats, guessing 1.01.")
    page = visit(run=set_run(verdict=to_json(verdict.to_dict()), best_step=0))
    assert "Nothing was learned: 1.02 nats" in html(page)
    assert "nothing confirms the neighbors on this map: they may be chance" in html(page)


def test_a_gain_on_too_few_rows_is_neither_learned_nor_nothing(visit, set_run):
    from explorer.records.training import Verdict
    from explorer.runs.serial import to_json

    verdict = Verdict(False, 0.336, 0.757, "variance", "Not sure of 0.336, 0.757.", r2=0.594)
    page = html(visit(run=set_run(verdict=to_json(verdict.to_dict()), best_step=0)))
    assert "Not sure of 0.336, 0.757." in page
    assert "More rows would tell" in page
    assert "Nothing was learned" not in page


def test_where_extremes_decide_more_rows_are_not_asked_for(visit, set_run):
    from explorer.records.training import Verdict
    from explorer.runs.serial import to_json

    verdict = Verdict(False, 9.0, 9.0, "variance", "Not sure of a few.", r2=-0.1, extremes=True)
    page = html(visit(run=set_run(verdict=to_json(verdict.to_dict()))))
    assert "Train without what is none of the data, as a line of totals." in page
    assert "More rows would tell" not in page


def test_where_the_start_had_seen_the_rows_more_of_them_are_not_asked_for(visit, set_run):
    from explorer.records.training import Verdict
    from explorer.runs.serial import to_json

    verdict = Verdict(False, 0.3, 0.7, "nats", "Not sure of a start.", start_knew=True)
    page = html(visit(run=set_run(verdict=to_json(verdict.to_dict()))))
    assert "Train without these vectors to see what can be learned." in page
    assert "More rows would tell" not in page


@pytest.mark.parametrize(("r2", "shown"), [(0.594, "0.594"), (0.9998, "over 0.999"), (1.0, "1")])
def test_r2_is_one_only_where_guesses_are_exact(visit, set_run, r2, shown):
    from explorer.records.training import Verdict
    from explorer.runs.serial import to_json

    verdict = Verdict(True, 1 - r2, 1.0, "variance", "Learned.", r2=r2)
    page = html(visit(run=set_run(verdict=to_json(verdict.to_dict()))))
    row = page[page.index("R², share of the variance explained") :]
    assert row.index(f"{shown}<") < row.index("guessing: 0")


def test_one_that_waits_is_told_its_place(visit, queued):
    page = visit(run=queued)
    assert badge(page)[1].startswith("waiting")
    assert "You can close this page and come back" in html(page)


@pytest.mark.parametrize(
    "view", ["Similarities", "One-hot and embedding", "Lookup table", "Take away", "Recipe"]
)
def test_every_view_opens_from_the_address(visit, run, view):
    page = visit(run=run, view=view, pick="animal 010")
    assert page.session_state["view"] == view
    assert "fault of ours" not in html(page)


def test_an_address_with_words_that_mean_nothing_shows_the_default(visit, run):
    page = visit(run=run, view="<script>", column="no such", map="tsne", color="x", pick="nobody")
    assert page.session_state["view"] == "Map"
    assert page.session_state["column"] == "animal"
    assert page.session_state["method"] == "PCA"
    assert "<script>" not in html(page)


def test_choosing_a_column_is_kept_in_the_address(visit, run):
    page = visit(run=run, pick="animal 010")
    page.get_by_key("column").set_value("home").run()
    assert not page.exception
    assert page.query_params["column"] == "home"
    assert "pick" not in page.query_params
    page.get_by_key("column").set_value("animal").run()
    assert "column" not in page.query_params


def test_the_same_address_shows_the_same_to_somebody_else(visit, run):
    page = visit(run=run, column="home", map="UMAP", vectors="Without training", pick="sea")
    other = visit(secret=STRANGER, **dict(page.query_params))
    for key in ("column", "method", "vectors"):
        assert page.session_state[key] == other.session_state[key]


def test_markup_in_names_reaches_the_page_as_text_only(visit, run):
    for view in ("Map", "Lookup table", "Take away", "Recipe"):
        for pick in ("<script>alert(1)</script>", "**bold**"):
            page = visit(run=run, view=view, pick=pick)
            assert "<script" not in html(page)
            assert "<b>blank</b>" not in html(page)
            said = [element.value for kind in ("markdown", "caption") for element in page.get(kind)]
            assert not any(name in text for text in said for name in ("alert(1)", "**bold**"))


def test_polling_is_fast_while_something_moves_and_ends_when_nothing_can(store, run, set_run):
    state = store.runs.get(run)
    assert phases.poll_seconds(state, 1) is None
    set_run(phase="learning")
    assert phases.poll_seconds(store.runs.get(run), 3) == 0.4
    assert phases.poll_seconds(store.runs.get(run), 40) == 1.6
    set_run(phase="paused")
    assert phases.poll_seconds(store.runs.get(run), 1) == phases.SLOW_POLL
    set_run(phase="stopped")
    assert phases.poll_seconds(store.runs.get(run), 1) is None


def test_while_it_learns_the_losses_are_said_with_the_speed(store, run):
    from explorer.ui.run.loss_words import loss_sentence

    finished = replace(store.runs.get(run), verdict=None, rows_per_second=12_345.6)
    title, sentence = loss_sentence(replace(finished, phase="learning"))
    assert title == "Loss on what it has not seen"
    assert sentence.endswith(". 12,300\u00a0rows/s.")
    assert "rows/s" not in loss_sentence(replace(finished, phase="paused"))[1]


def test_a_column_that_is_not_guessed_clearly_better_than_by_frequency_says_so_where_it_is_shown(
    visit, store, set_run
):
    run = set_run()
    verdict = store.runs.get(run).verdict
    losses = {**verdict.per_column, "animal": (4.6, 4.5, 30), "limbs": (0.1, 1.0, 30)}
    judged = replace(verdict, learned=True, per_column=losses)
    set_run(verdict=json.dumps(judged.to_dict()))
    said = "itself is not guessed clearly better than by frequency"
    assert f"animal {said}: at 4.6 nats, guessing costs 4.5" in components(
        visit(run=run, column="animal")
    )
    assert said not in components(visit(run=run, column="limbs"))


def test_a_training_that_ended_by_itself_says_why_beside_its_losses(store, set_run):
    why = "It ended by itself after 73 epochs: the held-out loss no longer fell."
    finished = store.runs.get(set_run(reason=why))
    assert loss_words.loss_sentence(finished)[1] == f"{finished.verdict.sentence} {why}"
    stopped = replace(finished, phase="stopped", settings={})
    assert loss_words.loss_sentence(stopped)[1] == finished.verdict.sentence
    assert phases.standing(stopped, owner=True).message == why


@pytest.mark.parametrize("strange", ["many", None, [1], -3, 2.5])
def test_settings_of_an_opened_run_may_hold_anything(store, run, strange):
    from explorer.records.embedding import Projection
    from explorer.ui.run import lookup
    from explorer.ui.run.subject import Subject

    state = replace(store.runs.get(run), settings={"hidden": strange})
    content = store.content(state)
    subject = Subject(state, content, 0, content.entries(0), "umap", "learned", [], 0, None)
    umap = Projection("animal", "umap", np.zeros((3, 2), np.float32), {"n_neighbors": strange})
    assert "near its nearest" in map_words.map_caption(subject, umap)
    assert "hidden layer" not in lookup.path(subject, 0, content.vectors(0)[0], 1.0)


def test_one_hidden_unit_is_one(store, run):
    from explorer.ui.run import lookup
    from explorer.ui.run.subject import Subject

    state = replace(store.runs.get(run), settings={"hidden": 1})
    content = store.content(state)
    subject = Subject(state, content, 0, content.entries(0), "pca", "learned", [], 0, None)
    assert "hidden layer of 1 unit<" in lookup.path(subject, 0, content.vectors(0)[0], 1.0)


def test_similarities_begin_with_an_example_until_something_is_picked(visit, run):
    assert "stands here as an example" in html(visit(run=run, view="Similarities", column="limbs"))
    picked = html(visit(run=run, view="Similarities", column="limbs", pick="wings"))
    assert "stands here as an example" not in picked
    assert "Nearest of wings by cosine" in picked


def test_tables_of_similarities_with_opposites_have_zero_in_the_middle(visit, run):
    shown = html(visit(run=run, view="Similarities", column="limbs"))
    tables = [table for table in shown.split("<table>") if "<td class='bar'" in table]
    assert len(tables) == 2
    assert any("−" in table for table in tables)
    for table in tables:
        bars = table.count("<td class='bar'")
        negative = "<bdi>−" in table
        assert table.count("class='signed'") == (bars if negative else 0)


def test_one_hot_counts_the_categories_of_the_map_and_the_inputs_of_set_up(visit, store, ordered):
    state = store.runs.get(ordered)
    subject = read_subject(state, store.content(state))
    n = len(subject.entries) - 1
    assert subject.entries.n_unseen == 1
    shown = html(visit(run=ordered, view="One-hot and embedding"))
    assert map_words.map_title(subject, None, live=False).startswith(f"{n} categories of item")
    assert f"Between the {n} categories" in shown
    assert f"the cosine similarity of the <bdi>{n} categories</bdi>" in shown
    assert f"One-hot would need {n} inputs" in shown
    assert f"5 × {n} = {5 * n} inputs" in shown
    assert f"The lookup table holds {(n + 1) * state.columns[0].dim} learned numbers" in shown
    assert "It has one row more, for values never seen." in shown
    way = html(visit(run=ordered, view="Lookup table"))
    assert f"one-hot: {n} inputs, one of them 1" in way
    assert f"<strong>1</strong>, {n - 1} zeros" in way
    assert "is for what was never seen, learned from items that were read as unknown" in way
    assert "hidden cells" not in way  # no cell of a basket or sequence is
    unseen = html(visit(run=ordered, view="Lookup table", pick=subject.name(n)))
    assert f"one-hot: {n} inputs, none of them its own" in unseen


def test_the_lookup_table_begins_with_where_a_value_never_seen_is_placed(visit, store, run):
    content = store.content(store.runs.get(run))
    weights, vectors = content.entries(0).counts, content.vectors(0)
    mean = (weights[:, None] * vectors).sum(axis=0) / weights.sum()
    page = html(visit(run=run, view="Lookup table"))
    row = re.search(r"<tr class='unknown'>.*?</tr>", page)[0]
    assert "unknown" in row
    first = re.search(r"aria-label='([-\d.]+), ", row)[1]
    assert float(first) == pytest.approx(mean[0], abs=0.006)
    assert "mean of all rows, each weighted by how often it was seen" in page


def test_the_index_of_a_category_is_where_its_one_stands_and_its_row_in_the_files(
    visit, store, run
):
    from explorer.runs.formats.tables import embedding_csv

    table = pd.read_csv(io.BytesIO(embedding_csv(store.content(store.runs.get(run)).embedding(0))))
    place = len(table) // 2
    name, count = table["category"][place], table["count"][place]
    page = html(visit(run=run, view="Lookup table", pick=name))
    assert f"its index</span><span class='it'><strong>{place}</strong>" in page
    assert f"{place} zeros, <strong>1</strong>, {len(table) - 1 - place} zeros" in page
    cells = f"<td class='number'>{count}</td><td class='number'>{place}</td>"
    assert re.search(f"<th scope='row'>[^/]*{name}(</bdi>)?</th>{cells}", page)


def test_a_column_of_two_values_has_no_map_and_says_so(store, run):
    from explorer.ui.run.subject import Subject

    state = store.runs.get(run)
    content = store.content(state)
    column = [shape.name for shape in state.columns].index("milk")
    subject = Subject(
        state, content, column, content.entries(column), "pca", "learned", [], 0, None
    )
    assert map_words.too_few(subject) == (
        "A PCA map needs at least 3 categories; milk has 2. Similarities shows all there is to see."
    )
    assert map_words.map_title(subject, None, live=False) == "2 categories of milk"
    flags = replace(state, columns=tuple(replace(each, n_entries=2) for each in state.columns))
    assert map_words.too_few(replace(subject, state=flags)).endswith(
        f" all there is to see. No column here has more: to map the {len(state.columns)} columns "
        "themselves, press Change and train again under More, and choose that a row is a basket, "
        "its items side by side."
    )
    two = replace(flags, columns=(flags.columns[column],) * 2)
    assert map_words.too_few(replace(subject, state=two, column=1)).endswith(
        " all there is to see."
    )


def test_what_was_seen_too_rarely_is_marked_in_the_table_that_says_so(visit, run, monkeypatch):
    marked = "<td class='number low' title='too rarely to trust'>"
    page = visit(run=run, view="Similarities", column="limbs")
    assert marked not in html(page)
    monkeypatch.setattr(sentences, "FEW", 90)
    page = visit(run=run, view="Similarities", column="limbs")
    assert html(page).count(marked) == 2
    assert "Marked ones were seen in fewer than 90 rows" in html(page)


def test_names_of_an_own_list_show_the_spaces_at_their_ends_and_are_compared(
    visit, run, monkeypatch
):
    found = Content.entries

    def spaced(content, column):
        entries = found(content, column)
        names = ("Support", "Support ", *entries.names[2:])
        return replace(entries, names=names) if column == 0 else entries

    monkeypatch.setattr(Content, "entries", spaced)
    page = visit(run=run, view="Similarities", column="animal")
    page = page.get_by_key("heat-which").set_value("My own list").run()
    own = page.multiselect(key="heat-own-0")
    assert own.options[:2] == ["Support", "Support␣"]
    page = own.set_value(["Support", "Support "]).run()
    assert not page.exception
    assert "is not a category" not in html(page)
    assert "of 2 categories" in page.get("plotly_chart")[0].proto.alt
