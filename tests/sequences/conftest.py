"""Makes small_recommenders.py importable."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
