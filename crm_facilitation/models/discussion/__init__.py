# remark before what adds it to the records that it is about; nothing else depends on the order.
from . import (
    event,
    remark,
    remark_reading,
    need,
    goal,
    conflict,
    session,
    session_heard,
    session_minutes,
    project_project,
)
