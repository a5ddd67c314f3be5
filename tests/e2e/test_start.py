"""What the terminal says when the app is started."""

from __future__ import annotations

import os
import socket
import subprocess
import sys


def test_the_terminal_tells_the_address_and_nothing_of_other_tools(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    server = subprocess.Popen(
        [sys.executable, "-m", "explorer", "app", *options],
        env={
            **os.environ,
            "EXPLORER_HOME": str(tmp_path),
            "EXPLORER_WARM_SPARE": "off",
            "BROWSER": "true",  # a command that does nothing, in place of a browser
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    said = [server.stdout.readline() for _ in range(3)]
    server.terminate()
    said.append(server.communicate(timeout=30)[0])
    assert f"Embedding Explorer is at http://127.0.0.1:{port}/" in said[1]
    assert "agents" not in "".join(said)
