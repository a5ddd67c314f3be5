"""Tests here share the made-up baskets beside them."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
