# remark, promise and risk before what adds them to the records that they are about; what is sent to people before the
# mail that brings it; nothing else depends on the order.
from . import (
    event,
    remark,
    remark_reading,
    promise,
    risk,
    checklist_item,
    question,
    need,
    goal,
    conflict,
    session,
    session_heard,
    session_indicators,
    session_minutes,
    project_project,
    document,
    scribe,
    participant,
    mail_mail,
)
