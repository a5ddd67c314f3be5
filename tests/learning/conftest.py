"""Makes importable what the tests of learning share: small_tables.py, sequences.py, meetings.py."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
