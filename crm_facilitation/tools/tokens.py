"""Tokens that only a device keeps: of anonymous ballots, and of needs."""

import re
import secrets

# shorter ones could be guessed
TOKEN_LENGTH = 32


def new_token() -> str:
    """A token of 192 bits: kept by the device of its person, never stored."""
    return secrets.token_urlsafe(24)


def is_token(token: object) -> bool:
    """Whether this can be a token: text of the length and letters that :func:`new_token` draws.

    >>> is_token(new_token()), is_token("1234"), is_token(None)
    (True, False, False)
    """
    return isinstance(token, str) and len(token) == TOKEN_LENGTH and re.fullmatch(r"[A-Za-z0-9_-]+", token) is not None
