"""PCA and UMAP layouts: what they promise, what they refuse."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from explorer.analysis.plane import draw_frame, fit_plane
from explorer.analysis.projection import (
    MAX_DRAWN,
    pca_projection,
    refuse_few,
    setting_notes,
    umap_layout,
)
from explorer.errors import ProjectionError


def planted(n=60, dim=8, groups=5):
    random = np.random.default_rng(0)
    centers = 3 * random.normal(size=(groups, dim))
    members = np.arange(n) % groups
    return members, (centers[members] + random.normal(size=(n, dim))).astype(np.float32)


def test_finished_pca_map_is_the_frame_as_it_was_shown():
    _, vectors = planted()
    _, before = draw_frame(vectors * np.float32(0.5), None, 40)
    plane, shown = draw_frame(vectors, -before, 40)
    projection = pca_projection("city", vectors, plane=plane)
    assert np.array_equal(projection.xy[:40], shown)
    assert projection.explained == plane.explained
    assert projection.kept is not None
    assert 0.3 < projection.kept <= 1


def test_pca_map_says_what_share_of_the_variance_it_holds():
    _, vectors = planted()
    (note,) = setting_notes(pca_projection("city", vectors))
    share = sum(fit_plane(vectors).explained)
    assert note.sentence.endswith(f"they hold {100 * share:.0f} % of the variance.")


def test_map_draws_the_twenty_thousand_most_frequent():
    vectors = np.random.default_rng(0).normal(size=(MAX_DRAWN + 5, 2)).astype(np.float32)
    assert len(pca_projection("id", vectors).xy) == MAX_DRAWN == 20_000


@pytest.mark.parametrize(
    ("method", "n", "sentence"),
    [
        (
            "pca",
            2,
            "A PCA map needs at least 3 categories; 'city' has 2. "
            "The tables below show all there is.",
        ),
        ("umap", 9, "A UMAP map needs at least 10 categories; 'city' has 9. Choose PCA."),
    ],
)
def test_too_few_categories_are_refused_with_a_way_out(method, n, sentence):
    with pytest.raises(ProjectionError) as raised:
        refuse_few(n, method, "city")
    assert str(raised.value) == sentence
    make = {"pca": pca_projection, "umap": umap_layout}[method]
    with pytest.raises(ProjectionError, match="needs at least"):
        make("city", np.zeros((n, 2), np.float32))


def test_umap_settings_out_of_bounds_are_refused():
    _, vectors = planted()
    with pytest.raises(ProjectionError, match="Set neighbors to 2 or more"):
        umap_layout("city", vectors, n_neighbors=1)
    with pytest.raises(ProjectionError, match="up to, but not including, 1"):
        umap_layout("city", vectors, min_dist=1.5)


LAY_OUT_AGAIN = """
import hashlib, sys
import numpy as np
from explorer.analysis.projection import umap_layout
vectors = np.frombuffer(sys.stdin.buffer.read(), np.float32).reshape(60, 8)
projection = umap_layout("city", vectors, seed=3)
print(hashlib.sha256(projection.xy.tobytes()).hexdigest())
"""


def test_umap_finds_planted_groups_and_gives_the_same_bits_in_another_process():
    members, vectors = planted()
    elsewhere = subprocess.Popen(
        [sys.executable, "-c", LAY_OUT_AGAIN], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert elsewhere.stdin is not None
    elsewhere.stdin.write(vectors.tobytes())
    elsewhere.stdin.close()

    projection = umap_layout("city", vectors, seed=3)
    assert projection.xy.dtype == np.float32
    assert projection.settings["n_neighbors"] == 15
    assert projection.explained is None
    assert [note.name for note in setting_notes(projection)] == [
        "neighbors",
        "least distance",
        "similarity",
        "start",
        "epochs",
        "seed",
    ]
    centers = np.stack([projection.xy[members == group].mean(axis=0) for group in range(5)])
    nearest = np.linalg.norm(projection.xy[:, None] - centers, axis=2).argmin(axis=1)
    assert np.mean(nearest == members) > 0.95
    assert projection.kept is not None
    assert projection.kept > 0.6

    equal = umap_layout("city", np.ones((12, 3), np.float32))  # nothing to tell apart
    assert np.all(np.isfinite(equal.xy))
    assert equal.settings["n_neighbors"] == 11  # clipped to n - 1

    assert elsewhere.stdout is not None
    printed = elsewhere.stdout.read().decode().strip()
    elsewhere.stdout.close()
    assert elsewhere.wait(120) == 0
    assert printed == hashlib.sha256(projection.xy.tobytes()).hexdigest()
