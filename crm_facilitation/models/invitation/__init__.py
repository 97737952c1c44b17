# a session moves the calendars of its people; no two files override the same method, so their order is free
from . import (
    base,
    hr_department,
    ir_fields_converter,
    event,
    mail_mail,
    calendar_event,
    participant,
    participant_days,
    session,
    session_again,
    session_collection,
)
