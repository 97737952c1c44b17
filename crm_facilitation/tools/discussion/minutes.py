"""How minutes are laid out: needs by what was decided, and where the votes put them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# as somebody reads them who was not there: what comes, what does not, what is open
DECISIONS = ("accepted", "deferred", "rejected", "raised", "merged")
# the facts of an opened vote that say how its electors had come in
WAYS = ("by_login", "by_link", "by_code", "by_kiosk", "by_none")
# choices whose words documents need: what they are called there → model (without its prefix) and field
CHOICES = {
    "role": ("participant", "role"),
    "attendance": ("participant", "attendance"),
    "relevance": ("goal", "relevance"),
    "need": ("need", "state"),
    "moscow": ("need", "moscow"),
    "method": ("round", "method"),
    "round": ("round", "state"),
    "said": ("deviation", "said"),
    "decided": ("deviation", "decided"),
    "conflict": ("conflict", "state"),
    "fit": ("need", "fit"),
    "delivery": ("need", "delivery_state"),
    "severity": ("risk", "severity"),
    "risk": ("risk", "state"),
    "promise": ("promise", "state"),
    "direction": ("kpi", "direction"),
    "measure": ("kpi.definition", "measure"),
    "frequency": ("kpi", "frequency"),
    "kind": ("conflict", "kind"),
    "status": ("kpi", "status"),
}


@dataclass(frozen=True)
class Place:
    """Where a vote put a need.

    :ivar vote: name of the vote
    :ivar number: place in the published order, from 1
    :ivar count: needs in the vote
    :ivar is_paid: whether the votes paid for it; None in a vote without a fair share
    """

    vote: str
    number: int
    count: int
    is_paid: bool | None


def by_decision(needs: Iterable[Mapping]) -> list[tuple[str, list[Mapping]]]:
    """Needs with the same decision together, each decision that there is; within it in the order given.

    >>> rows = [{"id": 1, "state": "merged"}, {"id": 2, "state": "accepted"}, {"id": 3, "state": "accepted"}]
    >>> [(state, [row["id"] for row in several]) for state, several in by_decision(rows)]
    [('accepted', [2, 3]), ('merged', [1])]
    """
    grouped: dict[str, list[Mapping]] = {state: [] for state in DECISIONS}
    for need in needs:
        grouped[need["state"]].append(need)
    return [(state, rows) for state, rows in grouped.items() if rows]


def vote_places(rounds: Sequence[Mapping]) -> dict[int, list[Place]]:
    """``{need id: [Place]}`` of the closed rounds of minutes, as far as their results are published.

    >>> rows = [{"id": 7}, {"id": 8}]
    >>> share = {"chosen": [{"need_id": 7}]}
    >>> [place] = vote_places([{"state": "closed", "name": "First", "needs": rows, "fair_share": share}])[7]
    >>> place.number, place.count, place.is_paid
    (1, 2, True)
    >>> vote_places([{"state": "open", "name": "First"}])
    {}
    """
    found: dict[int, list[Place]] = {}
    for vote in rounds:
        needs, share = vote.get("needs", ()), vote.get("fair_share")
        paid = {chosen["need_id"] for chosen in share["chosen"]} if share else set()
        for number, need in enumerate(needs, 1):
            is_paid = need["id"] in paid if share else None
            found.setdefault(need["id"], []).append(Place(vote["name"], number, len(needs), is_paid))
    return found
