"""How much of what was configured can be traced, and how much of what was accepted is delivered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TraceCounts:
    """Counts of one roll-out.

    :param confirmed: confirmed features
    :param traced: of these, features whose chain to an accepted need is complete and not under question
    :param accepted: accepted needs
    :param delivered: of these, needs with a confirmed feature or a finished task that had nothing to configure
    """

    confirmed: int = 0
    traced: int = 0
    accepted: int = 0
    delivered: int = 0


def trace_score(counts: TraceCounts) -> float:
    """The mean of the two shares, from 0 to 1; a share of nothing does not count, nothing at all scores 0.

    >>> trace_score(TraceCounts(confirmed=4, traced=3, accepted=2, delivered=1))
    0.625
    >>> trace_score(TraceCounts(accepted=2, delivered=1))
    0.5
    >>> trace_score(TraceCounts())
    0.0
    """
    shares = [part / whole for part, whole in _pairs(counts) if whole]
    return sum(shares) / len(shares) if shares else 0.0


def biggest_gain(counts: TraceCounts) -> tuple[str, float] | None:
    """What would raise the score most: ``("traced" or "delivered", gain)``, None where nothing is missing.

    >>> biggest_gain(TraceCounts(confirmed=4, traced=3, accepted=2, delivered=1))
    ('delivered', 0.25)
    >>> biggest_gain(TraceCounts(confirmed=1, traced=1)) is None
    True
    """
    count = sum(1 for _part, whole in _pairs(counts) if whole)
    gains = [
        (name, (1 - part / whole) / count)
        for name, (part, whole) in zip(("traced", "delivered"), _pairs(counts), strict=True)
        if whole and part < whole
    ]
    return max(gains, key=lambda gain: gain[1], default=None)


def _pairs(counts: TraceCounts) -> tuple[tuple[int, int], tuple[int, int]]:
    return (counts.traced, counts.confirmed), (counts.delivered, counts.accepted)
