"""A whole run as one file: a zip with a manifest, hashes, and no pickle.

    manifest.json          format, recipe, history, verdict, columns; name, size and SHA-256 of
                           every other file
    frames.bin             all frames (frame_codec), every column's entries one after the other
    entries_0.arrow ...    names, kinds, counts; facets, pairs and layouts likewise
    learned_0.npy ...      vectors as learned; baseline_0.npy without training

Whoever opens one may have got it from a stranger: names, sizes and hashes are checked before
anything is parsed, everything is parsed within limits, and what goes into the store is written
anew from what was understood.
"""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

import explorer
from explorer.errors import BrokenRun
from explorer.records.states import RESULT, RunState
from explorer.runs import recommender_file
from explorer.runs.files import array_bytes, read_array
from explorer.runs.frame_codec import pack
from explorer.runs.run_facts import facts_of

KIND = "embedding-explorer run"
FORMAT = 2  # 1 knew no vectors from elsewhere
MAX_FILES = 20_000
MAX_BYTES = 2_000_000_000  # of all files together, unpacked
MAX_MANIFEST = 50_000_000  # bytes; a thousand columns with their points take 1 MB
MAX_RATIO = 200  # unpacked to packed; ours reach 20, a bomb a thousand
_SMALL = 1 << 20  # bytes below which the ratio proves nothing
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file, so that equal runs give equal bytes
_HEAD = 1000  # bytes that tell a run file: a manifest, and what kind it is of
_PART = re.compile(
    r"(entries|facets|pairs)_\d{1,4}\.arrow|(learned|baseline)_\d{1,4}\.npy"
    r"|projection_\d{1,4}_(learned|baseline)_(pca|umap)\.arrow|frames\.bin"
    r"|next_item\.safetensors"
)


def write(run: RunState, folder: Path) -> bytes:
    """The run of a folder as one file; equal runs give equal bytes.

    `run.columns` may be the first few of the folder's columns: the file then holds only them.

    Raises:
        BrokenRun: the run has no result yet, or a part of it is missing.
    """
    if run.phase not in RESULT:
        raise BrokenRun("This run has no result yet.", mend="Wait until it has finished.")
    parts = dict(_parts(run, folder))
    manifest = {
        "kind": KIND,
        "format": FORMAT,
        "explorer": explorer.__version__,
        "run": facts_of(run),
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in parts.items()
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in {"manifest.json": text.encode(), **parts}.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            bundle.writestr(info, content)
    return target.getvalue()


def unpack(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The run's facts and the content of every part, whole and unchanged since it was written.

    Raises:
        BrokenRun: it is no run file, too large, or differs from its manifest.
    """
    try:
        with zipfile.ZipFile(path) as bundle:
            _check_sizes(bundle)
            manifest = _manifest(bundle)
            listed: dict[str, Any] = manifest["files"]
            names = [info.filename for info in bundle.infolist()]
            if len(set(names)) != len(names) or set(names) != {"manifest.json", *listed}:
                raise _broken("holds other files than its manifest lists")
            parts = {name: _part(bundle, name, listed[name]) for name in listed}
            facts: dict[str, Any] = manifest["run"]
            return facts, parts
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise _broken("cannot be unpacked") from error
    except (NotImplementedError, RuntimeError, OSError) as error:  # encrypted, or another method
        raise _broken("cannot be unpacked") from error
    except (KeyError, TypeError, ValueError, UnicodeDecodeError, RecursionError) as error:
        raise _broken("has a manifest that cannot be understood") from error


def begins_one(stream: BinaryIO) -> bool:
    """Whether a file that is read from its start calls itself a run file; it is rewound.

    Only its first bytes are read, so that any file can be asked about where pages are drawn.
    """
    head = stream.read(_HEAD)
    stream.seek(0)
    name = b"manifest.json"
    if head[:4] != b"PK\x03\x04" or head[30 : 30 + len(name)] != name:
        return False
    begin = 30 + len(name) + int.from_bytes(head[28:30], "little")
    try:
        told = zlib.decompressobj(-zlib.MAX_WBITS).decompress(head[begin:], _HEAD)
    except zlib.error:
        return False
    return KIND.encode() in told


def _parts(run: RunState, folder: Path) -> Iterator[tuple[str, bytes]]:
    if run.frames:
        n_framed = sum(column.n_framed for column in run.columns)
        frames = [read_array(folder / f"frames/{step}.npy")[:n_framed] for step in run.frames]
        yield "frames.bin", pack(np.stack(frames))
    if (folder / recommender_file.NAME).exists():
        yield recommender_file.NAME, (folder / recommender_file.NAME).read_bytes()
    for j in range(len(run.columns)):
        names = [f"entries_{j}.arrow", f"learned_{j}.npy"]
        if run.imported is None:
            names.append(f"baseline_{j}.npy")
        for name in names:
            content = (
                (folder / name).read_bytes()
                if name.endswith(".arrow")
                else array_bytes(read_array(folder / name))
            )
            yield name, content
        optional = [f"facets_{j}.arrow", f"pairs_{j}.arrow"]
        optional += [
            f"projection_{j}_{source}_{method}.arrow"
            for source in ("learned", "baseline")
            for method in ("pca", "umap")
        ]
        for name in optional:
            if (folder / name).exists():
                yield name, (folder / name).read_bytes()


def _check_sizes(bundle: zipfile.ZipFile) -> None:
    """By what the zip says of itself; `_part` holds it to that."""
    files = bundle.infolist()
    if len(files) > MAX_FILES:
        raise _broken(f"holds {len(files):,} files")
    unpacked = sum(info.file_size for info in files)
    packed = sum(info.compress_size for info in files)
    if unpacked > MAX_BYTES or unpacked > max(_SMALL, MAX_RATIO * packed):
        raise _broken(f"would unpack to {unpacked / 1e6:,.0f} MB")


def _manifest(bundle: zipfile.ZipFile) -> dict[str, Any]:
    if "manifest.json" not in bundle.namelist():
        raise _broken("has no manifest")
    info = bundle.getinfo("manifest.json")
    if info.file_size > MAX_MANIFEST:
        raise _broken("has a manifest that is too long")
    with bundle.open(info) as file:
        manifest = json.loads(file.read(info.file_size + 1))
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise _broken("was not written by Embedding Explorer")
    if manifest.get("format") == 1:
        manifest["run"]["imported"] = None
    elif manifest.get("format") != FORMAT:
        raise BrokenRun(
            f"The run file has format {manifest.get('format')!r}; this version reads {FORMAT}.",
            mend="Update the explorer.",
        )
    return manifest


def _part(bundle: zipfile.ZipFile, name: str, listed: dict[str, Any]) -> bytes:
    if _PART.fullmatch(name) is None:
        raise _broken(f"lists {name[:60]!r}, which is no part of a run")
    size = int(listed["bytes"])
    with bundle.open(name) as file:
        content = file.read(size + 1)
    if len(content) != size or hashlib.sha256(content).hexdigest() != listed["sha256"]:
        raise _broken(f"was damaged or changed ({name})")
    return content


def _broken(what: str) -> BrokenRun:
    return BrokenRun(f"The file {what}.", mend="Choose a file that was downloaded as “whole run”.")
