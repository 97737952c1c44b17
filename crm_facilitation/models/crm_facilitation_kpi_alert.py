from odoo import api, fields, models

SEVERITY = {False: 0, "on_track": 0, "no_data": 0, "at_risk": 1, "off_track": 2}


class CrmFacilitationKpi(models.Model):
    """Alerts: an activity for the owner when a KPI crosses into at risk or off track, once until it recovers."""

    _inherit = "crm.facilitation.kpi"

    alerted_status = fields.Char(copy=False, readonly=True)

    def _notify_owners(self):
        super()._notify_owners()
        for kpi in self:
            kpi._alert()

    def _alert(self):
        """Say it once: worse than what was said makes an activity, back on track makes ready for the next."""
        self.ensure_one()
        # missing figures are no recovery
        if self.status == "no_data":
            return
        if SEVERITY[self.status] > SEVERITY[self.alerted_status]:
            self._schedule_alert()
            self.sudo().alerted_status = self.status
        elif self.status == "on_track" and self.alerted_status:
            self.sudo().alerted_status = False

    def _schedule_alert(self):
        words = dict(self._fields["status"]._description_selection(self.env))
        note = self.env._(
            "Expected by now: %(expected)s. Measured: %(current)s.",
            expected=round(self.expected_value, 2),
            current=round(self.current_value, 2),
        )
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{self.name}: {words[self.status]}",
            note=note,
            user_id=self.owner_id.id or self.env.uid,
        )

    @api.model
    def _cron_remind(self):
        """Ask the owners of manual KPIs for the value of the last whole period, once."""
        for kpi in self.search([("measure", "=", "manual"), ("project_id.active", "=", True)]):
            kpi._remind()

    def _remind(self):
        start, _end = self._get_period()
        summary = self.env._("Enter the value of the last period")
        entered = any(row.period_end >= start for row in self.measurement_ids)
        if self.owner_id and not entered and summary not in self.sudo().activity_ids.mapped("summary"):
            self.sudo().activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=self.owner_id.id)
