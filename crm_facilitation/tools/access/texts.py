"""Which texts can be stored: no characters that PostgreSQL or UTF-8 do not know, and no more of them than people read."""

# characters at most: of a name, of any other line, and of a text of several lines or among the arguments of a method
NAME, LINE, TEXT = 300, 2_000, 10_000


def has_strange_character(text: str) -> bool:
    """Whether it holds NUL, which PostgreSQL refuses, or half of a surrogate pair, which no encoding of text knows.

    >>> has_strange_character("Grüße 🙂"), has_strange_character("a\\0"), has_strange_character("\\ud83d")
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
