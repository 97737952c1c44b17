from odoo import models
from odoo.exceptions import UserError


class CrmFacilitationNeed(models.Model):
    """The minutes a week that a need says are lost: what the promise ledger compares with after launch.

    While the roll-out is under way a change of an accepted need is evidence, like its words.

    Invariant: what a need stated when it was launched with stays.
    """

    _inherit = "crm.facilitation.need"

    def write(self, vals):
        if "minutes_lost_weekly" in vals:
            self._check_promise(vals["minutes_lost_weekly"] or 0)
        return super().write(vals)

    def _check_promise(self, minutes):
        for need in self:
            if need.minutes_lost_weekly != minutes and need._is_launched_with():
                raise UserError(
                    self.env._(
                        "“%(need)s”: the CRM was launched with %(minutes)s minutes a week stated here, and what people"
                        " lose now is compared with them. They say what it costs now in the two questions after launch.",
                        need=need.name,
                        minutes=need.minutes_lost_weekly,
                    )
                )

    def _is_launched_with(self):
        """Whether the need was accepted by the day its roll-out was launched."""
        self.ensure_one()
        launched = self.sudo().project_id.launch_date
        return bool(launched and self.state == "accepted" and self.decided_on and self.decided_on.date() <= launched)
