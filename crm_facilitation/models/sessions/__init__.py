# the models name each other; an identity extends its model, and no two files override the same method: the order of
# the models is free
from . import (
    res_company,
    role,
    event,
    session,
    agenda_item,
    participant,
    participant_identity,
    session_identity,
    project_project,
)
