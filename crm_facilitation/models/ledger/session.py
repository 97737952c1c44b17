from odoo import fields, models


class CrmFacilitationSession(models.Model):
    """A follow-up session: which KPI was missed, and which needs it takes up again."""

    _inherit = "crm.facilitation.session"
    _write_policy = """
        facilitator management | * | decided | follow_up_kpi_id follow_up_need_ids
    """

    follow_up_kpi_id = fields.Many2one(
        "crm.facilitation.kpi",
        "Follows up",
        copy=False,
        ondelete="restrict",
        groups="crm_facilitation.group_facilitator,crm_facilitation.group_sponsor",
    )
    follow_up_need_ids = fields.Many2many(
        "crm.facilitation.need",
        "crm_facilitation_follow_up_rel",
        string="Taken up again",
        copy=False,
        context={"active_test": False},
    )

    def _get_needs_taken_up(self):
        return super()._get_needs_taken_up() | self.follow_up_need_ids

    def _get_form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_close(self) -> None:
        result = super().action_close()
        self.project_id.goal_ids._ask_relevance("session")
        return result
