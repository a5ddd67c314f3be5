"""`python -m explorer`."""

import sys

if __name__ == "__main__":
    try:
        from explorer.cli import main

        sys.exit(main())
    except KeyboardInterrupt:  # while it was still being loaded
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
