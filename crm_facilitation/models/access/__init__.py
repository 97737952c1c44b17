# the door comes last: it wraps what the models have in the end
from . import (
    base,
    guarded,
    nameless,
    onchange_guard,
    argument_door,
)
