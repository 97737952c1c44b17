from . import (
    project_project,
    project_project_score,
    project_project_matrix,
    need,
    project_task,
    feature,
    crm_stage,
    trace_map,
    trace,
    trace_export,
)
