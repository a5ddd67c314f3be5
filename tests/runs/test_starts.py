"""Trainings that begin with vectors from elsewhere: matched, kept, said, repeatable."""

import io
import threading
from dataclasses import replace

import numpy as np
import pytest
from waiting import bits, people, recipe

from explorer.analysis.similarity import cosine_matrix
from explorer.analysis.wording import share_text
from explorer.data.reading import read_table
from explorer.data.vectors.matching import match_names
from explorer.data.vectors.reading import read_vectors
from explorer.errors import ExplorerError, NotFound, NotOwner, SpecError
from explorer.records.embedding import Embedding
from explorer.records.spec import OBJECTIVES
from explorer.records.states import ColumnState
from explorer.records.training import Verdict
from explorer.records.vectors import Imported, VectorFile
from explorer.runs import starts
from explorer.runs.endings import failed
from explorer.runs.entries import Entries
from explorer.runs.ownership import new_secret
from explorer.runs.reading_job import read_dataset
from explorer.runs.seen_rows import SEEN, judged
from explorer.runs.start_job import amount, fitting, read_start
from explorer.runs.training_job import train_run


def given(names, dim=6, column="vectors", seed=0):
    draw = np.random.default_rng(seed)
    vectors = draw.standard_normal((len(names), dim)).astype(np.float32)
    return starts.Given("glove.txt", "ab" * 32, ((column, tuple(names), vectors),))


def entries_of(column, names, kinds=None):
    n = len(names)
    kinds = np.zeros(n, np.uint8) if kinds is None else np.array(kinds, np.uint8)
    return Entries(column, tuple(names), kinds, np.ones(n, np.int64))


def shape_of(entries, dim):
    return ColumnState(entries.column, len(entries), dim, len(entries))


def test_names_are_matched_as_written_then_by_spaces_then_by_case():
    found = match_names(["Rome", "New York", "oslo", "OSLO", "Pisa"], ["OSLO", "New_York", "rome"])
    assert found.tolist() == [2, 1, 0, 0, -1]


def test_columns_begin_with_the_directions_of_their_vectors():
    entries = entries_of("city", ["Rome", "Oslo", "Pisa", "rare (2 values)"], [0, 0, 0, 1])
    source = given(["Oslo", "Rome", "Bern"])
    begun = starts.begin(source, [entries], [shape_of(entries, 6)])
    (start,) = begun.starts.values()
    assert start.given.tolist() == [True, True, False, False]
    assert not start.vectors[2:].any()
    (_, _, vectors) = source.columns[0]
    assert np.allclose(cosine_matrix(start.vectors[:2]), cosine_matrix(vectors[[1, 0]]), atol=1e-6)
    assert np.isclose(np.sqrt((start.vectors[:2] ** 2).mean()), 1)
    own = "2 of 3 categories of 'city' begin with their vector."
    assert begun.sentences == (own, SEEN["maybe"])


@pytest.mark.parametrize(
    ("dim", "said"),
    [
        (9, "its 6 dimensions are filled up with zeros to 9"),
        (2, "of its 6 dimensions the 2 that hold most are kept ("),
    ],
)
def test_other_dimensions_are_said(dim, said):
    entries = entries_of("city", [f"c{i}" for i in range(20)])
    begun = starts.begin(given(entries.names), [entries], [shape_of(entries, dim)])
    assert begun.starts[0].vectors.shape == (20, dim)
    assert said in begun.sentences[0]


IRREGULAR = [41, 33, 30, 24, 19, 17, 12, 9, 7, 5, 4, 1]


