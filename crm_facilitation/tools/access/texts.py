"""Which texts can be stored, and when two of them say the same.

No characters that PostgreSQL or UTF-8 do not know, and no more of them than people read.
"""

import re
import unicodedata

# characters at most: of a name, of any other line, and of a text of several lines or among the arguments of a method
NAME, LINE, TEXT = 300, 2_000, 10_000
# they take no room and are seen by nobody: zero-width space, word joiner, mark of the byte order, soft hyphen, and the
# marks of direction that spreadsheets put around figures; not those that turn a text round, nor joiners within a word
UNSEEN = dict.fromkeys(
    map(ord, "\u200b\u2060\ufeff\u00ad\u180e\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
)


# of a class of letters or signs, and nothing but room
EMPTY = "\u2800\u3164\u115f\u1160\uffa0"


def is_seen(text: str) -> bool:
    """Whether it holds anything that a reader sees.

    >>> is_seen(" ?"), is_seen(" \\u200b\\u3164\\n"), is_seen("")
    (True, False, False)
    """
    return any(unicodedata.category(sign)[0] not in "CZ" and sign not in EMPTY for sign in text)


def has_unstorable_character(text: str) -> bool:
    """Whether it holds NUL, which PostgreSQL refuses, or half of a surrogate pair, which no encoding of text knows.

    >>> has_unstorable_character("Grüße 🙂"), has_unstorable_character("a\\0"), has_unstorable_character("\\ud83d")
    (False, True, True)
    """
    if "\0" in text:
        return True
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def plain(text: str) -> str:
    """``text`` in one form: blanks of any kind and number are one space, characters are composed alike.

    Letters stay as they are: capitals are words.

    >>> plain("\\u200e\\u2068One\\u00ad place\\u2069")
    'One place'
    >>> plain("One  place\\u00a0for all \\n"), plain("Gru\\u0308\\u00dfe") == plain("Grüße"), plain("US") == plain("us")
    ('One place for all', True, False)
    """
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text.translate(UNSEEN))).strip()
