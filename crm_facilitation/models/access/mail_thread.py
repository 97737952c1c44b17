from odoo import api, models
from odoo.exceptions import AccessError

from .guarded import ADDON

PREFIX = "crm.facilitation."


class MailThread(models.AbstractModel):
    """No mail makes a record of a roll-out, nor says what a table gives to somebody else.

    The gateway is reached over RPC by every employee (``message_process``), with values of their own; it stores them as
    the superuser in the name of whoever stands in the mail's ``From``.
    """

    _inherit = "mail.thread"

    @api.model
    def message_new(self, msg_dict: dict, custom_values: dict | None = None) -> models.BaseModel:
        own = [
            name
            for name, field in self._fields.items()
            if field._module == ADDON and name in (custom_values if isinstance(custom_values, dict) else {})
        ]
        if self._name.startswith(PREFIX) or own:
            raise AccessError(
                self.env._("Nothing of a roll-out is made by mail. Open the roll-out and enter it there.")
            )
        return super().message_new(msg_dict, custom_values)
