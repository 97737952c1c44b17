# round.py comes first, since the sides extend its model; no side overrides a method of another one.
from . import (
    event,
    round,
    elector,
    ballot,
    vote,
    tally,
    round_turnout,
    round_paper,
    round_casting,
    round_secrecy,
    round_tallying,
    round_deadline,
    round_results,
    session,
    need,
    participant,
)
