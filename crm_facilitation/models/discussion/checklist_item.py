from odoo import api, fields, models
from odoo.exceptions import UserError

PHASES = [
    ("before_1", "Two weeks before"),
    ("before_2", "One week before"),
    ("before_3", "The day before"),
    ("week_01", "Week 1 after"),
    ("week_04", "Week 4 after"),
    ("week_12", "Week 12 after"),
]


class CrmFacilitationChecklistItem(models.Model):
    """One thing to do before a session or after it, with a mark when it is done.

    Items without a session are the standard list, in all languages; each new session gets a copy of them, which its
    facilitator changes as they need.

    Invariant: the mark says who made it and when, and is made by the action.
    """

    _name = "crm.facilitation.checklist.item"
    _description = "Facilitation Checklist Item"
    _inherit = ["crm.facilitation.guarded", "crm.facilitation.shared"]
    _order = "session_id, phase, sequence, id"
    _write_policy = """
        facilitator administrator | *   | - | name phase sequence <other>
        facilitator administrator | new | - | session_id
        - | * | - | done_on done_by_id
    """

    name = fields.Char("What is to do", required=True, translate=True)
    session_id = fields.Many2one("crm.facilitation.session", index=True, ondelete="cascade")
    company_id = fields.Many2one(compute="_compute_company_id", store=True, precompute=True, default=None)
    phase = fields.Selection(PHASES, "When", required=True, default="before_1")
    sequence = fields.Integer(default=10)
    done_on = fields.Date("Done on", copy=False, readonly=True)
    done_by_id = fields.Many2one("res.users", "Done by", copy=False, readonly=True, ondelete="restrict")

    @api.depends("session_id.company_id")
    def _compute_company_id(self):
        for each in self:
            each.company_id = each.session_id.company_id or each.company_id or self._get_own_company()

    def action_done(self) -> None:
        """Mark as done, or take the mark back."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for item in self:
            if not item.session_id:
                raise UserError(self.env._("The standard list is not marked. Open the list of a session."))
            day = False if item.done_on else item.company_id._get_facilitation_today()
            item._write_past_guards({"done_on": day, "done_by_id": day and self.env.uid})

    @api.model
    def _copy_standard(self, sessions):
        """Give each of these sessions the standard list, with its words in all languages."""
        # the standard list, of the library and of the company, belongs to no session
        standard_sudo = self.sudo().search([("session_id", "=", False)])
        for session in sessions:
            companies = (session.company_id, session.company_id.browse())
            own_sudo = standard_sudo.filtered(lambda item, companies=companies: item.company_id in companies)
            own_sudo.copy({"session_id": session.id})
