"""What conflict detection looks at, what it finds, and the register of detectors.

A detector is a pure function from a :class:`Situation` to findings. The ORM gathers the situation of a roll-out
in a fixed number of grouped queries, runs every registered detector and stores what they find; wording happens there,
in the reader's language. Another addon adds a detector with :func:`detector`.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from ..small_groups import MIN_CELL
from .pulls import Figure

SEVERITIES = ("low", "medium", "high")


@dataclass(frozen=True)
class Need:
    """A need as far as conflicts depend on it.

    :param author: who raised it, 0 where that is not known
    :param target: what of the CRM it is about, empty where nothing is named
    :param state: of the need; ``option`` while it only stands for a way to settle a conflict
    """

    id: int
    author: int = 0
    department: int = 0
    target: tuple = ()
    stance: str = ""
    state: str = "raised"
    moscow: str = ""
    effort_days: float = 0.0
    goals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Cell:
    """The votes of one department on one need in one closed round: count, sum and sum of squares of values in 0..1.

    :param department: 0 for all voters together whose department is not published
    :param opposes: whether one could vote against the need, and not only for something else (dots)
    """

    need: int
    department: int
    voters: int
    total: float
    squares: float
    opposes: bool = True


@dataclass(frozen=True)
class Objection:
    """How many people of a closed consent round object to a need, and how many block it.

    :param at: when the round closed, in seconds of the epoch
    """

    need: int
    objections: int = 0
    blocks: int = 0
    at: float = 0.0

    @property
    def people(self) -> int:
        """How many speak against it, in either way."""
        return self.objections + self.blocks


@dataclass(frozen=True)
class Indicator:
    """A KPI: which measure it pulls in which direction (``up`` or ``down``), for which goal; and how it is counted."""

    id: int
    measure: int
    direction: str
    goal: int = 0
    figure: Figure | None = None


@dataclass(frozen=True)
class Goal:
    """A goal and whether it still holds (``relevant``, ``changed``, ``obsolete``, or empty)."""

    id: int
    relevance: str = ""


@dataclass(frozen=True)
class Situation:
    """Everything the detectors look at.

    :param affected: departments the roll-out affects
    :param present: departments with at least one person who takes part and is not marked absent
    :param heard: departments that raised, supported or voted for something
    :param capacity_days: days the roll-out has for its must-haves, 0 where nobody set them
    :param min_cell: figures about fewer people than this are never shown
    :param said: pairs of needs of which somebody said that they want the opposite
    """

    needs: tuple[Need, ...] = ()
    cells: tuple[Cell, ...] = ()
    objections: tuple[Objection, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    goals: tuple[Goal, ...] = ()
    affected: frozenset[int] = frozenset()
    present: frozenset[int] = frozenset()
    heard: frozenset[int] = frozenset()
    capacity_days: float = 0.0
    min_cell: int = MIN_CELL
    said: frozenset[tuple[int, int]] = frozenset()

    def alive(self) -> tuple[Need, ...]:
        """The needs that may still be built."""
        return tuple(need for need in self.needs if need.state in ("raised", "accepted"))


@dataclass(frozen=True)
class Finding:
    """A conflict as a detector sees it.

    :param kind: kind of the conflict
    :param key: what it is about; with the kind it tells the conflict from every other one of the roll-out
    :param reason: names the wording
    :param facts: figures the wording is made of, of JSON types only; when they change, the evidence has changed
    """

    kind: str
    key: tuple
    reason: str
    severity: str = "medium"
    is_blocking: bool = False
    needs: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    goals: frozenset[int] = frozenset()
    kpis: frozenset[int] = frozenset()
    facts: Mapping = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The name a known conflict is found by.

        >>> Finding("capacity", ("days",), "capacity").fingerprint
        'capacity:days'
        >>> Finding("contradiction", (4, 7), "contradiction").fingerprint
        'contradiction:4:7'
        """
        return ":".join(str(part) for part in (self.kind, *self.key))


Detector = Callable[[Situation], Iterable[Finding]]
_DETECTORS: dict[str, Detector] = {}


def detector(code: str) -> Callable[[Detector], Detector]:
    """Register a detector under ``code``; a second one under the same code replaces the first.

    >>> @detector("never")
    ... def find_nothing(situation):
    ...     return ()
    >>> "never" in registered()
    True
    >>> unregister("never")
    """

    def register(function: Detector) -> Detector:
        _DETECTORS[code] = function
        return function

    return register


def unregister(code: str) -> None:
    """Take a detector out again."""
    del _DETECTORS[code]


def registered() -> dict[str, Detector]:
    """The detectors in the order of their registration."""
    return dict(_DETECTORS)


def detect(situation: Situation, detectors: Mapping[str, Detector] | None = None) -> list[Finding]:
    """Everything the detectors find, one finding per fingerprint, in the order of the fingerprints.

    >>> def twice(situation):
    ...     return [Finding("capacity", ("days",), "capacity")] * 2
    >>> [finding.fingerprint for finding in detect(Situation(), {"twice": twice})]
    ['capacity:days']
    """
    running = registered() if detectors is None else detectors
    found = {finding.fingerprint: finding for find in running.values() for finding in find(situation)}
    return [found[fingerprint] for fingerprint in sorted(found)]


def evidence_hash(facts: Mapping) -> str:
    """SHA-256 over the canonical JSON of the facts, whatever their order.

    >>> evidence_hash({"a": 1, "b": 2}) == evidence_hash({"b": 2, "a": 1})
    True
    >>> evidence_hash({"a": 1}) == evidence_hash({"a": 2})
    False
    """
    canonical = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def changes(before: Mapping, after: Mapping) -> list[str]:
    """Names of the facts that differ, in alphabetical order.

    >>> changes({"days": 30, "capacity": 20}, {"days": 35, "capacity": 20})
    ['days']
    >>> changes({}, {"days": 35})
    ['days']
    """
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
