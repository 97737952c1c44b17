# a session moves the calendars of its people; no two files override the same method, so their order is free
from . import (
    event,
    mail_mail,
    calendar_event,
    participant,
    session,
    session_collection,
)
