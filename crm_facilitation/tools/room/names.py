"""Names that people without an account type in."""

import unicodedata

MAX_NAME = 80


def plain_name(text: str | None) -> str:
    """The name on one line, without characters that steer a terminal, a page or the direction of writing.

    >>> plain_name("  Anna" + chr(10) + "  Ivanova" + chr(0x202E))
    'Anna Ivanova'
    """
    kept = "".join(sign if sign.isspace() or unicodedata.category(sign)[0] != "C" else "" for sign in text or "")
    return " ".join(kept.split())


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are of one person as far as their words tell, whatever their order, case and ё.

    >>> same_name("Петров Пётр", "петр петров"), same_name("Anna", "Hanna")
    (True, False)
    """
    return _words(one) == _words(other) != []


def _words(name):
    folded = unicodedata.normalize("NFKC", plain_name(name)).casefold().replace("ё", "е")
    return sorted(folded.replace(",", " ").split())
