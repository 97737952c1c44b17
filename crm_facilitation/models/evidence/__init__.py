# event.py comes first, since event_reading extends its model
from . import (
    event,
    event_reading,
    project_project,
)
