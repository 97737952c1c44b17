from odoo import fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("keep", "Leave as it is"),
    ("accept", "Accept"),
    ("defer", "Defer"),
    ("reject", "Reject"),
    ("split", "Split"),
]
CARRIED_OVER = ("problem", "wish", "session_id", "author_id", "department_id", "target_model_id", "moscow", "fit")


class CrmFacilitationAgreementWizardLine(models.TransientModel):
    """What an agreement means for one need. A split need is deferred; its parts are raised in its author's name."""

    _name = "crm.facilitation.agreement.wizard.line"
    _description = "Facilitation Agreement Line"

    wizard_id = fields.Many2one("crm.facilitation.agreement.wizard", required=True, ondelete="cascade")
    need_id = fields.Many2one("crm.facilitation.need", required=True, ondelete="cascade")
    need_state = fields.Selection(related="need_id.state")
    outcome = fields.Selection(OUTCOMES, default="keep", required=True)
    parts = fields.Text("Split into", help="One title on each line.")

    def _apply(self):
        self.ensure_one()
        reason = self.wizard_id.conflict_id.agreement
        if self.outcome == "accept" and self.need_id.state != "accepted":
            self.need_id.action_accept()
        elif self.outcome == "defer":
            self.need_id.action_defer(reason)
        elif self.outcome == "reject":
            self.need_id.action_reject(reason)
        elif self.outcome == "split":
            self._split(reason)

    def _split(self, reason):
        titles = [title.strip() for title in (self.parts or "").splitlines() if title.strip()]
        if len(titles) < 2:
            raise UserError(self.env._("Write at least two titles to split “%s”, one on each line.", self.need_id.name))
        need = self.need_id
        carried = {name: need._fields[name].convert_to_write(need[name], need) for name in CARRIED_OVER}
        carried |= {"goal_ids": [(6, 0, need.goal_ids.ids)], "supporter_ids": [(6, 0, need.supporter_ids.ids)]}
        parts = need.create([carried | {"name": title} for title in titles])
        need.action_defer(self.env._("%(reason)s Split into: %(parts)s", reason=reason, parts=", ".join(titles)))
        for part in parts:
            self.env["crm.facilitation.event"]._record(part, "need_split_from", {"need": need.id, "name": part.name})
