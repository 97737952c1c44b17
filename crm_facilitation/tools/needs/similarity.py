"""How alike two texts are, for databases that have no trigrams."""

from collections.abc import Hashable, Iterable
from difflib import SequenceMatcher

MIN_RATIO = 0.3


def ratio(asked: str, text: str) -> float:
    """0..1, how much of ``asked`` is found in ``text``, letter by letter.

    >>> ratio("Lost reason", "lost reason")
    1.0
    >>> ratio("", "anything")
    0.0

    Letters that a long text is full of count too.

    >>> ratio("lost reason " * 20, "lost reasons " * 20) > 0.9
    True
    """
    if not asked:
        return 0.0
    return SequenceMatcher(None, asked.casefold(), text.casefold(), autojunk=False).ratio()


def most_alike(asked: str, texts: Iterable[tuple[Hashable, str]], limit: int) -> list[Hashable]:
    """Keys of the texts most like ``asked``, best first, those hardly alike left out.

    >>> most_alike("lost reason", [(1, "Invoices"), (2, "Lost reasons"), (3, "Reason of a loss")], 2)
    [2, 3]
    """
    scored = [(ratio(asked, text), key) for key, text in texts]
    best = sorted((pair for pair in scored if pair[0] >= MIN_RATIO), key=lambda pair: -pair[0])
    return [key for _score, key in best[:limit]]
