# event.py comes first: the others extend its model
from . import (
    digest_digest,
    event,
    event_checking,
    event_erasing,
    guarded,
    event_reading,
    project_project,
)
