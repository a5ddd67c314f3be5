"""A whole run as one file: out, back in, and what strangers may have made of it."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from waiting import recipe

from explorer.analysis.similarity import Pairs
from explorer.errors import BrokenRun, ExplorerError, LimitError, NotOwner
from explorer.records.embedding import MAX_NAME, Facet, Projection
from explorer.records.states import ColumnState, RunState
from explorer.records.training import Point, Verdict
from explorer.runs import layouts, runfile
from explorer.runs.entries import Entries
from explorer.runs.files import write_array
from explorer.runs.frame_codec import pack, unpack
from explorer.runs.opening import open_file
from explorer.runs.ownership import hashed, new_secret
from explorer.runs.run_facts import MAX_POINTS
from explorer.runs.store import Store

HOSTILE = '<img src=x onerror=alert(1)> "=1+1" ünï\u202ecode'


@pytest.fixture
def run(store):
    """A finished run with two columns in the store's folder, without any training."""
    run_id = "1" * 32
    folder = store.places.run(run_id)
    (folder / "frames").mkdir(parents=True)
    draw = np.random.default_rng(0)
    sizes = (5, 3)
    for step in (0, 10, 20):
        frame = draw.normal(size=(sum(sizes), 2)).astype(np.float32)
        write_array(folder / f"frames/{step}.npy", frame)
    columns = []
    spec = recipe()
    for j, n in enumerate(sizes):
        names = (HOSTILE, *(f"name {i}" for i in range(n - 1)))
        kinds = np.zeros(n, np.uint8)
        entries = Entries(spec.columns[j].name, names, kinds, np.arange(n, 0, -1))
        layouts.write_entries(folder, j, entries)
        for source in ("learned", "baseline"):
            vectors = draw.normal(size=(n, 4)).astype(np.float32)
            write_array(folder / f"{source}_{j}.npy", vectors)
            drawn = Projection(entries.column, "pca", vectors[:, :2], {"seed": 1}, (0.5, 0.2), 0.75)
            layouts.write_projection(folder, j, source, drawn)
        counts = Facet("frequency", "frequency", numbers=np.array([np.nan, *range(n - 1)]))
        groups = Facet("area", "labels", np.array([0, -1, 1, 0, 0][:n], np.int32), ("a", "b"))
        layouts.write_facets(folder, j, [counts, groups])
        ends = np.array([0, 1], np.int32)
        layouts.write_pairs(folder, j, Pairs(ends, ends + 1, np.array([0.9, 0.1], np.float32)))
        columns.append(ColumnState(entries.column, n, 4, n, methods=("pca",)))
    return RunState(
        id=run_id,
        title="people.csv",
        phase="finished",
        spec=spec.with_columns(spec.columns[:2]),
        created=1_700_000_000.0,
        n_rows=77,
        columns=tuple(columns),
        settings={"epochs": 3, "dims": [4, 4]},
        versions={"explorer": "0.1"},
        step=20,
        total_steps=20,
        epoch=3.0,
        total_epochs=3,
        seconds=1.5,
        points=(
            Point(0, 0.0, float("nan"), 2.0, 0.0),
            Point(10, 1.5, 1.5, 1.6, 0.7),
            Point(20, 3.0, 1.2, 1.4, 1.5),
        ),
        best_step=20,
        frames=(0, 10, 20),
        verdict=Verdict(True, 1.4, 2.0, "nats", "Yes.", per_column={"a": (1.0, 2.0, 3)}),
        blind_loss=2.0,
    )


@pytest.fixture
def packed(store, run):
    return runfile.write(run, store.places.run(run.id))


def put(path, content):
    path.write_bytes(content)
    return path


def everything(store, run):
    """All that a page can see of a run, comparable."""
    content = store.content(run)
    found = [repr(run.points), repr(run.verdict), repr(run.spec), run.frames, run.best_step]
    for j in range(len(run.columns)):
        entries = content.entries(j)
        found += [entries.names, entries.counts.tolist(), content.frames(run.frames, j).tobytes()]
        for source in ("learned", "baseline"):
            layout = content.projection(j, "pca", source)
            found += [content.vectors(j, source).tobytes(), layout.xy.tobytes(), layout.explained]
            found += [layout.settings, layout.kept]
        for facet in content.facets(j):
            values = facet.numbers if facet.groups is None else facet.groups
            found += [facet.name, facet.source, facet.group_names, values.tobytes()]
        found.append(content.pairs(j).cosines.tobytes())
    return found


