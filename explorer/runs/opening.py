"""A run file into the store: what was understood of it is written anew."""

from __future__ import annotations

import hashlib
import io
import shutil
import tokenize
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from explorer.analysis.projection import setting_notes
from explorer.analysis.similarity import Pairs
from explorer.errors import BrokenRun, LimitError
from explorer.records.embedding import MAX_NAME, UNKNOWN, Facet, Projection
from explorer.records.states import ColumnState, RunState
from explorer.runs import layouts, recommender_file, runfile
from explorer.runs.arrival import Origin, insert_run
from explorer.runs.content import facets_of, pairs_of, projection_of
from explorer.runs.entries import Entries
from explorer.runs.files import table_of, write_array
from explorer.runs.frame_codec import unpack
from explorer.runs.places import new_id
from explorer.runs.run_facts import plain_settings, run_from
from explorer.runs.store import Store


def open_file(
    store: Store, path: Path, owner_hash: str, origin: Origin, sample: str | None = None
) -> str:
    """Check a run file and take it in; returns the new run's id.

    Raises:
        BrokenRun: it is damaged, not ours, or made up to do harm; nothing stays behind.
        LimitError: a column has more categories than this installation takes.
    """
    facts, parts = runfile.unpack(path)
    run = run_from(facts, new_id())
    _check_limits(run, store.settings.max_categories)
    folder = store.places.run(run.id)
    (folder / "frames").mkdir(parents=True)
    try:
        try:
            run = _write_parts(folder, run, parts)
        except (ValueError, TypeError, KeyError, IndexError, AssertionError) as error:
            raise _damaged("does not hold what its facts tell") from error
        except (pa.ArrowException, EOFError, OverflowError, RecursionError) as error:
            raise _damaged("holds a table that cannot be read") from error
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        insert_run(store, run, owner_hash, origin, digest, sample)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return run.id


def _check_limits(run: RunState, max_categories: int) -> None:
    """Names are kept in the memory of the pages' process, whoever sent them."""
    for column in run.columns:
        if column.n_entries > max_categories + 3:  # rare, missing and unknown
            raise LimitError(
                f"{column.name[:60]!r} has {column.n_entries:,} categories;"
                f" the limit here is {max_categories:,}.",
                mend="Open the run where it was trained.",
            )


def _write_parts(folder: Path, run: RunState, parts: dict[str, bytes]) -> RunState:
    if run.imported is None:
        _write_frames(folder, run, parts)
    columns = []
    for j, column in enumerate(run.columns):
        n = column.n_entries
        entries = _entries(column, parts[f"entries_{j}.arrow"])
        layouts.write_entries(folder, j, entries)
        write_array(folder / f"learned_{j}.npy", _array(parts[f"learned_{j}.npy"], n, column.dim))
        if run.imported is None:
            write_array(folder / f"baseline_{j}.npy", _array(parts[f"baseline_{j}.npy"], n))
        methods = []
        for source in ("learned", "baseline"):
            for method in ("pca", "umap"):
                content = parts.get(f"projection_{j}_{source}_{method}.arrow")
                if content is None:
                    continue
                drawn = _projection(column.name, content, n)
                _must(drawn.method == method)
                layouts.write_projection(folder, j, source, drawn)
                if source == "learned":
                    methods.append(method)
        if (content := parts.get(f"facets_{j}.arrow")) is not None:
            layouts.write_facets(folder, j, _facets(content, n))
        if (content := parts.get(f"pairs_{j}.arrow")) is not None:
            layouts.write_pairs(folder, j, _pairs(content, n))
        columns.append(replace(column, methods=tuple(methods)))
    if (content := parts.get(recommender_file.NAME)) is not None:
        model = recommender_file.from_bytes(content)
        _must(len(columns) == 1 and model.n == columns[0].n_entries)
        recommender_file.write(folder, model)
    return replace(run, columns=tuple(columns))


def _write_frames(folder: Path, run: RunState, parts: dict[str, bytes]) -> None:
    n = sum(column.n_framed for column in run.columns)
    frames = unpack(parts["frames.bin"], len(run.frames), n)
    _must(bool(np.isfinite(frames).all()))
    for step, frame in zip(run.frames, frames, strict=True):
        write_array(folder / f"frames/{step}.npy", frame)


def _array(content: bytes, n: int, dim: int | None = None) -> NDArray[np.float32]:
    """Vectors [n, dim] float32, finite."""
    try:
        array = np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
    except (SyntaxError, tokenize.TokenError) as error:  # numpy's, of a header that is none
        raise ValueError("not an array") from error
    _must(array.dtype == np.float32 and array.ndim == 2 and array.shape[0] == n)
    _must(dim is None or array.shape[1] == dim)
    _must(bool(np.isfinite(array).all()))
    return np.asarray(array)


def _table(content: bytes) -> tuple[pa.Table, dict[str, Any]]:
    table, facts = table_of(content)
    table.validate(full=True)
    _must(sum(column.null_count for column in table.columns) == 0)
    return table, facts


def _entries(column: ColumnState, content: bytes) -> Entries:
    table, _ = _table(content)
    _must(table.num_rows == column.n_entries)
    kinds, counts = table["kind"].to_numpy(), table["count"].to_numpy()
    _must(kinds.dtype == np.uint8 and counts.dtype == np.int64)
    _must(bool((kinds <= UNKNOWN).all() and (counts >= 0).all()))
    names = table["name"].to_pylist()
    _must(all(isinstance(each, str) and len(each) <= MAX_NAME for each in names))
    return Entries(column.name, tuple(names), kinds, counts, column.kind)


def _projection(name: str, content: bytes, n: int) -> Projection:
    projection = projection_of(name, *_table(content))
    _must(len(projection.xy) <= n and bool(np.isfinite(projection.xy).all()))
    plain_settings(projection.settings)
    components = projection.settings.get("components", [])
    shares = [each for each in (projection.kept, *(projection.explained or ())) if each is not None]
    for share in (*shares, *components):
        _must(isinstance(share, int | float) and -0.01 <= share <= 1.01)  # but for rounding
    setting_notes(projection)  # raises where one is missing
    return projection


def _facets(content: bytes, n: int) -> list[Facet]:
    table, facts = _table(content)
    _must(table.num_rows == n)
    found = facets_of(table, facts)
    for facet in found:
        if facet.groups is not None:
            _must(facet.groups.dtype == np.int32 and bool((facet.groups >= -1).all()))
            _must(bool((facet.groups < len(facet.group_names)).all()))
        else:
            _must(facet.numbers is not None and facet.numbers.dtype == np.float64)
        _must(facet.source in ("frequency", "target", "labels", "data", "learned"))
        named = (facet.name, *facet.group_names)
        _must(all(isinstance(each, str) and len(each) <= 2 * MAX_NAME for each in named))
    return found


def _pairs(content: bytes, n: int) -> Pairs:
    pairs = pairs_of(_table(content)[0])
    for ends in (pairs.first, pairs.second):
        _must(ends.dtype == np.int32 and bool(((ends >= 0) & (ends < n)).all()))
    _must(pairs.cosines.dtype == np.float32 and bool(np.isfinite(pairs.cosines).all()))
    return pairs


def _must(holds: bool) -> None:
    if not holds:
        raise ValueError("a part of the run is not what it must be")


def _damaged(what: str) -> BrokenRun:
    return BrokenRun(f"The file {what}.", mend="Choose a file that was downloaded as “whole run”.")
