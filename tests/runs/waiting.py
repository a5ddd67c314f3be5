"""What the tests of running jobs share: small files, and waiting for what the store says."""

import io
import random
import time

from explorer.records.spec import ColumnSpec, TrainingSpec

PATIENCE = 60.0  # seconds on a busy machine; each wait ends as soon as it can


def wait_until(told, what="it to happen"):
    """Ask until the answer is true, and return it."""
    until = time.monotonic() + PATIENCE
    while not (answer := told()):
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)
    return answer


def people(n_rows=300, seed=0, per_group=2):
    """A CSV in which city and dish say much of each other, and the coin nothing.

    There are 4 * `per_group` cities and dishes; from 10 on, a finished run is laid out by UMAP,
    which costs 10 seconds.
    """
    draw = random.Random(seed)
    lines = ["city,dish,coin"]
    for _ in range(n_rows):
        group = draw.randrange(4)
        city, dish = (per_group * group + draw.randrange(per_group) for _ in range(2))
        lines.append(f"city {city},dish {dish},{draw.choice(['heads', 'tails'])}")
    return ("\n".join(lines) + "\n").encode()


def recipe(epochs=3, **more):
    columns = (ColumnSpec("city"), ColumnSpec("dish"), ColumnSpec("coin"))
    return TrainingSpec(columns=columns, epochs=epochs, patience=0, **more)


def read(store, owner, content=None, name="people.csv"):
    """Upload a file and wait until it was read."""
    dataset = store.datasets.create(name, io.BytesIO(content or people()), owner)
    wait_until(lambda: store.datasets.get(dataset).phase in ("ready", "failed"), "the reading")
    return dataset


def in_phase(store, run, *phases):
    """Wait until a run is in one of these phases, and return its state."""

    def told():
        state = store.runs.get(run)
        assert state.phase != "failed" or "failed" in phases, state.reason
        return state if state.phase in phases else None

    return wait_until(told, f"the phase {' or '.join(phases)}")


def bits(store, run):
    """Everything that must be equal when two runs are: vectors, frames, maps, losses."""
    state = store.runs.get(run)
    content = store.content(state)
    found = [[(point.step, point.train_loss, point.held_loss) for point in state.points]]
    for j in range(len(state.columns)):
        found.append(content.vectors(j).tobytes())
        found.append(content.frames(state.frames, j).tobytes())
        found.append(content.vectors(j, "baseline").tobytes())
        layout = content.projection(j, "pca")
        found.append(layout.xy.tobytes() if layout else None)
    return repr(found)