@pytest.mark.parametrize(
    ("counts", "theirs", "column", "seen"),
    [
        (IRREGULAR, IRREGULAR, "city", "likely"),
        (IRREGULAR, [*IRREGULAR[:-1], 2], "city", "maybe"),
        (IRREGULAR, IRREGULAR, "town", "maybe"),
        (IRREGULAR, [], "city", "maybe"),
        ([3, 2, 1], [3, 2, 1], "city", "maybe"),  # so few agree by chance
        ([365] * 20, [365] * 20, "city", "maybe"),  # other shops' years hold as many days
        ([365] * 19 + [364], [365] * 19 + [364], "city", "maybe"),
        ([52 * n for n in IRREGULAR], [52 * n for n in IRREGULAR], "city", "maybe"),  # weeks
    ],
)
def test_only_counts_that_tell_make_vectors_those_of_the_same_rows(counts, theirs, column, seen):
    names = [f"c{i}" for i in range(len(counts))]
    entries = replace(entries_of("city", names), counts=np.array(counts))
    source = given(names, column=column)
    source = replace(source, counts=(np.array(theirs),) if theirs else ())
    begun = starts.begin(source, [entries], [shape_of(entries, 6)])
    assert begun.seen == seen
    assert begun.sentences[-1] == SEEN[seen]
    found = Verdict(True, 1.0, 2.0, "nats", "Hidden cells are guessed at 1.00 nats.")
    said = judged(found, begun.seen)
    assert said.learned == (seen == "maybe")
    assert said.unsure == (seen == "likely")
    assert seen == "maybe" or "have most likely seen what was held out" in said.sentence


def test_a_file_of_several_columns_serves_those_of_its_names():
    city, dish = entries_of("city", ["a", "b"]), entries_of("dish", ["a", "b"])
    one, other = given(["a", "b"], column="dish"), given(["a", "b"], column="town")
    source = replace(one, columns=(*one.columns, *other.columns))
    begun = starts.begin(source, [city, dish], [shape_of(city, 6), shape_of(dish, 6)])
    assert list(begun.starts) == [1]


def test_a_column_in_which_hardly_a_name_is_found_begins_at_random():
    names = [f"c{i}" for i in range(100)]
    entries = entries_of("city", names)
    with pytest.raises(SpecError) as told:
        starts.begin(given(["c3", "x", "y"]), [entries], [shape_of(entries, 6)])
    assert told.value.message == (
        "Only 1 of 100 categories of 'city' has a vector in glove.txt, fewer than 5 %, which may be"
        " by chance."
    )
    with pytest.raises(SpecError, match="None of 100 categories of 'city' has a vector in glove"):
        starts.begin(given(["x", "y"]), [entries], [shape_of(entries, 6)])
    dish = entries_of("dish", ["a", "b"])
    with pytest.raises(SpecError, match="No category of the 2 columns has a vector"):
        starts.begin(given(["x"]), [entries, dish], [shape_of(entries, 6), shape_of(dish, 6)])


def test_the_place_of_what_is_missing_is_nothing_that_a_category_begins_with():
    vectors = np.eye(4, dtype=np.float32)
    kinds, counts = np.array([0, 0, 1, 2], np.uint8), np.array([5, 4, 3, 2])
    names = ("Oslo", "Rome", "rare (2 values)", "missing")
    column = Embedding("city", names, kinds, counts, vectors)
    source = Imported("v.csv", "table", "ab" * 32, counted=True)
    found = starts.given_by(VectorFile(source, (column,), ((),)))
    ((_, found_names, rows),) = found.columns
    assert found_names == ("Oslo", "Rome")
    assert rows.tolist() == vectors[:2].tolist()
    assert [each.tolist() for each in found.counts] == [[5, 4]]


def test_vectors_of_columns_of_other_names_are_said_to_be_of_those():
    names = [f"c{i}" for i in range(12)]
    city, dish = entries_of("city", names), entries_of("dish", names)
    several = [given(names, column=name).columns[0] for name in ("town", "meal", "a", "b", "c")]

    def said(n_columns, *entries):
        source = replace(given(names), columns=tuple(several[:n_columns]))
        with pytest.raises(SpecError) as told:
            starts.begin(source, entries, [shape_of(each, 6) for each in entries])
        return told.value

    told = said(2, city, dish)
    assert told.message == (
        "The vectors in glove.txt are of 'town' and 'meal'; no learned column is called so."
    )
    assert told.mend == (
        "Rename the column in your file, or choose vectors of one column alone, which may have any"
        " name."
    )
    assert "are of 'town', 'meal', 'a' and 2 more; no learned" in said(5, city).message
    several[0] = given(["x"], column="dish").columns[0]
    assert said(2, city, dish).message == (
        "None of 12 categories of 'dish' has a vector in glove.txt."
    )


