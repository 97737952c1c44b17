from odoo import fields, models


class CrmFacilitationAgendaVisit(models.Model):
    """One stay of a session in one step of its agenda: from when until when, and for how long of it the room paused.

    Going back to a step is a second stay. What the steps took is read from here, see ``agenda.item.spent_seconds``.

    Invariants: a session is in one step at a time; nobody fills it in by hand.
    """

    _name = "crm.facilitation.agenda.visit"
    _description = "Facilitation Stay in a Step"
    _inherit = ["crm.facilitation.guarded"]
    _order = "started_at, id"
    _rec_name = "item_id"
    _policy_state = ""
    _write_policy = """
        - | * | - | item_id started_at ended_at paused_seconds
    """

    item_id = fields.Many2one(
        "crm.facilitation.agenda.item", "Step", required=True, index=True, readonly=True, ondelete="restrict"
    )
    session_id = fields.Many2one(related="item_id.session_id", store=True, index=True, precompute=True)
    project_id = fields.Many2one(related="session_id.project_id", string="Roll-out")
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    started_at = fields.Datetime("From", required=True, readonly=True)
    ended_at = fields.Datetime("Until", readonly=True)
    paused_seconds = fields.Integer("Paused (seconds)", readonly=True)

    _unique_open = models.UniqueIndex(
        "(session_id) WHERE ended_at IS NULL", "A session is in one step of its agenda at a time."
    )
    _check_order = models.Constraint(
        "CHECK (ended_at IS NULL OR ended_at >= started_at)", "A stay in a step cannot end before it began."
    )
    _check_paused = models.Constraint("CHECK (paused_seconds >= 0)", "A pause cannot be shorter than nothing.")

    def _get_seconds(self, until):
        """How many seconds the step ran during this stay, up to ``until`` while it lasts."""
        self.ensure_one()
        length = ((self.ended_at or until) - self.started_at).total_seconds()
        return max(0, int(length) - self.paused_seconds)
