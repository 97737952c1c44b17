"""Who stands behind an anonymous need: provable, and not a name."""

import hashlib
import secrets

TOKEN_BYTES = 24
# a group smaller than this names its people
MIN_CELL = 3


def new_token() -> str:
    """A token that only the author's device keeps (192 bits)."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is stored of a token.

    >>> token_hash("a")[:12]
    'ca978112ca1b'
    """
    return hashlib.sha256(token.encode()).hexdigest()


def published_department(department: int, electorate: dict[int, int], min_cell: int = MIN_CELL) -> int | None:
    """The department that may be shown beside an anonymous need, or None when it would point at people.

    It is shown only where it has at least ``min_cell`` people, and where those left over by all departments shown are
    none, or at least ``min_cell`` themselves: otherwise "no department" would point at the few who remain.

    >>> published_department(1, {1: 5, 2: 4})
    1
    >>> published_department(2, {1: 5, 2: 2}) is None
    True
    >>> published_department(1, {1: 5, 2: 2}) is None
    True
    >>> published_department(1, {1: 5, 2: 2, 3: 1})
    1
    """
    if electorate.get(department, 0) < min_cell:
        return None
    pooled = sum(size for size in electorate.values() if size < min_cell)
    return department if pooled == 0 or pooled >= min_cell else None
