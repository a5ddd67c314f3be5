"""`python -m explorer`."""

import sys


def main() -> int:
    """Load the command line and run it; the number is the exit code."""
    try:
        from explorer import interrupts  # in here, since loading it takes a moment too

        interrupts.note()
        try:
            from explorer.cli import main as run

            return run()
        except Exception:
            if not interrupts.met():
                raise
    except KeyboardInterrupt:  # while it was still being loaded
        pass
    sys.stderr.write("Stopped.\n")
    return 130


if __name__ == "__main__":
    sys.exit(main())
