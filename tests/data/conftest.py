"""What the tests of reading share."""

import pytest

from explorer.data.reading import read_table


@pytest.fixture
def read(tmp_path):
    def reader(data, name="table.csv", options=None, limits=None):
        data = data.encode() if isinstance(data, str) else data
        (tmp_path / "upload").write_bytes(data)
        return read_table(tmp_path / "upload", name, options, limits)

    return reader


@pytest.fixture
def table_of(tmp_path):
    """table_of({name: texts}) -> the table of a CSV file with these columns."""

    def reader(columns):
        lines = [",".join(columns), *map(",".join, zip(*columns.values(), strict=True))]
        (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_table(tmp_path / "t.csv", "t.csv")

    return reader