def test_an_opened_run_shows_the_same_as_the_one_it_was_made_from(store, run, packed, tmp_path):
    opened = open_file(store, put(tmp_path / "r.zip", packed), hashed(new_secret()), "opened")
    state = store.runs.get(opened)
    assert (state.phase, state.title, state.n_rows) == ("finished", "people.csv", 77)
    assert state.dataset_id is None
    assert state.columns == run.columns
    assert everything(store, state) == everything(store, run)


def test_an_opened_run_written_again_is_the_same_file(store, packed, tmp_path):
    opened = open_file(store, put(tmp_path / "r.zip", packed), hashed(new_secret()), "opened")
    assert store.run_file(store.runs.get(opened)) == packed


def test_whoever_opened_a_run_may_delete_it(store, packed, tmp_path, owner):
    opened = open_file(store, put(tmp_path / "r.zip", packed), hashed(owner), "opened")
    with pytest.raises(NotOwner):
        store.runs.delete(opened, new_secret())
    with pytest.raises(ExplorerError, match="has ended"):
        store.runs.resume(opened, owner)
    store.runs.delete(opened, owner)


def test_an_upload_waits_to_be_opened_by_a_job(store, packed, owner):
    job = store.open_run("people.zip", io.BytesIO(packed), owner)
    assert store.opened(job).phase == "queued"


def test_a_run_file_is_told_from_other_files_by_its_first_bytes(packed):
    def zipped(name, content):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr(name, content)
        return file.getvalue()

    stream = io.BytesIO(packed)
    assert runfile.begins_one(stream)
    assert stream.read() == packed
    others = [
        b"",
        b"PK",
        b"a,b\n1,2\n",
        zipped("[Content_Types].xml", "<Types/>"),
        zipped("manifest.json", '{"name": "an extension of a browser"}'),
        b"PK\x03\x04" + bytes(26) + b"manifest.json" + b"\xff" * 50,
    ]
    assert not [each for each in others if runfile.begins_one(io.BytesIO(each))]


def test_a_run_without_a_result_has_no_file(store, run):
    from dataclasses import replace

    with pytest.raises(BrokenRun, match="no result yet"):
        runfile.write(replace(run, phase="learning"), store.places.run(run.id))


def test_frames_survive_packing_to_the_last_bit():
    draw = np.random.default_rng(1)
    frames = draw.normal(size=(7, 11, 2)).astype(np.float32)
    frames[3, 2] = [-0.0, np.float32(1e-42)]
    assert unpack(pack(frames), 7, 11).tobytes() == frames.tobytes()
    with pytest.raises(ValueError, match="reshape"):
        unpack(pack(frames)[:-4], 7, 11)