def test_vectors_that_were_kept_come_back_to_the_bit(tmp_path):
    source = given(["a", "ü", "c d"])
    starts.keep(source, tmp_path / "kept")
    back = starts.kept(tmp_path / "kept")
    assert (back.name, back.digest) == (source.name, source.digest)
    assert back.counts == ()
    starts.keep(replace(source, counts=(np.array([3, 2, 1]),)), tmp_path / "counted")
    assert starts.kept(tmp_path / "counted").counts[0].tolist() == [3, 2, 1]
    assert not back.of_these_rows
    starts.keep(replace(source, of_these_rows=True), tmp_path / "known")
    assert starts.kept(tmp_path / "known").of_these_rows
    for (column, names, vectors), (_, same_names, same) in zip(
        back.columns, source.columns, strict=True
    ):
        assert column == "vectors"
        assert names == same_names
        assert vectors.tobytes() == same.tobytes()
    with pytest.raises(NotFound, match="not here"):
        starts.kept(tmp_path / "nowhere")


VECTORS = "".join(
    f"city_{i} {' '.join(map(str, row))}\n"
    for i, row in enumerate(np.random.default_rng(0).standard_normal((8, 30)).round(4).tolist())
).encode()


@pytest.fixture
def dataset(store, owner):
    dataset = store.datasets.create("people.csv", io.BytesIO(people()), owner)
    read_dataset(store, store.jobs.claim("read", "a server", 1))
    return dataset


def attach(store, dataset, owner, content=VECTORS, name="places.txt"):
    store.datasets.attach_start(dataset, name, io.BytesIO(content), owner)
    job = store.jobs.claim("read", "a server", 1)
    try:
        read_start(store, job)
    except ExplorerError as error:
        failed(store, job, error.message, error.mend)
    return store.datasets.get(dataset).start


def train(store, dataset, owner, spec):
    run = store.runs.submit(dataset, spec, owner)
    train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())
    return run


def test_attached_vectors_say_which_values_have_one(store, owner, dataset):
    found = attach(store, dataset, owner)
    assert found.sentence == "8 vectors of 30 dimensions in places.txt"
    assert found.fitting == (("city", 8, 8),)
    assert len(found.digest) == 64
    assert not found.error


def test_a_file_without_vectors_is_refused_beside_its_name(store, owner, dataset):
    found = attach(store, dataset, owner, b"a,b\nc,d\n")
    assert "no columns of numbers" in found.error
    assert found.digest == ""


@pytest.mark.parametrize("objective", ["masked", "autoencoder"])  # which has a map of rows too
def test_vectors_of_columns_that_the_table_does_not_have_are_refused(
    store, owner, dataset, objective
):
    other = store.datasets.create("towns.csv", io.BytesIO(b"town,meal\na,b\nc,d\n" * 20), owner)
    read_dataset(store, store.jobs.claim("read", "a server", 1))
    learned = recipe(objective=objective, epochs=1)
    run = store.runs.get(train(store, dataset, owner, learned))
    store.datasets.attach_start_of(other, run, owner)
    job = store.jobs.claim("read", "a server", 1)
    with pytest.raises(SpecError) as told:
        read_start(store, job)
    assert told.value.message == (
        f"The vectors in a run of people.csv ({OBJECTIVES[objective].lower()}, seed 0) are of"
        " 'city', 'dish' and 'coin'; no column of this table is called so."
    )


