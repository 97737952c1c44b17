from . import (
    event,
    event_facts,
    event_reading,
)
