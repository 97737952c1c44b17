"""What must hold before a roll-out is launched, one check each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Check:
    """One line of the readiness list.

    :param code: names the check in the evidence of the launch
    :param sequence: its place in the list, smallest first; own checks have multiples of 10
    :param name: what must hold, in the reader's language
    :param obstacles: returns the records that stand in the way. The roll-out itself, where there is nothing else to open
    """

    code: str
    sequence: int
    name: str
    obstacles: Callable[[], Any]
