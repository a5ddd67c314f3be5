"""Vectors from elsewhere without a browser: Home to the run, the run's views, the question."""

import io

import numpy as np
import pytest

from explorer.records.table import ReadOptions
from explorer.runs.reading_job import read_dataset
from explorer.ui.run import map_words
from explorer.ui.run.subject import Subject, read_subject

SECRET = "ab" * 32
VIEWS = ("Map", "Similarities", "One-hot and embedding", "Lookup table", "Take away", "Where from")


def glove(n=40, dim=30, seed=0):
    draw = np.random.default_rng(seed)
    vectors = np.eye(4, dim)[np.arange(n) % 4] + 0.1 * draw.standard_normal((n, dim))
    names = ["<b>bold</b>", *(f"w{i}" for i in range(1, n))]
    lines = (
        f"{name} {' '.join(f'{x:.4f}' for x in row)}"
        for name, row in zip(names, vectors.tolist(), strict=True)
    )
    return ("\n".join(lines) + "\nbroken 1 2 3\n").encode()


def fruits(n=30):
    draw = np.random.default_rng(0)
    lines = [",".join(["fruit", *(f"x{j}" for j in range(10))])]
    for i in range(n):
        lines.append(",".join([f"f{i}", *(f"{x:.4f}" for x in draw.standard_normal(10))]))
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def read(store):
    """read(name, content) -> id of a dataset that was read by the job."""

    def read(name, content):
        dataset = store.datasets.create(name, io.BytesIO(content), SECRET)
        read_dataset(store, store.jobs.claim("read", "a server", 1))
        return dataset

    return read


@pytest.fixture
def vectors(store, read):
    """The run of a GloVe file."""
    return store.datasets.get(read("glove.txt", glove())).vectors.run


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_vectors_from_elsewhere_is_drawn_for_everybody(visit, vectors, view, said):
    for secret in (SECRET, "cd" * 32):
        page = visit(run=vectors, view=view, pick="w5", secret=secret)
        assert not page.exception
        text = said(page)
        assert "glove.txt" in text
        assert "40 vectors · 30 dimensions · GloVe text" in text
        assert "vectors from elsewhere" in text
        assert "fault of ours" not in text
        for of_a_training in ("epoch", "fill in the blank", "seed", "Without training", "seen 0"):
            assert of_a_training not in text


def test_the_long_number_of_the_file_is_broken_where_the_page_is_narrow(
    visit, vectors, store, markup_of
):
    page = markup_of(visit(run=vectors, view="Where from"))
    digest = store.runs.get(vectors).imported.digest
    assert f"<td class='long'><bdi>{digest}</bdi></td>" in page


def test_the_card_says_where_they_come_from_in_the_place_of_losses(visit, vectors, said):
    text = said(visit(run=vectors))
    assert "40 vectors of 30 dimensions from glove.txt, read as GloVe text." in text
    assert "The file has no counts" in text
    assert "1 line was left out that holds another number of values than the 30 of the rest" in text


def test_the_view_of_where_they_come_from_names_file_digest_and_lines(visit, store, vectors, said):
    text = said(visit(run=vectors, view="Where from"))
    assert store.runs.get(vectors).imported.digest in text
    assert "Line 41." in text


def test_that_all_vectors_are_equal_is_said_beside_the_map_and_in_the_card(
    visit, store, read, said
):
    content = "".join(f"w{i} {' '.join(['0.1'] * 30)}\n" for i in range(24)).encode()
    run = store.datasets.get(read("equal.txt", content)).vectors.run
    assert "All 24 vectors are equal: they tell no two names apart." in said(visit(run=run))
    state, kept = store.runs.get(run), store.content(store.runs.get(run))
    subject = Subject(state, kept, 0, kept.entries(0), "pca", "learned", kept.facets(0), 0, None)
    caption = map_words.map_caption(subject, kept.projection(0, "pca"))
    assert caption == "All vectors are equal, so all points lie in one place."


def test_share_tells_of_no_training(visit, vectors):
    page = visit(run=vectors)
    page.button(key="share").click().run()
    assert not page.exception
    text = " ".join(each.value for each in page.markdown)
    assert "similarities and where the vectors come from" in text
    assert "all names" in text
    assert "losses" not in text
    assert "counts" not in text


