from odoo import models
from odoo.http import Request


class ResDeviceLog(models.Model):
    """Who was at which device is noted by a transaction of its own.

    Odoo notes it at the first request of an hour, in the transaction of whatever that request does. An anonymous need or
    remark that is raised by it would have its transaction's number beside the account's.
    """

    _inherit = "res.device.log"

    def _update_device(self, request: Request) -> None:
        if self.env.cr.readonly:
            # Odoo opens a cursor for it
            return super()._update_device(request)
        with self.env.registry.cursor() as cursor:
            return super(ResDeviceLog, self.with_env(self.env(cr=cursor)))._update_device(request)
