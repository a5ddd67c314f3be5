"""The server process of `python -m explorer app`: `python -m explorer.ui.serve run app.py ...`.

It is `streamlit run` with two differences. The engine starts with the server, so that runs which
a restart interrupted go on at once, not when the first page is opened. And the terminal gets one
line with the address in place of Streamlit's own welcome (.streamlit/config.toml says why). Its
arguments are those of the `streamlit` command.
"""

from __future__ import annotations

import sys
import threading
import time

from explorer.errors import ExplorerError
from explorer.runs.engine import boot


def main() -> None:
    # Before the engine's threads, which load pandas too: plotly, which Streamlit loads, asks a
    # pandas that another thread has loaded by half, and the server would end at once.
    import pandas  # noqa: F401
    from streamlit.web.cli import main as streamlit

    try:
        boot()
    except ExplorerError as error:
        sys.exit(f"{error.message} {error.mend}")

    threading.Thread(target=_tell_address, daemon=True).start()
    sys.exit(streamlit(prog_name="streamlit"))


def _tell_address() -> None:
    """Wait for the server and say where it is; the port may be another one than asked for."""
    from streamlit import config, runtime

    while not runtime.exists() or runtime.get_instance().state.value == "INITIAL":
        time.sleep(0.1)
    host = config.get_option("server.address") or "localhost"
    path = str(config.get_option("server.baseUrlPath")).strip("/")
    address = f"http://{host}:{config.get_option('server.port')}/{path}"
    sys.stdout.write(f"\n  Embedding Explorer is at {address}\n  Ctrl-C ends it.\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
