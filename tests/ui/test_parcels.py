"""Parcels and the bytes of a map: what is written is read back, and sizes stay small."""

from __future__ import annotations

import re

import numpy as np
import pytest

from explorer.ui.map import (
    NO_COLOR,
    Frame,
    Paint,
    frame_hash,
    pack_entries,
    pack_frames,
    pack_layout,
    pack_paint,
)
from explorer.ui.mounting import SCRIPTS, STYLES, read_assets
from explorer.ui.parcels import pack, unpack


def test_packed_header_and_arrays_come_back_as_they_were():
    arrays = {
        "xy": np.array([1.5, -2.25, np.nan], np.float32),
        "kinds": np.array([0, 1, 255], np.uint8),
        "counts": np.array([2**32 - 1], np.uint32),
    }
    header, back = unpack(pack({"name": "Zürich 👩‍👩‍👧 </script>"}, arrays))
    assert header["name"] == "Zürich 👩‍👩‍👧 </script>"
    for name, array in arrays.items():
        np.testing.assert_array_equal(back[name], array)
        assert back[name].dtype == array.dtype


def test_stamp_changes_with_the_header_and_with_the_arrays_and_only_then():
    def stamp(**header):
        xy = header.pop("xy", [1, 2])
        return unpack(pack(header, {"xy": np.array(xy, np.float32)}))[0]["stamp"]

    assert stamp(a=1) == stamp(a=1)
    assert len({stamp(a=1), stamp(a=2), stamp(a=1, xy=[1, 3])}) == 3


def test_header_with_a_number_json_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": float("nan")})


def test_frame_costs_eight_bytes_a_point_and_little_else():
    xy = np.zeros((5000, 2), np.float32)
    parcel = pack_frames("run/column", "pca", [Frame(10, 1.0, xy)])
    assert len(parcel) < 5000 * 8 + 400


def test_frames_carry_step_epoch_hash_and_coordinates():
    first = np.arange(6, dtype=np.float32).reshape(3, 2)
    second = first + 1
    frames = [Frame(0, 0.0, first), Frame(7, 0.7, second, stored=False)]
    header, arrays = unpack(pack_frames("run/c", "pca", frames, best_step=7, total_steps=70))
    assert (header["bestStep"], header["totalSteps"], header["space"]) == (7, 70, "pca")
    assert [frame["step"] for frame in header["frames"]] == [0, 7]
    assert [frame["stored"] for frame in header["frames"]] == [True, False]
    assert header["frames"][1]["hash"] == frame_hash(second) != frame_hash(first)
    np.testing.assert_array_equal(arrays["1"].reshape(-1, 2), second)


def test_hash_is_of_the_float32_bytes_whatever_the_memory_order():
    xy = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    assert frame_hash(xy) == frame_hash(np.asfortranarray(xy)) == frame_hash(xy[::1].copy())
    assert re.fullmatch(r"[0-9a-f]{8}", frame_hash(xy))
    assert unpack(pack_layout("s", "pca", xy, 3))[0]["hash"] == frame_hash(xy)


def test_counts_beyond_four_billion_are_held_at_the_largest_that_fits():
    parcel = pack_entries("s", ["a"], np.array([2**40]), np.zeros(1, np.uint8))
    assert unpack(parcel)[1]["counts"].tolist() == [2**32 - 1]


def test_paint_that_points_beyond_its_colors_is_a_mistake_of_ours():
    with pytest.raises(AssertionError, match="codes point at colors"):
        Paint("kind", np.array([0, 1], np.uint16), ("#000000",), ("#FFFFFF",))
    paint = Paint("kind", np.array([0, NO_COLOR], np.uint16), ("#000000",), ("#FFFFFF",))
    assert unpack(pack_paint("s", paint))[1]["codes"].tolist() == [0, NO_COLOR]


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_of_a_component_declares_each_name_once_and_exports_once(name):
    script = read_assets(SCRIPTS[name])
    names = re.findall(r"^(?:async )?(?:const|let|function|class) (\w+)", script, re.MULTILINE)
    assert len(names) == len(set(names))
    assert script.count("export default") == 1


def test_no_script_of_ours_writes_markup():
    for names in SCRIPTS.values():
        script = read_assets(names)
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in script


def test_asset_files_are_small_and_all_of_them_are_there():
    for names in [*SCRIPTS.values(), *STYLES.values()]:
        for name in names:
            assert 0 < read_assets((name,)).count("\n") <= 320, name
