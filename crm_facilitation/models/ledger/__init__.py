# pulse before pulse_publishing, which publishes what an answer has stored; nothing else depends on the order.
from . import (
    event,
    pulse,
    pulse_publishing,
    project_project,
    need,
    session,
    kpi,
    trace,
    digest_digest,
    ledger,
)
