"""The headless twin of the app; a command is a file here and a line in main.py."""

from explorer.cli.main import main

__all__ = ["main"]
