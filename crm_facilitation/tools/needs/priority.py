"""The order in which accepted needs are worth doing: MoSCoW class first, then value for effort."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

# a class apart is wider than any value for effort (at most 1 / MIN_EFFORT), so that a "should" never overtakes a "must"
CLASS_WIDTH = 100.0
CLASS_STEPS: dict[str | None, int] = {"must": 3, "should": 2, "could": 1, None: 1, "wont": 0}
MIN_EFFORT = 0.25
DEFAULT_EFFORT = 1.0


@dataclass(frozen=True)
class Standing:
    """What the priority of one need depends on.

    :ivar moscow: ``must``, ``should``, ``could``, ``wont``; None where nobody has said, which counts as ``could``
    :ivar value: 0..1, from the last closed round; 0 where it was not voted on
    :ivar effort_days: 0 where nobody has estimated it, which counts as one day
    """

    moscow: str | None
    value: float
    effort_days: float


def priority_score(standing: Standing) -> float:
    """MoSCoW class × 100 + value ÷ effort (in days, at least a quarter of one).

    >>> priority_score(Standing("must", 0.5, 2.0))
    300.25
    >>> priority_score(Standing("should", 1.0, 0.1))
    204.0
    >>> priority_score(Standing(None, 0.5, 0.0))
    100.5
    >>> priority_score(Standing("wont", 1.0, 1.0))
    1.0
    """
    value = min(max(standing.value, 0.0), 1.0)
    return class_points(standing.moscow) + value / counted_effort(standing.effort_days)


def class_points(moscow: str | None) -> float:
    """What the class alone gives.

    >>> class_points("must"), class_points("wont")
    (300.0, 0.0)
    """
    return CLASS_WIDTH * CLASS_STEPS[moscow]


def counted_effort(effort_days: float) -> float:
    """Days that the value is divided by: at least a quarter of one, one where nobody has estimated.

    >>> counted_effort(0.1), counted_effort(0.0), counted_effort(3.0)
    (0.25, 1.0, 3.0)
    """
    return max(effort_days, MIN_EFFORT) if effort_days else DEFAULT_EFFORT


def value_of(score: float, moscow: str | None, effort_days: float) -> float:
    """The value 0..1 in a score, to show how the score came about.

    >>> value_of(priority_score(Standing("must", 0.5, 2.0)), "must", 2.0)
    0.5
    """
    return (score - class_points(moscow)) * counted_effort(effort_days)


def merge_orders(orders: Iterable[Sequence[Hashable]]) -> list[Hashable]:
    """One order out of those that several rounds published, the oldest first.

    A newer round orders its needs anew among the places they hold. Needs that it does not hold keep theirs. A need that
    is new comes behind the one that the round puts before it.

    Worked by hand: the second round turns 3 and 1 round, 2 stays where it is, 4 comes behind 3.

    >>> merge_orders([[1, 2, 3], [3, 4, 1]])
    [3, 4, 2, 1]
    """
    merged: list[Hashable] = []
    for order in orders:
        known = set(merged)
        again = iter([need for need in order if need in known])
        held = set(order)
        merged = [next(again) if need in held else need for need in merged]
        before = None
        for need in order:
            if need not in known:
                merged.insert(merged.index(before) + 1 if before is not None else 0, need)
            before = need
    return merged


def ranks(scores: Mapping[Hashable, float | tuple]) -> dict[Hashable, int]:
    """Rank of each key, 1 is best; equal scores share a rank, and the next rank counts them all.

    A score is a number, or a tuple of numbers compared one after the other.

    >>> ranks({"a": 3.0, "b": 1.0, "c": 3.0})
    {'a': 1, 'c': 1, 'b': 3}
    """
    ordered = sorted(scores, key=lambda key: scores[key], reverse=True)
    result: dict[Hashable, int] = {}
    for position, key in enumerate(ordered, start=1):
        previous = ordered[position - 2] if position > 1 else None
        tied = position > 1 and scores[previous] == scores[key]
        result[key] = result[previous] if tied else position
    return result
