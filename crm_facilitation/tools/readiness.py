"""What must hold before a roll-out is launched, one check each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One line of the readiness list.

    :param code: names the check in the evidence of the launch
    :param sequence: its place in the list, smallest first; own checks have multiples of 5
    :param name: what must hold, in the reader's language
    :param obstacles: returns the records that stand in the way. The roll-out itself, where there is nothing else to open
    :param subject: returns what the check is about, as far as there is any: a check about nothing does not hold yet.
        Only what no roll-out is launched without; None where the check always has something to say
    :param missing: what is there that should not be, or is missing, where the check does not hold; in the reader's
        language. A sentence that says what must hold reads as if it held
    """

    code: str
    sequence: int
    name: str
    obstacles: Callable[[], Any]
    subject: Callable[[], Any] | None = None
    missing: str = ""


@dataclass(frozen=True)
class Step:
    """Something that a roll-out may wait for, and why: the first one that is due is shown as what comes next.

    :param sequence: its place in its phase, smallest first
    :param phase: the phase of the roll-out in which it is asked
    :param name: what is to be done, in the reader's language
    :param why: what goes wrong without it
    :param is_due: whether it is still to be done
    :param act: returns the action that opens the place where it is done
    """

    sequence: int
    phase: str
    name: str
    why: str
    is_due: Callable[[], Any]
    act: Callable[[], Any]
