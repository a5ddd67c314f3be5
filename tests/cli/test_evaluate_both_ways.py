"""evaluate says which way it has counted and learned."""

import numpy as np

from explorer.cli.main import main
from explorer.records.recommender import BOTH_WAYS


def test_where_order_tells_little_evaluate_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    draw = np.random.default_rng(5)
    rows = [
        f"u{user},{place},{'abcd'[user % 4]}{item}"
        for user in range(150)
        for place, item in enumerate(draw.permutation(12)[:6])
    ]
    (tmp_path / "steps.csv").write_text("\n".join(["user,place,item", *rows]) + "\n")
    flags = ["--basket", "user", "--item", "item", "--order", "place", "--epochs", "2"]
    assert main(["evaluate", str(tmp_path / "steps.csv"), *flags]) == 0
    said = capsys.readouterr().out
    assert "% counts of what came after each item or before it, weighed on" in said
    assert f"\n{BOTH_WAYS}\n" in said
