# the checks of arguments and values come last: they wrap the methods that the models have in the end
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
    argument_check,
    value_check,
)
