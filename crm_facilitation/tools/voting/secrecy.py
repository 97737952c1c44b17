"""Tokens, receipts and fingerprints of ballots. SHA-256 throughout; tokens of 192 bits from the system's generator."""

import hashlib
from collections.abc import Iterable

from .ballot import Choice

RECEIPT_LENGTH = 20


def token_hash(round_id: int, participant_id: int, token: str) -> str:
    """What is stored of a token. It holds for one voter of one round; without the token it joins to nobody.

    >>> token_hash(1, 2, "t") == token_hash(1, 3, "t")
    False
    """
    return hashlib.sha256(f"{round_id}:{participant_id}:{token}".encode()).hexdigest()


def receipt(key: str, choices: Iterable[Choice]) -> str:
    """Short proof that a ballot with this key and these choices is in the list (20 hexadecimal digits).

    What is hashed is one line per need: need, points, importance, ease, choice, length of the reason, reason. The round's
    recount hashes the same in SQL.

    >>> receipt("k", [Choice(1, points=2), Choice(2, points=1)]) == receipt("k", [Choice(2, points=1), Choice(1, points=2)])
    True
    >>> receipt("k", [Choice(1, points=2)])
    'b340cad2033b65da2623'
    """
    lines = [
        f"{c.need}:{c.points}:{c.importance}:{c.ease}:{c.choice}:{len(c.reason)}:{c.reason}"
        for c in sorted(choices, key=lambda choice: choice.need)
    ]
    return hashlib.sha256("\n".join([key, *lines]).encode()).hexdigest()[:RECEIPT_LENGTH]


def ballots_hash(receipts: Iterable[str]) -> str:
    """Fingerprint of all ballots of a round, whatever order they came in.

    >>> ballots_hash(["b", "a"]) == ballots_hash(["a", "b"])
    True
    """
    return hashlib.sha256("\n".join(sorted(receipts)).encode()).hexdigest()


def shuffle_key(round_id: int, participant_id: int, need_id: int) -> bytes:
    """Sort key that gives each voter their own order of the needs, the same each time."""
    return hashlib.sha256(f"{round_id}:{participant_id}:{need_id}".encode()).digest()
