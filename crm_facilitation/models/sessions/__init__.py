from . import (
    role,
    session,
    agenda_item,
    participant,
    participant_identity,
    session_identity,
    project_project,
    project_project_copy,
)
