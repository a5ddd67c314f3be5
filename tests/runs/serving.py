"""A server process for the tests to kill: boots an engine and waits."""

import sys
import threading
from pathlib import Path

from explorer.runs.engine import boot
from explorer.settings import Settings

if __name__ == "__main__":
    boot(Settings(home=Path(sys.argv[1]), warm_spare=False, jobs=1))
    sys.stdout.write("up\n")
    sys.stdout.flush()
    threading.Event().wait()
