# the models name each other; an identity extends its model, and no two files override the same method: the order of
# the models is free
from . import (
    res_company,
    role,
    event,
    session,
    session_steps,
    agenda,
    agenda_item,
    agenda_visit,
    participant,
    participant_seat,
    participant_merge,
    key,
    participant_link,
    mail_mail,
    participant_identity,
    session_identity,
    project_project,
    res_users,
    hr_employee,
)
