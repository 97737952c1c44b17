from odoo import models


class CrmFacilitationSession(models.Model):
    """Kick-off: the first session that begins has the baseline of the configuration taken, soon and in the background."""

    _inherit = "crm.facilitation.session"

    def action_start(self) -> None:
        """Start the session, and have the configuration remembered as it is before anything is changed."""
        result = super().action_start()
        if not all(self.project_id.mapped("config_baseline_on")):
            # crons are the system administrator's
            self.env.ref("crm_facilitation.ir_cron_config_scan").sudo()._trigger()
        return result
