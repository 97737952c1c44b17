from odoo import api, fields, models


class CrmFacilitationGoal(models.Model):
    """The KPIs that measure a goal: they hang on it, and keep it in its roll-out."""

    _inherit = "crm.facilitation.goal"

    kpi_ids = fields.One2many(
        "crm.facilitation.kpi",
        "goal_id",
        "KPIs",
        groups="crm_facilitation.group_facilitator,crm_facilitation.group_sponsor",
        context={"active_test": True},
    )
    hanging = fields.Char("What hangs on it", compute="_compute_hanging")

    def _get_dependents(self):
        # KPIs that the caller may not read count too
        kpis_sudo = self.env["crm.facilitation.kpi"].sudo().with_context(active_test=False)
        return super()._get_dependents() or bool(kpis_sudo.search_count([("goal_id", "in", self.ids)], limit=1))

    @api.depends("need_ids.task_ids", "kpi_ids")
    def _compute_hanging(self):
        for goal in self:
            # tasks and KPIs are counted, also for those who may not read them
            goal.hanging = self.env._(
                "Needs: %(needs)s, tasks: %(tasks)s, KPIs: %(kpis)s",
                needs=len(goal.need_ids),
                tasks=len(goal.need_ids.sudo().task_ids),
                kpis=len(goal.sudo().kpi_ids),
            )

    def _prepare_answer_facts(self, reason):
        return super()._prepare_answer_facts(reason) | {"hanging": self.hanging}
