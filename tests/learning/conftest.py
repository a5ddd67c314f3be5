"""Makes small_tables.py importable, which the tests of learning share."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
