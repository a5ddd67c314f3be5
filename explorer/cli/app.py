"""app: become the server, and open it in the browser."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from explorer.settings import Settings


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command with its arguments."""
    app = commands.add_parser(
        "app", help="start the app and open it in the browser; takes the options of streamlit run"
    )
    app.set_defaults(command=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Replace this process by the server."""
    import explorer

    package = Path(explorer.__file__).parent
    installed = package / "start" / "app.py"  # in a wheel; in a clone it lies beside the package
    script = installed if installed.exists() else package.parent / "app.py"
    call = [sys.executable, "-m", "explorer.ui.serve", "run", str(script)]
    call += [f"--server.maxUploadSize={settings.max_upload_mb}", *given.options]
    # Threads of the server share two arenas of memory: it needs 20 MB less.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    if os.name == "posix":
        os.execv(call[0], call)  # the server itself, so that whoever ends this ends it
    return subprocess.call(call)
