from . import (
    usage_reader,
    why_here,
    feature,
    project_project,
)
