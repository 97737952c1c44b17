from odoo import api, fields, models
from odoo.api import Self
from odoo.exceptions import UserError


class CrmFacilitationAgenda(models.Model):
    """A standard agenda: the steps that a new session starts from.

    Several are kept side by side: those that ship for one, two and three days, and those that facilitators save of
    their own sessions. A session holds a copy of its steps, so that changing a standard changes no session.
    """

    _name = "crm.facilitation.agenda"
    _description = "Facilitation Agenda"
    _inherit = ["crm.facilitation.guarded", "crm.facilitation.shared"]
    _order = "sequence, id"
    _names_copies = True
    _write_policy = """
        facilitator administrator | *   | - | name note sequence active <other>
        facilitator administrator | new | - | company_id
    """

    name = fields.Char(required=True, translate=True)
    note = fields.Text("For whom", translate=True, help="When it fits, and at which hours its days begin and end.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    item_ids = fields.One2many("crm.facilitation.agenda.item", "agenda_id", "Steps", copy=True)
    days = fields.Integer(compute="_compute_days", store=True)
    step_count = fields.Integer("Steps in it", compute="_compute_step_count")
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
    def get_import_templates(self) -> list[dict[str, str]]:
        """The spreadsheet to start from."""
        template = "/crm_facilitation/static/xls/crm_facilitation_agenda.csv"
        return [{"label": self.env._("Template for agendas"), "template": template}]

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

    def _give_to(self, session):
        """Put these steps in place of those that ``session`` has not held yet.

        In a session that has begun, days that are over are left out, and so is what was held under the same name.
        """
        self.ensure_one()
        if not self.exists() or not self.item_ids:
            raise UserError(self.env._("This agenda has no steps. Choose another one."))
        # stays are the server's own note
        held = session.agenda_item_ids.filtered(lambda item: item.sudo().visit_ids or item == session.current_item_id)
        today, known = max(held.mapped("day"), default=1), set(held._get_source_names())
        new = self.item_ids.filtered(lambda item: item.day >= today and item._get_source_names()[0] not in known)
        # the command has checked the caller and leaves the evidence
        (session.agenda_item_ids - held).sudo().unlink()
        copies = new._copy_to(session.sudo())
        session._order_steps([*held.ids, *copies.ids])
        session.agenda_id = self
        session._record_step("agenda_taken", self)

    @api.model
    def _save_steps(self, session, name) -> Self:
        """A new agenda of the company of ``session``, with its steps but for those that were left out."""
        if not (name or "").strip():
            raise UserError(self.env._("Give the agenda a name by which you find it again."))
        steps = session.agenda_item_ids.filtered(lambda item: not item.is_parked)
        if not steps:
            raise UserError(self.env._("The agenda of “%s” is empty. Add its steps first.", session.name))
        agenda = self.create([{"name": name.strip(), "company_id": session.company_id.id}])
        steps._copy_to(agenda)
        return agenda