def test_nothing_counted_shows_no_counts(visit, vectors, markup_of):
    page = visit(run=vectors, view="Lookup table")
    assert "rows</th>" not in markup_of(page)
    page = visit(run=vectors, view="Similarities")
    assert "rows</th>" not in markup_of(page)


def test_one_hot_speaks_of_given_vectors_as_given(visit, vectors, said):
    text = said(visit(run=vectors, view="One-hot and embedding"))
    assert "Between the 40 categories the cosines of the vectors run from" in text
    assert "the cosine similarity of the first 24 categories" in text
    assert "The lookup table holds 1,200 numbers" in text
    of_the_view = text[text.index("One-hot puts every two") :]
    assert "learned" not in of_the_view
    assert "most frequent" not in of_the_view
    assert "your data" not in text


def test_nothing_is_called_most_frequent_where_nobody_counted(visit, vectors, store, said):
    page = visit(run=vectors, view="Similarities")
    (which,) = (each for each in page.get("button_group") if "heat-which" in each.proto.id)
    assert next(option.content for option in which.proto.options) == "First categories"
    state = store.runs.get(vectors)
    alt = map_words.map_alt(read_subject(state, store.content(state)))
    assert alt.startswith("Map of 40 categories of glove, beginning with <b>bold</b>, w1,")


def test_the_vectors_switch_is_not_there_without_a_training(visit, vectors):
    page = visit(run=vectors, vectors="Without training")
    assert not page.exception
    labels = [control.label for control in page.segmented_control]
    assert "Layout" in labels
    assert "Vectors" not in labels


def test_reading_leads_to_the_run_once_and_back_to_the_file(visit, read, store):
    dataset = read("glove.txt", glove())
    page = visit(data=dataset)
    assert page.query_params["run"] == store.datasets.get(dataset).vectors.run
    page.query_params.clear()
    page.query_params["data"] = dataset
    page.run()
    assert "run" not in page.query_params
    assert {button.key for button in page.button} >= {"explore", "as-table"}
    page.button(key="explore").click().run()
    assert page.query_params["run"] == store.datasets.get(dataset).vectors.run


def test_a_table_of_many_numbers_is_asked_about_and_both_ways_lead_on(visit, read, store, said):
    dataset = read("fruits.csv", fruits())
    page = visit(data=dataset)
    assert "Every row is a name from 'fruit' and 10 numbers." in said(page)
    assert page.button(key="train")
    page.button(key="as-vectors").click().run()
    assert store.datasets.get(dataset).options.vectors is True
    assert store.datasets.get(dataset).phase == "waiting"


def test_a_file_of_vectors_can_be_read_as_a_table_after_all(visit, read, store):
    dataset = read("glove.txt", glove())
    page = visit(data=dataset)
    page.query_params.clear()
    page.query_params["data"] = dataset
    page.run()
    page.button(key="as-table").click().run()
    assert store.datasets.get(dataset).options.vectors is False
    read_dataset(store, store.jobs.claim("read", "a server", 1))
    assert store.datasets.get(dataset).vectors is None


def by_hand(page):
    return [button.key for button in page.button if button.key == "as-vectors-by-hand"]


def test_any_table_of_numbers_can_be_read_as_vectors_by_hand(visit, read, store):
    few = b"kind,x,y\n" + b"a,1.5,2.5\nb,2.5,1.5\na,3.5,0.5\n" * 5
    dataset = read("few.csv", few)
    page = visit(data=dataset)
    assert not [button for button in page.button if button.key == "as-vectors"]
    page.button(key="as-vectors-by-hand").click().run()
    assert store.datasets.get(dataset).options.vectors is True
    assert store.datasets.get(dataset).phase == "waiting"


def test_where_the_page_asks_or_nothing_is_a_number_no_hand_is_needed(visit, read):
    assert not by_hand(visit(data=read("fruits.csv", fruits())))
    assert not by_hand(visit(data=read("words.csv", b"kind,color\n" + b"a,red\nb,blue\n" * 9)))


def test_vectors_read_as_a_table_can_be_read_as_vectors_again(visit, read, store):
    dataset = read("glove.txt", glove())
    store.datasets.read_again(dataset, ReadOptions(vectors=False), SECRET)
    read_dataset(store, store.jobs.claim("read", "a server", 1))
    assert by_hand(visit(data=dataset))
