from odoo import api, fields, models
from odoo.api import Self


class CrmFacilitationAgenda(models.Model):
    """A standard agenda: the steps that a new session starts from.

    Several are kept side by side: those that ship for one, two and three days, and those that facilitators save of
    their own sessions. A session holds a copy of its steps, so that changing a standard changes no session.
    """

    _name = "crm.facilitation.agenda"
    _description = "Facilitation Agenda"
    _inherit = ["crm.facilitation.guarded"]
    _order = "sequence, id"
    _write_policy = """
        facilitator | * | - | name note sequence active company_id <other>
    """

    name = fields.Char(required=True, translate=True)
    note = fields.Text("For whom", translate=True, help="When it fits, and at which hours its days begin and end.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", "Company", index=True, help="Empty: for every company.")
    item_ids = fields.One2many("crm.facilitation.agenda.item", "agenda_id", "Steps", copy=True)
    days = fields.Integer(compute="_compute_days", store=True)
    step_count = fields.Integer("Number of steps", compute="_compute_step_count")
    hours = fields.Char("Length of its days", compute="_compute_hours")

    @api.depends("item_ids.day")
    def _compute_days(self):
        for agenda in self:
            agenda.days = max(agenda.item_ids.mapped("day"), default=1)

    @api.depends("item_ids")
    def _compute_step_count(self):
        for agenda in self:
            agenda.step_count = len(agenda.item_ids)

    @api.depends("item_ids.day", "item_ids.planned_minutes", "item_ids.is_parallel")
    def _compute_hours(self):
        for agenda in self:
            minutes = agenda.item_ids._get_minutes_of_days().values()
            agenda.hours = ", ".join(f"{total // 60}:{total % 60:02}" for total in minutes)

    @api.model
    def _get_standard(self, days, company) -> Self:
        """The agenda that a session of ``days`` days starts from: for so many days, else the longest of the shorter ones.

        What a company has of its own comes before what is everybody's.
        """
        known = self.search([("company_id", "in", [False, company.id])])
        fitting = known.filtered(lambda agenda: agenda.days <= days) or known
        best = max(fitting.mapped("days"), default=0)
        fitting = fitting.filtered(lambda agenda: agenda.days == best)
        return (fitting.filtered("company_id") or fitting)[:1]
