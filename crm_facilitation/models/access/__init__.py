# the door comes last: it wraps what the models have in the end
from . import (
    base,
    guarded,
    mail_message,
    mail_thread,
    nameless,
    onchange_guard,
    argument_door,
)
