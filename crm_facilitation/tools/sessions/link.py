"""Keys in personal links: the mail has the key, the database its fingerprint."""

import hashlib
import hmac
import secrets
import string
from datetime import date, timedelta

ALPHABET = string.digits + string.ascii_letters
# 33 of 62 letters and digits are 196 bits; mail programs break nothing that has no other characters
KEY_LENGTH = 33
# a link is good for this long, and each mail with news draws a new one
LINK_DAYS = 365
# reading, and confirming what one asked for, ends this long after the launch
AFTER_LAUNCH_DAYS = 90


def new_key() -> str:
    """A key of 196 bits, of letters and digits, to be sent to one person and kept nowhere else.

    >>> len(new_key()), new_key().isalnum()
    (33, True)
    """
    return "".join(secrets.choice(ALPHABET) for _place in range(KEY_LENGTH))


def fingerprint(key: str) -> str:
    """What is stored of a key.

    >>> fingerprint("a")[:12]
    'ca978112ca1b'
    """
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def last_day(drawn_until: date, launched_on: date | None) -> date:
    """The last day on which a link drawn until ``drawn_until`` opens anything.

    >>> last_day(date(2027, 1, 1), None), last_day(date(2027, 1, 1), date(2026, 1, 1))
    (datetime.date(2027, 1, 1), datetime.date(2026, 4, 1))
    """
    if not launched_on:
        return drawn_until
    return min(drawn_until, launched_on + timedelta(days=AFTER_LAUNCH_DAYS))


def page_proof(secret: str, key: str) -> str:
    """What a page sends along with each act, so that no other site acts with the visitor's cookie ``key``.

    It depends on the cookie alone: it holds as long as the cookie does, whatever becomes of Odoo's own session.

    >>> page_proof("secret", "a") == page_proof("secret", "a") != page_proof("secret", "b")
    True
    """
    return hmac.new(secret.encode(), b"page:" + key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def is_page_proof(given: str, secret: str, key: str) -> bool:
    """Whether ``given`` is the proof of a page with the cookie ``key``.

    >>> is_page_proof(page_proof("secret", "a"), "secret", "a"), is_page_proof("ä", "secret", "a")
    (True, False)
    """
    return hmac.compare_digest((given or "").encode("utf-8", "surrogatepass"), page_proof(secret, key).encode())
