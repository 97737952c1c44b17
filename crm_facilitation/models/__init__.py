from . import (
    crm_facilitation_event,
    crm_facilitation_session,
    crm_facilitation_agenda_item,
    crm_facilitation_participant,
    crm_facilitation_goal,
    crm_facilitation_need_tag,
    crm_facilitation_need,
    crm_facilitation_feature,
    project_project,
    project_task,
)
from . import (
    crm_facilitation_conflict,
    crm_facilitation_conflict_option,
    crm_facilitation_conflict_evidence,
    crm_facilitation_conflict_situation,
    crm_facilitation_conflict_detection,
    crm_facilitation_conflict_map,
    crm_facilitation_need_conflicts,
    crm_facilitation_session_conflicts,
    project_project_conflicts,
    project_task_conflicts,
)