def test_only_the_owner_attaches_and_detaches_vectors(store, owner, dataset):
    with pytest.raises(NotOwner):
        store.datasets.attach_start(dataset, "x", io.BytesIO(VECTORS), new_secret())
    attach(store, dataset, owner)
    with pytest.raises(NotOwner):
        store.datasets.detach_start(dataset, new_secret())
    store.datasets.detach_start(dataset, owner)
    assert store.datasets.get(dataset).start is None


def test_a_run_begins_with_attached_vectors_says_so_and_repeats_to_the_bit(
    store, owner, dataset, tmp_path
):
    begin_with = attach(store, dataset, owner).digest
    spec = replace(recipe(epochs=2), start=begin_with)
    run = train(store, dataset, owner, spec)
    state = store.runs.get(run)
    assert state.spec.start == begin_with
    assert state.settings["start_file"] == "places.txt"
    assert state.settings["start_says"] == [
        "8 of 8 categories of 'city' begin with their vector; of its 30 dimensions the 4 that hold"
        f" most are kept ({share_text(_share(tmp_path, 4))} of the squared length).",
        SEEN["maybe"],
    ]
    attach(store, dataset, owner, VECTORS.replace(b"city_0", b"city_9"), "others.txt")
    again = train(store, dataset, owner, spec)  # another file takes nothing from the recipe
    assert bits(store, run) == bits(store, again)
    assert bits(store, run) != bits(store, train(store, dataset, owner, recipe(epochs=2)))


def test_what_a_run_learned_from_these_rows_is_known_to_have_seen_them(store, owner, dataset):
    run = store.runs.get(train(store, dataset, owner, recipe(epochs=1)))
    other = store.datasets.create("people.csv", io.BytesIO(people(seed=1)), owner)
    read_dataset(store, store.jobs.claim("read", "a server", 1))
    for rows, seen in ((dataset, "surely"), (other, "maybe")):
        store.datasets.attach_start_of(rows, run, owner)
        read_start(store, store.jobs.claim("read", "a server", 1))
        begin_with = store.datasets.get(rows).start.digest
        again = train(store, rows, owner, replace(recipe(epochs=1), start=begin_with))
        assert store.runs.get(again).settings["start_says"][-1] == SEEN[seen]
    found = Verdict(True, 1.0, 2.0, "nats", "Hidden cells are guessed at 1.00 nats.")
    assert judged(found, "surely").sentence == (
        "Not sure that anything was learned: the vectors that it began with have seen what was"
        " held out. Hidden cells are guessed at 1.00 nats."
    )


def _share(tmp_path, dim):
    path = tmp_path / "places.txt"
    path.write_bytes(VECTORS)
    plain = read_vectors(path, path.name).embeddings[0].vectors.astype(np.float64)
    values = np.linalg.svd(plain, compute_uv=False) ** 2
    return values[:dim].sum() / values.sum()


def test_a_recipe_whose_vectors_are_not_here_says_what_to_do(store, owner, dataset):
    store.runs.submit(dataset, replace(recipe(), start="0" * 64), owner)
    with pytest.raises(NotFound, match="Choose their file again"):
        train_run(store, store.jobs.claim("train", "a server", 1), threading.Event())


@pytest.mark.parametrize("start", ["", "x" * 64, "../../etc/passwd", "AB" * 32])
def test_what_is_no_digest_never_reaches_a_path(start):
    with pytest.raises(SpecError, match="start is"):
        recipe(start=start)


def test_of_vectors_of_many_columns_it_is_found_which_values_of_which_have_one(tmp_path):
    (tmp_path / "letters.csv").write_bytes(b"a,b,c,d\n" + b"u,u,u,x\nv,v,w,y\n" * 9)
    names = ("a", "b", "c", "d")
    table = read_table(tmp_path / "letters.csv", "letters.csv")
    columns = [given(("u", "v"), dim, name).columns[0] for dim, name in enumerate(names, 2)]
    source = replace(given(("u", "v")), columns=tuple(columns))
    assert amount(source) == "8 vectors of 2 to 5 dimensions, of 4 columns, in glove.txt"
    assert fitting(source, table) == (("a", 2, 2), ("b", 2, 2), ("c", 1, 2))
