"""How much of what was configured can be traced, and how much of what was accepted is delivered."""

from dataclasses import dataclass

# causes by which a confirmed feature does not count as traced, and by which an accepted need is not delivered
FEATURE_CAUSES = ("suspect_features", "suspect_needs", "unlinked")
NEED_CAUSES = ("unplanned", "unbuilt", "unconfirmed", "refused", "unnamed")


@dataclass(frozen=True)
class TraceCounts:
    """Counts of one roll-out; each feature and each need has one cause at most.

    :param confirmed: confirmed features
    :param suspect_features: of these, features under question
    :param suspect_needs: of these, features whose need is under question
    :param unlinked: of these, features whose task answers no accepted need of theirs
    :param accepted: accepted needs
    :param unplanned: of these, needs without a task
    :param unbuilt: of these, needs whose tasks have no feature yet
    :param unconfirmed: of these, needs whose features wait to be confirmed
    :param refused: of these, needs that those who asked refused
    :param unnamed: of these, needs of which nobody said who asked
    """

    confirmed: int = 0
    suspect_features: int = 0
    suspect_needs: int = 0
    unlinked: int = 0
    accepted: int = 0
    unplanned: int = 0
    unbuilt: int = 0
    unconfirmed: int = 0
    refused: int = 0
    unnamed: int = 0

    @property
    def traced(self) -> int:
        """Confirmed features whose chain to an accepted need is complete and not under question."""
        return self.confirmed - sum(getattr(self, cause) for cause in FEATURE_CAUSES)

    @property
    def delivered(self) -> int:
        """Accepted needs with a confirmed feature, or with finished tasks that had nothing to configure."""
        return self.accepted - sum(getattr(self, cause) for cause in NEED_CAUSES)


def trace_score(counts: TraceCounts) -> float:
    """The mean of the two shares, from 0 to 1; a share of nothing does not count, nothing at all scores 0.

    >>> trace_score(TraceCounts(confirmed=4, unlinked=1, accepted=2, unplanned=1))
    0.625
    >>> trace_score(TraceCounts(accepted=2, refused=1))
    0.5
    >>> trace_score(TraceCounts())
    0.0
    """
    shares = [part / whole for part, whole in _pairs(counts) if whole]
    return sum(shares) / len(shares) if shares else 0.0


def biggest_gain(counts: TraceCounts) -> tuple[str, int, float] | None:
    """What would raise the score most: ``(cause, how many, gain)``, None where nothing is missing.

    >>> biggest_gain(TraceCounts(confirmed=4, suspect_features=1, accepted=2, unplanned=1))
    ('unplanned', 1, 0.25)
    >>> biggest_gain(TraceCounts(confirmed=1)) is None
    True
    """
    parts = sum(1 for _part, whole in _pairs(counts) if whole)
    causes = [(cause, counts.confirmed) for cause in FEATURE_CAUSES] + [
        (cause, counts.accepted) for cause in NEED_CAUSES
    ]
    gains = [
        (cause, getattr(counts, cause), getattr(counts, cause) / whole / parts)
        for cause, whole in causes
        if whole and getattr(counts, cause)
    ]
    return max(gains, key=lambda gain: gain[2], default=None)


def _pairs(counts: TraceCounts) -> tuple[tuple[int, int], tuple[int, int]]:
    return (counts.traced, counts.confirmed), (counts.delivered, counts.accepted)
