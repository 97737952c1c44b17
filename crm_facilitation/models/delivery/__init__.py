# need_delivery before need_acceptance, which extends two methods of it: a deputy decides only where none of those who
# asked does, and what they were asked to do is removed once a decision is stored
from . import (
    event,
    project_project,
    need_delivery,
    need_acceptance,
    project_task,
    project_task_recurrence,
    project_task_template,
    need_planning,
)
