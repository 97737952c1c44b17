"""Numbers of records that name nobody."""

import secrets

# the upper half of PostgreSQL's integers, which counting records up never reaches
FIRST_NUMBER, LAST_NUMBER = 2**30, 2**31


def new_number() -> int:
    """A random number for an anonymous record, far above those counted up: it tells neither order nor time.

    >>> FIRST_NUMBER <= new_number() < LAST_NUMBER
    True
    """
    return FIRST_NUMBER + secrets.randbelow(LAST_NUMBER - FIRST_NUMBER)
