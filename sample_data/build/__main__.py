"""Command line: `python -m sample_data.build [NAME ...] [--full-shop DIR]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from sample_data.build import (
    baby_names,
    cars,
    countries,
    dishes,
    shop_sessions,
    us_air_routes,
    zoo,
)
from sample_data.build.sample import (
    SAMPLE_FOLDER,
    BuildError,
    Sample,
    file_sha256,
    known_checksums,
)
from sample_data.build.wheels import default_cache

BUILDERS: dict[str, Callable[[Path], Sample]] = {
    "zoo": zoo.build,
    "baby_names": baby_names.build,
    "us_air_routes": us_air_routes.build,
    "countries": countries.build,
    "cars": cars.build,
    "shop_sessions": shop_sessions.build,
    "dishes": dishes.build,
}


def main(arguments: list[str] | None = None) -> int:
    """Build what is asked for; 1 when a file differs from SHA256SUMS or cannot be built."""
    options = _parser().parse_args(arguments)
    names = options.names or ([] if options.full_shop else list(BUILDERS))
    if unknown := [name for name in names if name not in BUILDERS]:
        print(
            f"No sample is called {unknown[0]!r}. There are: {', '.join(BUILDERS)}.",
            file=sys.stderr,
        )
        return 1
    try:
        same = [_write(BUILDERS[name](options.cache), options.out) for name in names]
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    if options.full_shop:
        same.append(_write(shop_sessions.generate(shop_sessions.FULL), options.full_shop))
    return 0 if all(same) else 1


def _write(sample: Sample, folder: Path) -> bool:
    """Write, report, and say whether every file with a recorded checksum has it."""
    checksums = known_checksums()
    same = True
    for path in sample.write(folder):
        digest = file_sha256(path)
        recorded = checksums.get(path.name)
        verdict = "not recorded" if recorded is None else "as recorded"
        if recorded not in (None, digest):
            verdict, same = "DIFFERS from SHA256SUMS", False
        print(f"{path.name:26} {path.stat().st_size:>10,} bytes  {digest}  {verdict}")
    return same


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sample_data.build", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join(BUILDERS)}; all when none is given"
    )
    parser.add_argument(
        "--out", type=Path, default=SAMPLE_FOLDER, metavar="DIR", help="where the CSV files go"
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=default_cache(),
        metavar="DIR",
        help="where downloaded packages are kept",
    )
    parser.add_argument(
        "--full-shop",
        type=Path,
        metavar="DIR",
        help="write the shop with 5,000 products (22 MB) to DIR, which is not this folder",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
