"""Which figures move each other by the way they are defined, so that two wishes cannot both come true.

Only what follows from the definitions is told: what usually goes together in a company is for its people to judge.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """How a KPI is counted, as far as it moves others.

    Sets of records are named by words that are equal where the sets are.

    :param measure: ``count``, ``sum``, ``average``, ``ratio`` or ``manual``
    :param frame: records of which model, dated by which field
    :param value: the field that is added up; empty where records are counted
    :param records: which records are looked at
    :param part: of a ratio: the records above the line
    :param rest: of a ratio: those of its records that are not above the line
    :param holders: sets that hold all of ``records``
    """

    measure: str
    frame: str = ""
    value: str = ""
    records: str = ""
    part: str = ""
    rest: str = ""
    holders: frozenset[str] = frozenset()


def why_apart(one: Figure, one_way: str, other: Figure, other_way: str) -> str:
    """Why one figure cannot go its way (``up``, ``down``) without moving the other against its own; empty: it can.

    :return: ``part``: one is above the line of the other; ``rest``: one is what the other leaves out; ``share``: the
        same share, of other values; ``within``: the records of one are among those of the other; or nothing

    >>> rate = Figure("ratio", "deals", "", "closed", "won", "lost")
    >>> won, lost = Figure("count", "deals", "", "won"), Figure("count", "deals", "", "lost")
    >>> why_apart(rate, "up", lost, "up"), why_apart(won, "down", rate, "up"), why_apart(rate, "up", won, "up")
    ('rest', 'part', '')

    A share of values against the share of numbers, and the share of what was won against that of what was lost:

    >>> worth = Figure("ratio", "deals", "revenue", "closed", "won", "lost")
    >>> losses = Figure("ratio", "deals", "", "closed", "lost", "won")
    >>> why_apart(rate, "up", worth, "down"), why_apart(rate, "up", losses, "up"), why_apart(rate, "up", worth, "up")
    ('share', 'rest', '')
    >>> of_new = Figure("ratio", "deals", "", "new", "won", "lost")
    >>> why_apart(rate, "up", of_new, "down"), why_apart(of_new, "up", losses, "up")
    ('', '')

    More of both, when more is closed; fewer and larger ones:

    >>> why_apart(won, "up", lost, "up"), why_apart(Figure("sum", "deals", "revenue", "won"), "up", won, "down")
    ('', '')

    >>> big = Figure("count", "deals", "", "won and big", holders=frozenset({"won"}))
    >>> why_apart(big, "up", won, "down"), why_apart(big, "up", won, "up")
    ('within', '')
    """
    if not one.frame or one.frame != other.frame:
        return ""
    if one_way != other_way:
        return _why_opposite(one, other) or _why_opposite(other, one)
    return "rest" if _is_rest(one, other) or _is_rest(other, one) else ""


def _why_opposite(one, other):
    """Why both move the same way."""
    if one.measure == "ratio" and other.measure == "ratio":
        return "share" if (one.records, one.part) == (other.records, other.part) else ""
    if one.measure == "ratio":
        return "part" if other.measure == _adds(one) and other.value == one.value and other.records == one.part else ""
    if one.measure in ("count", "sum") and (one.measure, one.value) == (other.measure, other.value):
        return "within" if other.records in one.holders else ""
    return ""


def _is_rest(ratio, other):
    """Whether the other counts what the ratio leaves out: more of it makes the ratio smaller."""
    if ratio.measure != "ratio":
        return False
    if other.measure == "ratio":
        return (ratio.records, ratio.rest) == (other.records, other.part)
    return other.records == ratio.rest and (
        other.measure == "count" or (other.measure, other.value) == ("sum", ratio.value)
    )


def _adds(ratio):
    return "sum" if ratio.value else "count"
