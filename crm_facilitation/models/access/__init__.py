# the doors come last: they wrap what the models have in the end
from . import (
    base,
    ir_cron,
    ir_fields_converter,
    ir_http,
    base_import,
    guarded,
    imported,
    mail_message,
    mail_thread,
    nameless,
    onchange_guard,
    res_device,
    shared,
    view_class,
    argument_door,
    value_door,
)
