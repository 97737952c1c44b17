from . import (
    event,
    need_delivery,
    need_acceptance,
    project_task,
    project_task_template,
    need_planning,
    project_project,
)
