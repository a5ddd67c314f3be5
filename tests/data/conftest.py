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
