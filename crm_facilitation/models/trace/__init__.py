# trace before trace_export, which extends it; nothing else depends on the order.
from . import (
    project_project,
    project_project_score,
    project_project_matrix,
    need,
    need_page,
    need_screens,
    project_task,
    feature,
    crm_stage,
    trace_map,
    trace,
    trace_export,
)
