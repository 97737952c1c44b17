# event.py comes first: the others extend its model
from . import (
    event,
    event_checking,
    event_erasing,
    event_reading,
    project_project,
)
