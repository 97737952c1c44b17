"""Keys in personal links: the mail has the key, the database its fingerprint."""

import hashlib
import secrets

KEY_BYTES = 24


def new_key() -> str:
    """A key of 192 bits, to be sent to one person and kept nowhere else."""
    return secrets.token_urlsafe(KEY_BYTES)


def fingerprint(key: str) -> str:
    """What is stored of a key.

    >>> fingerprint("a")[:12]
    'ca978112ca1b'
    """
    return hashlib.sha256(key.encode()).hexdigest()
