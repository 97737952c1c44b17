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
