from . import (
    event,
    session,
    agenda_item,
    participant,
    project_project,
    project_project_copy,
)
