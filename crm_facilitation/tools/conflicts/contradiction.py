"""Needs that want opposite things, told by what people chose or said of them, never guessed from text alone."""

from collections.abc import Iterable

from .situation import Finding, Need, Situation, detector

OPPOSITES = (
    ("mandatory", "optional"),
    ("visible", "hidden"),
    ("open", "restricted"),
    ("automatic", "manual"),
    ("add", "remove"),
    ("more", "less"),
    ("one", "several"),
    ("common", "own"),
    ("early", "late"),
    ("keep", "erase"),
    ("notify", "quiet"),
    ("locked", "editable"),
    ("this_way", "other_way"),
)
OPPOSITE_OF = {one: other for pair in OPPOSITES for one, other in (pair, pair[::-1])}


def contradict(one: Need, other: Need) -> bool:
    """Whether two people want the opposite of the same target.

    >>> target = ("crm.lead", "lost_reason_id")
    >>> ask = Need(1, author=10, target=target, stance="mandatory")
    >>> contradict(ask, Need(2, author=11, target=target, stance="optional"))
    True
    >>> contradict(ask, Need(3, author=11, target=target, stance="mandatory"))
    False
    >>> contradict(ask, Need(4, author=11, target=("crm.lead", "date_deadline"), stance="optional"))
    False
    >>> contradict(ask, Need(5, author=10, target=target, stance="optional"))
    False
    """
    return (
        bool(one.target)
        and one.target == other.target
        and OPPOSITE_OF.get(one.stance) == other.stance
        and (one.author != other.author or not one.author)
    )


def pairs(needs: tuple[Need, ...], said: Iterable[tuple[int, int]] = ()) -> list[tuple[Need, Need]]:
    """All pairs that contradict each other, the lower id first, without comparing each need with each other one.

    :param said: pairs of ids of which somebody said that they want the opposite, whatever they are about

    >>> target = ("crm.lead", "phone")
    >>> asked = (Need(2, 1, target=target, stance="hidden"), Need(1, 2, target=target, stance="visible"), Need(3, 3))
    >>> [(one.id, other.id) for one, other in pairs(asked)]
    [(1, 2)]
    >>> [(one.id, other.id) for one, other in pairs(asked, said=[(1, 3), (3, 9)])]
    [(1, 2), (1, 3)]
    """
    wanting: dict[tuple, list[Need]] = {}
    for need in needs:
        if need.target and need.stance:
            wanting.setdefault((need.target, need.stance), []).append(need)
    found = [
        (one, other) if one.id < other.id else (other, one)
        for (target, stance), ones in wanting.items()
        if (stance, OPPOSITE_OF.get(stance)) in OPPOSITES
        for other in wanting.get((target, OPPOSITE_OF[stance]), ())
        for one in ones
        if contradict(one, other)
    ]
    of = {need.id: need for need in needs}
    found += [(of[min(pair)], of[max(pair)]) for pair in said if of.keys() >= set(pair)]
    by_ids = {(one.id, other.id): (one, other) for one, other in found}
    return [by_ids[ids] for ids in sorted(by_ids)]


@detector("contradiction")
def find_contradictions(situation: Situation) -> list[Finding]:
    """One finding per contradicting pair of needs that may still be built.

    >>> target = ("crm.lead", "phone")
    >>> asked = (Need(1, 2, 7, target, "visible", moscow="must"), Need(2, 1, 8, target, "hidden"))
    >>> [finding] = find_contradictions(Situation(needs=asked))
    >>> finding.fingerprint, finding.severity, finding.is_blocking
    ('contradiction:1:2', 'high', True)
    """
    return [finding_of(one, other) for one, other in pairs(situation.alive(), situation.said)]


def finding_of(one: Need, other: Need) -> Finding:
    """The finding about two needs that want the opposite; the target is empty where they name none together.

    >>> finding_of(Need(2, stance="more"), Need(3, department=4)).facts
    {'target': [], 'sides': [['more', 0], ['', 4]]}
    """
    pressing = "must" in (one.moscow, other.moscow) or one.state == other.state == "accepted"
    return Finding(
        kind="contradiction",
        key=(one.id, other.id),
        reason="contradiction",
        severity="high" if pressing else "medium",
        is_blocking=True,
        needs=frozenset({one.id, other.id}),
        departments=frozenset(need.department for need in (one, other) if need.department),
        goals=frozenset(one.goals) | frozenset(other.goals),
        facts={
            "target": list(one.target) if one.target == other.target else [],
            "sides": [[need.stance, need.department] for need in (one, other)],
        },
    )
