from odoo import api, models
from odoo.exceptions import AccessError

MARKS = {
    "decided_by_id", "decided_on", "delivery_decision", "delivery_decision_by", "delivery_state", "delivery_told",
    "is_suspect",
}  # fmt: skip


class CrmFacilitationNeed(models.Model):
    """What actions note on a need, with evidence: nobody fills it in by hand, a facilitator calling remotely included."""

    _inherit = "crm.facilitation.need"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_marks(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_marks(set(vals))
        return super().write(vals)

    @api.model
    def _check_marks(self, names):
        if not self.env.su and MARKS & names:
            raise AccessError(self.env._("This is noted when somebody decides, and is not filled in by hand."))
