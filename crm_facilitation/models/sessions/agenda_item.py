from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.fields import Command

KINDS = [
    ("welcome", "Welcome"),
    ("goals", "Goals"),
    ("needs", "Raise needs"),
    ("cluster", "Group needs"),
    ("vote", "Vote"),
    ("conflicts", "Settle conflicts"),
    ("kpis", "Agree KPIs"),
    ("agreements", "Agreements"),
    ("closing", "Closing"),
]
# what a step says to those who take part
PERMITS = ("name", "can_raise", "can_vote", "anonymous")


class CrmFacilitationAgendaItem(models.Model):
    """One step of a session: an instruction, what it permits, and a timebox in minutes.

    Items without a session are the standard agenda that a new session starts from.
    """

    _name = "crm.facilitation.agenda.item"
    _description = "Facilitation Agenda Item"
    _inherit = ["crm.facilitation.guarded"]
    _order = "session_id, day, sequence, id"
    _write_policy = """
        facilitator | * | -       | name sequence day kind instruction planned_minutes <other>
        facilitator | * | decided | session_id can_raise can_vote anonymous
    """
    _edit_kind = "agenda_edited"

    name = fields.Char(required=True, translate=True)
    session_id = fields.Many2one("crm.facilitation.session", index=True, ondelete="cascade")
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    day = fields.Integer(default=1, required=True)
    kind = fields.Selection(KINDS, required=True, default="needs")
    instruction = fields.Text(translate=True, help="What the facilitator says and the room does.")
    can_raise = fields.Boolean("Raise needs", default=True)
    can_vote = fields.Boolean("Vote")
    anonymous = fields.Boolean(help="Needs raised during this step do not name their author.")
    planned_minutes = fields.Integer("Minutes", default=30, required=True)
    is_current = fields.Boolean(compute="_compute_is_current")

    _check_planned_minutes = models.Constraint(
        "CHECK (planned_minutes > 0)", "Give each step of the agenda at least one minute."
    )
    _check_day = models.Constraint("CHECK (day > 0)", "The days of an agenda are counted from 1.")

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        items = super().create(vals_list)
        items._record_permits(is_new=True)
        return items

    def unlink(self) -> bool:
        self._record_permits(is_new=False)
        return super().unlink()

    def _record_permits(self, is_new):
        """A step that comes into a session that has begun, or goes from it, changes what people may do there."""
        for item in self.filtered(lambda item: item._leaves_evidence()):
            nothing = dict.fromkeys(PERMITS, "")
            permits = {name: str(item[name]) for name in PERMITS}
            item._record_edit(*((nothing, permits) if is_new else (permits, nothing)))

    def _compute_is_current(self):
        for item in self:
            item.is_current = bool(item.session_id) and item.session_id.current_item_id == item

    def action_go_to_me(self) -> None:
        """Make this the session's current step (button on the agenda's line)."""
        self.ensure_one()
        return self.session_id.action_go_to(self)

    def _leaves_evidence(self) -> bool:
        """A step of a session that has begun: people raise and vote under what it permits."""
        return self.session_id.state not in (False, "draft")

    def _get_policy_project(self):
        return self.session_id.project_id

    @api.model
    def _prepare_agenda(self, days=None):
        """Commands that give a session the standard agenda; with ``days``, what lies beyond them moves to the last one."""
        # the standard agenda is everybody's, and belongs to no session
        standard_sudo = self.sudo().search([("session_id", "=", False)])
        steps = [item._copy_values() for item in standard_sudo]
        return [Command.create(step | {"day": min(step["day"], days or step["day"])}) for step in steps]

    def _copy_values(self):
        """Values of a copy for another session."""
        self.ensure_one()
        names = ("sequence", "day", "kind", "can_raise", "can_vote", "anonymous", "planned_minutes")
        return {name: self[name] for name in names} | {"name": self.name, "instruction": self.instruction}