def changed(packed, name, content, *, also_manifest=True, drop=()):
    """The same file with one part replaced, its hash told right unless asked otherwise."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(target, "w") as new:
        parts = {each: old.read(each) for each in old.namelist() if each not in drop}
        parts[name] = content
        if also_manifest and name != "manifest.json":
            manifest = json.loads(parts["manifest.json"])
            manifest["files"][name] = {
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            parts["manifest.json"] = json.dumps(manifest).encode()
        for each, part in parts.items():
            new.writestr(each, part)
    return target.getvalue()


def refused(store, tmp_path, content):
    """The sentence with which a file is refused; nothing of it stays in the store."""
    before = sorted((store.places.home / "runs").iterdir())
    with pytest.raises(BrokenRun) as caught:
        open_file(store, put(tmp_path / "r.zip", content), hashed(new_secret()), "opened")
    assert sorted((store.places.home / "runs").iterdir()) == before
    assert [path.name for path in tmp_path.iterdir()] == ["home", "r.zip"]
    return caught.value.message


def manifest_with(packed, change):
    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        manifest = json.loads(old.read("manifest.json"))
    change(manifest)
    return changed(packed, "manifest.json", json.dumps(manifest).encode())


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04 and no more", b"PK" * 500])
def test_what_is_no_zip_is_refused(store, run, tmp_path, content):
    assert refused(store, tmp_path, content) == "The file cannot be unpacked."


def test_a_truncated_file_is_refused(store, packed, tmp_path):
    for share in (0.2, 0.5, 0.9):
        refused(store, tmp_path, packed[: int(share * len(packed))])


def test_a_file_with_any_byte_flipped_is_refused_or_gives_the_same_run(store, packed, tmp_path):
    draw = np.random.default_rng(0)
    for place in draw.integers(0, len(packed), 60):
        content = bytearray(packed)
        content[place] ^= 1 << int(draw.integers(8))
        path = put(tmp_path / "r.zip", bytes(content))
        try:
            opened = open_file(store, path, hashed(new_secret()), "opened")
        except BrokenRun:
            continue
        # Some bytes of a zip mean nothing, such as the time of a file.
        assert store.run_file(store.runs.get(opened)) == packed


def test_somebody_elses_zip_is_refused(store, run, tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as other:
        other.writestr("holiday.jpg", b"x")
    assert refused(store, tmp_path, target.getvalue()) == "The file has no manifest."


def test_a_newer_format_is_told_apart_from_damage(store, packed, tmp_path):
    content = manifest_with(packed, lambda manifest: manifest.update(format=3))
    assert "has format 3; this version reads 2" in refused(store, tmp_path, content)


def test_a_part_that_was_changed_is_named(store, packed, tmp_path):
    content = changed(packed, "learned_0.npy", b"x" * 10, also_manifest=False)
    assert "learned_0.npy" in refused(store, tmp_path, content)


@pytest.mark.parametrize(
    "name", ["../../evil.npy", "/etc/passwd", "learned_0.npy/../../x", "a\\..\\b", "frames/0.npy"]
)
def test_names_that_lead_elsewhere_are_refused(store, packed, tmp_path, name):
    assert "which is no part of a run" in refused(store, tmp_path, changed(packed, name, b"evil"))


def with_layout(packed, name, **facts):
    """The same file with another layout of its first column, whose facts are as given."""
    table = pa.table({"x": np.zeros(5, np.float32), "y": np.zeros(5, np.float32)})
    told = {"method": name, "settings": {}, "explained": None, "kept": None, **facts}
    table = table.replace_schema_metadata({"facts": json.dumps(told)})
    target = io.BytesIO()
    with pa.ipc.new_file(target, table.schema) as writer:
        writer.write_table(table)
    return changed(packed, f"projection_0_learned_{name}.arrow", target.getvalue())


def test_a_layout_cannot_name_the_file_it_is_written_to(store, packed, tmp_path):
    content = with_layout(packed, "pca", method="../../../evil")
    assert "does not hold what its facts tell" in refused(store, tmp_path, content)


@pytest.mark.parametrize(
    ("method", "facts"),
    [
        ("umap", {}),
        ("umap", {"settings": {"n_neighbors": float("inf")}}),
        ("pca", {"kept": float("nan")}),
        ("pca", {"explained": [1e308, 0.1]}),
        ("pca", {"settings": {"components": "many"}}),
        ("pca", {"settings": {"components": 5}}),
    ],
)
def test_a_layout_that_the_page_could_not_describe_is_refused(
    store, packed, tmp_path, method, facts
):
    content = with_layout(packed, method, **facts)
    assert "does not hold what its facts tell" in refused(store, tmp_path, content)


def test_a_bomb_is_refused_before_it_is_unpacked(store, packed, tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("manifest.json", b"{}")
        bomb.writestr("learned_0.npy", bytes(300_000_000))
    assert refused(store, tmp_path, target.getvalue()) == "The file would unpack to 300 MB."


def test_a_pickle_is_never_opened(store, packed, tmp_path):
    target = io.BytesIO()
    np.save(target, np.array([{"evil": 1}] * 5, object), allow_pickle=True)
    content = changed(packed, "learned_0.npy", target.getvalue())
    assert "does not hold what its facts tell" in refused(store, tmp_path, content)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4), np.float32),
        np.zeros((5, 4), np.float64),
        np.full((5, 4), np.nan, np.float32),
        np.zeros(20, np.float32),
    ],
)
def test_vectors_that_do_not_fit_their_column_are_refused(store, packed, tmp_path, array):
    target = io.BytesIO()
    np.save(target, array)
    content = changed(packed, "learned_0.npy", target.getvalue())
    assert "does not hold what its facts tell" in refused(store, tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x93NUMPY\x01\x00v\x00" + b"{'descr': ".ljust(118),
        b"\x93NUMPY\x01\x00v\x00" + b",4".ljust(118),
        b"PK\x05\x06" + bytes(18),
        b"",
    ],
)
def test_vectors_that_are_no_array_are_refused(store, packed, tmp_path, content):
    refused_as = refused(store, tmp_path, changed(packed, "learned_0.npy", content))
    assert "does not hold what its facts tell" in refused_as


def test_a_run_with_more_categories_than_are_taken_here_is_refused(store, packed, tmp_path):
    small = Store(replace(store.settings, max_categories=1))
    path = put(tmp_path / "run.zip", packed)
    with pytest.raises(LimitError, match="'city' has 5 categories; the limit here is 1"):
        open_file(small, path, hashed(new_secret()), "opened")
    assert not list((store.places.home / "runs").glob("[!1]*"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("entries_0.arrow", b"ARROW1 but not really"),
        ("facets_1.arrow", b""),
        ("frames.bin", b"short"),
        ("pairs_0.arrow", b"\x00" * 400),
    ],
)
def test_parts_that_cannot_be_parsed_are_refused(store, packed, tmp_path, name, content):
    refused(store, tmp_path, changed(packed, name, content))


def test_a_category_longer_than_any_of_a_table_is_refused(store, packed, tmp_path):
    with zipfile.ZipFile(io.BytesIO(packed)) as bundle:
        table = pa.ipc.open_file(bundle.read("entries_0.arrow")).read_all()
    names = ["x" * (MAX_NAME + 1), *table["name"].to_pylist()[1:]]
    target = io.BytesIO()
    table = table.set_column(table.schema.get_field_index("name"), "name", pa.array(names))
    with pa.ipc.new_file(target, table.schema) as writer:
        writer.write_table(table)
    refused(store, tmp_path, changed(packed, "entries_0.arrow", target.getvalue()))


def test_facts_of_a_table_that_are_brackets_alone_are_refused(store, packed, tmp_path):
    target = io.BytesIO()
    table = pa.table({"name": ["a"]}).replace_schema_metadata({"facts": 100_000 * "["})
    with pa.ipc.new_file(target, table.schema) as writer:
        writer.write_table(table)
    refused(store, tmp_path, changed(packed, "entries_0.arrow", target.getvalue()))


@pytest.mark.parametrize(
    "change",
    [
        lambda run: run.pop("columns"),
        lambda run: run.update(columns=[]),
        lambda run: run.update(n_rows="many"),
        lambda run: run.update(best_step=5),
        lambda run: run.update(frames=[0, 10]),
        lambda run: run.update(frames=["../../x", 10, 20]),
        lambda run: run.update(title="x" * 5000),
        lambda run: run.update(settings=[1]),
        lambda run: run["spec"].update(evil=1),
        lambda run: run["columns"][0].update(n_entries=10**9),
        lambda run: run["columns"][0].update(n_framed=0),
        lambda run: run["points"][0].update(step=-1),
        lambda run: run["verdict"].update(learned="yes"),
        lambda run: run["verdict"].update(learned=False, observed="many"),
        lambda run: run["verdict"].update(accuracy=1e308),
        lambda run: run["settings"].update(patience=float("inf")),
        lambda run: run["progress"].update(seconds=-1),
        lambda run: run.update(reason="half of a character: \ud800"),
        lambda run: run.update(phase="learning"),
        lambda run: run.update(created=10**40),
        lambda run: run["columns"][0].update(name="x" * (MAX_NAME + 1)),
        lambda run: run["points"].extend(
            {**run["points"][-1], "step": 10**6 + i} for i in range(MAX_POINTS)
        ),
    ],
)
def test_facts_that_cannot_be_are_refused(store, packed, tmp_path, change):
    content = manifest_with(packed, lambda manifest: change(manifest["run"]))
    assert "The file" in refused(store, tmp_path, content)
