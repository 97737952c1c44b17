from odoo import api, fields, models

AUDIENCES = [("department", "Departments"), ("owner", "Owners")]


class CrmFacilitationQuestion(models.Model):
    """A question that helps people to say what they need: for every department, for one, or for the owners.

    It is offered where needs are raised, and in the invitation. A question of a session is asked in that session
    alone; the others are asked everywhere.
    """

    _name = "crm.facilitation.question"
    _description = "Facilitation Question"
    _inherit = ["crm.facilitation.guarded", "crm.facilitation.shared"]
    _order = "audience, sequence, id"
    _write_policy = """
        facilitator administrator | *   | - | name audience words sequence active <other>
        facilitator administrator | new | - | session_id
    """

    name = fields.Char("Question", required=True, translate=True)
    active = fields.Boolean(default=True)
    session_id = fields.Many2one("crm.facilitation.session", "In this session alone", index=True, ondelete="cascade")
    company_id = fields.Many2one(compute="_compute_company_id", store=True, precompute=True, default=None)
    audience = fields.Selection(AUDIENCES, required=True, default="department")
    words = fields.Char(
        "Departments with",
        help="Parts of a department's name, separated by commas, by which it is known. Empty: every department.",
    )
    sequence = fields.Integer(default=10)

    @api.depends("session_id.company_id")
    def _compute_company_id(self):
        for each in self:
            each.company_id = each.session_id.company_id or each.company_id or self._get_own_company()

    @api.model
    def _get_for(self, session, department, role):
        """The questions to somebody of ``department`` (a record, which may be empty) in ``role`` of a session."""
        companies = [False, session.company_id.id]
        questions = self.search([("session_id", "in", [False, session.id]), ("company_id", "in", companies)])
        # names of departments alone are compared
        name = " ".join(department.sudo().mapped("complete_name")).casefold()
        is_owner = role == "sponsor"
        return questions.filtered(lambda one: one._is_for_owners() if is_owner else one._fits(name))

    def _is_for_owners(self):
        return self.audience == "owner"

    def _fits(self, name):
        words = [word.strip().casefold() for word in (self.words or "").split(",") if word.strip()]
        return self.audience == "department" and (not words or any(word in name for word in words))
