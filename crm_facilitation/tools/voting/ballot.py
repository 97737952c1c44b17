"""What a ballot may say: choices are checked here, before anything is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHOICES = ("agree", "abstain", "object", "block")
REASON_NEEDED = ("object", "block")
SCALE = range(1, 6)
# what a person writes by hand in a meeting, with room to spare
REASON_LENGTH = 4000
# ids are 4-byte integers in the database
LAST_ID = 2**31 - 1


class BallotError(ValueError):
    """What is wrong with the choices: a code and the figures a message needs."""

    def __init__(self, code: str, **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


@dataclass(frozen=True)
class Rules:
    """Rules of a round, frozen when it opens.

    :param method: ``dots``, ``matrix`` or ``consent``
    :param budget: points of one voter over all needs (dots)
    :param cap: points of one voter on one need (dots)
    :param needs: ids of the needs this voter may vote on
    """

    method: str
    budget: int
    cap: int
    needs: frozenset[int]


@dataclass(frozen=True)
class Choice:
    """What one voter says of one need. ``points`` of 0 takes the vote back."""

    need: int
    points: int = 0
    importance: int = 0
    ease: int = 0
    choice: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.points or self.importance or self.choice)

    def as_sent(self, method: str) -> object:
        """The choice as a voter of this method sends and gets it.

        >>> Choice(1, points=3).as_sent("dots"), Choice(1, choice="agree").as_sent("consent")
        (3, {'choice': 'agree', 'reason': ''})
        """
        if method == "dots":
            return self.points
        if method == "matrix":
            return {"importance": self.importance, "ease": self.ease}
        return {"choice": self.choice, "reason": self.reason}


def parse_choices(choices: object, rules: Rules) -> list[Choice]:
    """Check and normalise what a voter sent; raise :class:`BallotError` on the first thing that is wrong.

    >>> rules = Rules("dots", 10, 5, frozenset({1, 2}))
    >>> parse_choices({"1": 3}, rules)
    [Choice(need=1, points=3, importance=0, ease=0, choice='', reason='')]
    >>> parse_choices({1: 6}, rules)
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.voting.ballot.BallotError: over_cap
    """
    named = named_needs(choices)
    if foreign := set(named) - rules.needs:
        raise BallotError("foreign_need", needs=sorted(foreign))
    parse = {"dots": _dots, "matrix": _matrix, "consent": _consent}[rules.method]
    return [parse(need, value, rules) for need, value in named.items()]


def named_needs(choices: object) -> dict[int, object]:
    """What was sent, by need; JSON makes text of the ids.

    >>> named_needs({"7": 3, 8: 1})
    {7: 3, 8: 1}
    >>> named_needs({"7": 3, 7: 1})
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.voting.ballot.BallotError: not_choices
    >>> named_needs([7])
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.voting.ballot.BallotError: not_choices
    """
    if not isinstance(choices, Mapping):
        raise BallotError("not_choices")
    named = {_need(key): value for key, value in choices.items()}
    if len(named) < len(choices):
        raise BallotError("not_choices")
    return named


def check_budget(current: Mapping[int, int], changes: Sequence[Choice], budget: int) -> int:
    """Points spent after ``changes`` to the points given so far (need → points); never over ``budget``.

    >>> check_budget({1: 4}, [Choice(1, points=2), Choice(2, points=3)], 10)
    5
    >>> check_budget({1: 4}, [Choice(2, points=7)], 10)
    Traceback (most recent call last):
    ...
    crm_facilitation.tools.voting.ballot.BallotError: over_budget
    """
    after = {**current, **{choice.need: choice.points for choice in changes}}
    spent = sum(after.values())
    if spent > budget:
        raise BallotError("over_budget", spent=spent, budget=budget)
    return spent


def _need(key: object) -> int:
    if isinstance(key, str) and key.isascii() and key.isdigit() and len(key) < 12:
        key = int(key)
    if isinstance(key, bool) or not isinstance(key, int) or not 0 < key <= LAST_ID:
        raise BallotError("foreign_need")
    return key


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BallotError("not_whole")
    return value


def _dots(need: int, value: object, rules: Rules) -> Choice:
    points = _whole(value)
    if points < 0:
        raise BallotError("negative")
    if points > rules.cap:
        raise BallotError("over_cap", cap=rules.cap)
    return Choice(need, points=points)


def _matrix(need: int, value: object, rules: Rules) -> Choice:
    if not value:
        return Choice(need)
    if not isinstance(value, Mapping):
        raise BallotError("off_scale")
    importance, ease = _whole(value.get("importance")), _whole(value.get("ease"))
    if importance not in SCALE or ease not in SCALE:
        raise BallotError("off_scale")
    return Choice(need, importance=importance, ease=ease)


def _consent(need: int, value: object, rules: Rules) -> Choice:
    if not value:
        return Choice(need)
    if not isinstance(value, Mapping) or value.get("choice") not in CHOICES:
        raise BallotError("unknown_choice")
    reason = value.get("reason") or ""
    if not isinstance(reason, str) or len(reason) > REASON_LENGTH:
        raise BallotError("reason_too_long", length=REASON_LENGTH)
    # the database stores no zero byte
    reason = reason.replace("\0", "").strip()
    if value["choice"] in REASON_NEEDED and not reason:
        raise BallotError("reason_needed")
    return Choice(need, choice=value["choice"], reason=reason if value["choice"] in REASON_NEEDED else "")
