"""The server process of `python -m explorer app`: `python -m explorer.ui.serve run app.py ...`.

It is `streamlit run` with one difference: the engine starts with the server, so that runs which
a restart interrupted go on at once, not when the first page is opened. Its arguments are those
of the `streamlit` command.
"""

from __future__ import annotations

import sys

from explorer.errors import ExplorerError
from explorer.runs.engine import boot


def main() -> None:
    try:
        boot()
    except ExplorerError as error:
        sys.exit(f"{error.message} {error.mend}")
    from streamlit.web.cli import main as streamlit

    sys.exit(streamlit(prog_name="streamlit"))


if __name__ == "__main__":
    main()
