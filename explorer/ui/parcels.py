"""Parcels: bytes for a component, carried by small hidden elements of their own.

A big component (the map) stands still in the page; what changes is delivered beside it. A parcel
is addressed to a *room* (the key shared by one map and its companions) and a *topic* in it. In
the browser it is kept by the room until the next one of that topic, so whoever mounts later
finds it there.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.ui.mounting import component

# numpy kind -> the name by which rooms.js knows it
ARRAY_TYPES = {"uint8": "u1", "uint16": "u2", "uint32": "u4", "int32": "i4", "float32": "f4"}


def pack(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]] | None = None) -> bytes:
    """Write a header and named arrays as one block of bytes.

    Layout: uint32 little-endian length of the JSON header; the header, which lists under
    "arrays" the [name, type, length] of what follows, and under "stamp" a checksum of it all
    by which the browser knows an unchanged parcel; then the raw little-endian arrays.
    """
    arrays = arrays or {}
    listed = [[name, ARRAY_TYPES[a.dtype.name], int(a.size)] for name, a in arrays.items()]
    body = b"".join(
        np.ascontiguousarray(a, a.dtype.newbyteorder("<")).tobytes() for a in arrays.values()
    )
    text = json.dumps({**header, "arrays": listed}, ensure_ascii=False, allow_nan=False)
    stamp = zlib.crc32(body, zlib.crc32(text.encode()))
    stamped = (text[:-1] + f', "stamp": {stamp}}}').encode()
    return struct.pack("<I", len(stamped)) + stamped + body


def unpack(parcel: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read a parcel back, as the browser does: (header, arrays by name)."""
    (length,) = struct.unpack_from("<I", parcel)
    header: dict[str, Any] = json.loads(parcel[4 : 4 + length])
    at = 4 + length
    arrays: dict[str, NDArray[Any]] = {}
    for name, kind, size in header["arrays"]:
        dtype = np.dtype(f"<{kind}")
        arrays[name] = np.frombuffer(parcel, dtype, count=size, offset=at)
        at += size * dtype.itemsize
    return header, arrays


def send(room: str, topic: str, parcel: bytes, *, sender: str = "") -> None:
    """Deliver a parcel to a room of this page.

    Args:
        room: key of the map (or other component) it is for.
        topic: what it is; the newest of a topic stands.
        parcel: from `pack`.
        sender: tells two places of one page apart that send the same topic.
    """
    # Address before content, so that one small script serves all rooms and topics.
    address = json.dumps({"room": room, "topic": topic}).encode()
    component("parcel")(
        key=f"{room}-parcel-{topic}{'-' + sender if sender else ''}",
        data=struct.pack("<I", len(address)) + address + parcel,
        height="content",
    )
