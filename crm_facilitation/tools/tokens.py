"""Tokens that only a device keeps: of anonymous ballots, and of what people say."""

import base64
import hashlib
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


def origin_commitment(session: int, speaker: int, token: str) -> str:
    """What is stored of who said something with a token: without the token it says nothing, with it it proves one person.

    The token is secret and long, so nobody finds the speaker by trying; the speaker is part of what is hashed, so nobody
    else can use a token they got hold of.

    :param speaker: the id of the participant; of an account that speaks without being one, its id below zero

    >>> origin_commitment(7, 12, "a")[:12]
    '2a18c634231b'
    >>> origin_commitment(7, 12, "a") == origin_commitment(7, 13, "a")
    False
    """
    return hashlib.sha256(f"{session}:{speaker}:{token}".encode()).hexdigest()


def numbered_token(token: str, number: int) -> str:
    """The token of one of several things that were sent together with ``token``.

    >>> token = new_token()
    >>> numbered_token(token, 0) == numbered_token(token, 0), numbered_token(token, 0) == numbered_token(token, 1)
    (True, False)
    >>> is_token(numbered_token(token, 0))
    True
    """
    return base64.urlsafe_b64encode(hashlib.sha256(f"{token}:{number}".encode()).digest()[:24]).decode()
