# event.py comes first, since event_reading extends its model
from . import (
    event,
    guarded,
    event_reading,
    project_project,
)
