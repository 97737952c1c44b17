from . import (
    project_project,
    project_project_readiness,
)
