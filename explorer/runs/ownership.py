"""The owner's secret: kept by the owner's browser, stored here only as a hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from explorer.errors import NotOwner

_SECRET = re.compile(r"[0-9a-f]{64}")


def new_secret() -> str:
    """256 random bits as 64 hexadecimal digits. It must never be part of an address."""
    return secrets.token_hex(32)


def is_secret(text: str) -> bool:
    """Whether a text that a browser sent has the form of a secret."""
    return _SECRET.fullmatch(text) is not None


def hashed(secret: str) -> str:
    """What is stored of a secret. Plain SHA-256 does: 256 random bits cannot be guessed."""
    assert is_secret(secret), "a secret is 64 hexadecimal digits"
    return hashlib.sha256(secret.encode()).hexdigest()


def owns(secret: str | None, stored_hash: str) -> bool:
    """Whether this secret is the one whose hash was stored."""
    if secret is None or not is_secret(secret):
        return False
    return hmac.compare_digest(hashed(secret), stored_hash)


def must_own(secret: str | None, stored_hash: str, deed: str) -> None:
    """Pass for the owner alone.

    Args:
        deed: what was tried, e.g. "stop this run".

    Raises:
        NotOwner: somebody else's browser, or none.
    """
    if not owns(secret, stored_hash):
        raise NotOwner(
            f"Only the browser that made this may {deed}.",
            mend="You may look at everything, and copy the recipe to train your own.",
        )
