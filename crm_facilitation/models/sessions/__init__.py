# the models name each other, and none of these files extends another: the order is free
from . import (
    session,
    agenda_item,
    participant,
    project_project,
)
