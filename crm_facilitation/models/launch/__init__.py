from . import (
    event,
    project_project,
    project_project_readiness,
)
