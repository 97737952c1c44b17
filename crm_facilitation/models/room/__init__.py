# the models name each other, and no two files override the same method: their order is free
from . import (
    event,
    attempt,
    join_request,
    kiosk,
    ir_http,
    ir_model_access,
    ir_rule,
    res_partner,
    res_users,
    participant,
    room,
    room_state,
    session,
)
