# the models name each other, and none of these files extends another: the order is free
from . import (
    event,
    session,
    agenda_item,
    participant,
    project_project,
)
