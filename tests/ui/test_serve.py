"""The order in which a server process starts."""

import subprocess
import sys

STARTED = """
import sys
import explorer.ui.serve as serve

def boot():
    loaded = [name for name in ("pandas", "plotly", "streamlit.web.cli") if name in sys.modules]
    sys.exit(" ".join(loaded))

serve.boot = boot
serve.main()
"""


def test_engine_starts_its_threads_after_what_must_not_be_met_half_loaded():
    started = subprocess.run(
        [sys.executable, "-c", STARTED], capture_output=True, text=True, check=False
    )
    assert started.stderr.strip().splitlines()[-1] == "pandas plotly streamlit.web.cli"
