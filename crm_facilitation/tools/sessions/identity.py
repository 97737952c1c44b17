"""Who somebody is in a session, and the way they came in.

A login is the ordinary way in; nothing has to be done for it. Guests have no account of their own: their requests run
as the public user, and what they may read is in ``models/room/guest_rights.py``. A controller that has authenticated a guest
opens the way for the time of one call::

    with entered(Entry("link", participant=12, user=request.env.uid)):
        session.raise_need(...)

The entry is kept beside the environment and not in its context: contexts come from clients.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

Way = Literal["login", "link", "code", "kiosk"]
OBSERVER = "observer"
MANAGEMENT = "sponsor"


@dataclass(frozen=True)
class Entry:
    """Who came in without a login of their own.

    :ivar way: how they came in: by a personal link, by a code (of the lobby, or one from their mail), at a kiosk
    :ivar participant: the id of the participant that the controller has authenticated
    :ivar user: the id of the account the request runs as; the entry says nothing about any other account
    :ivar company: the id of the session's company, which the account itself may not belong to; 0 for none
    """

    way: Literal["link", "code", "kiosk"]
    participant: int
    user: int
    company: int = 0


_current: ContextVar[Entry | None] = ContextVar("crm_facilitation_entry", default=None)


@contextmanager
def entered(entry: Entry) -> Iterator[None]:
    """Let a guest in until the block ends. For controllers that have authenticated them, and for nobody else.

    What is rendered after the block (a lazy response) runs without the entry.

    :raises RuntimeError: somebody is in already; one call is one person's

    >>> with entered(Entry("link", participant=12, user=4)):
    ...     current_entry(4).participant, current_entry(2)
    (12, None)
    >>> current_entry(4) is None
    True
    """
    if _current.get():
        raise RuntimeError("This call is another guest's already.")
    token = _current.set(entry)
    try:
        yield
    finally:
        _current.reset(token)


def current_entry(user: int) -> Entry | None:
    """The entry of the guest whose call runs as the account ``user``; None for people who are logged in."""
    entry = _current.get()
    return entry if entry and entry.user == user else None


@dataclass(frozen=True)
class Identity:
    """Who the caller is in one session.

    What the session takes at the moment (its state, its step, its collection window) is asked separately, and so is
    whether a vote that is open already has a ballot for them.

    :ivar session: the id of the session
    :ivar way: how they came in
    :ivar participant: the id of their participant, None for somebody who takes no part
    :ivar role: the participant's role, None for somebody who takes no part
    :ivar is_facilitator: whether they lead sessions
    :ivar is_sponsor: whether they belong to management

    >>> Identity(1, "link", 12, "employee").may_vote, Identity(1, "login", 13, "observer").takes_part
    (True, False)
    >>> leader = Identity(1, "login", is_facilitator=True)
    >>> leader.may_raise, leader.may_vote
    (True, False)
    """

    session: int
    way: Way
    participant: int | None = None
    role: str | None = None
    is_facilitator: bool = False
    is_sponsor: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether they act in the session, and do not only watch it."""
        return self.participant is not None and self.role != OBSERVER

    @property
    def is_management(self) -> bool:
        """Whether steps without management are without them.

        >>> Identity(1, "link", 12, "sponsor").is_management, Identity(1, "login", 13, "employee").is_management
        (True, False)
        """
        return self.is_sponsor or self.role == MANAGEMENT

    @property
    def may_raise(self) -> bool:
        """Whether a need of theirs is taken while the session takes needs."""
        return self.takes_part or self.is_facilitator

    @property
    def may_vote(self) -> bool:
        """Whether a vote that opens now lays out a ballot for them."""
        return self.takes_part
