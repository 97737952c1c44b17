from . import (
    session,
    agenda_item,
    participant,
    project_project,
    project_project_copy,
)
