import logging

from odoo import api, fields, models

from ...tools.conflicts.situation import Situation
from ...tools.kpis.attainment import sign

_logger = logging.getLogger(__name__)

SEVERITY = {False: 0, "on_track": 0, "no_data": 0, "at_risk": 1, "off_track": 2}


class CrmFacilitationKpi(models.Model):
    """Alerts: an activity for the owner when a KPI crosses into at risk or off track, once until it recovers.

    The agreements that the KPI guards are reopened by the same figures.
    """

    _inherit = "crm.facilitation.kpi"

    alerted_status = fields.Char(copy=False, readonly=True)
    reminder_id = fields.Many2one("mail.activity", copy=False, readonly=True, ondelete="set null")

    def _follow_owners(self, owners):
        """Hand over what waits for the former owners (``{KPI: owner before}``)."""
        for kpi, owner in owners.items():
            if kpi.owner_id not in (owner, self.env["res.users"]):
                # the question to the owner was put by the server
                kpi.sudo()._hand_over(owner)

    def _hand_over(self, owner):
        """What waits for the former owner waits for the new one; a missed KPI of which nothing waits is told anew."""
        waiting = self.activity_ids.filtered(lambda activity: activity.user_id == owner)
        waiting.user_id = self.owner_id
        if not waiting - self.reminder_id:
            self.alerted_status = False
            self._notify_owners()

    def _notify_owners(self):
        super()._notify_owners()
        for kpi in self:
            kpi._alert()
        # agreements of conflicts that the caller may not read reopen too
        guarded_sudo = self.env["crm.facilitation.conflict"].sudo()
        guarded_sudo.search([("state", "=", "agreed"), ("tripwire_kpi_id", "in", self.ids)])._reopen_tripped(
            Situation()
        )

    def _is_worse_than(self, limit):
        """Whether the figure is on the wrong side of ``limit``; without a figure it is not."""
        self.ensure_one()
        if not self.current_date:
            return False
        return (self.current_value - limit) * sign(self._get_course()) < 0

    def _alert(self):
        """Say it once: worse than what was said makes an activity, back on track makes ready for the next."""
        self.ensure_one()
        # missing figures are no recovery
        if self.status == "no_data":
            return
        if SEVERITY[self.status] > SEVERITY[self.alerted_status]:
            self._schedule_alert()
            # noted by the server, and not filled in by hand
            self.sudo().alerted_status = self.status
        elif self.status == "on_track" and self.alerted_status:
            self.sudo().alerted_status = False

    def _schedule_alert(self):
        """An activity in the owner's language."""
        # the server asks, whoever has measured
        kpi_sudo = self.with_context(lang=self.owner_id.lang or self.env.lang).sudo()
        words = dict(kpi_sudo._fields["status"]._description_selection(kpi_sudo.env))
        kpi_sudo.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{kpi_sudo.name}: {words[kpi_sudo.status]}",
            note=kpi_sudo.env._(
                "Expected by now: %(expected)s. Measured: %(current)s. The KPI leads back to the needs behind it.",
                # a unit may be an abbreviation with a full stop of its own
                expected=kpi_sudo._format_figure(kpi_sudo.expected_value).removesuffix("."),
                current=kpi_sudo._format_figure(kpi_sudo.current_value).removesuffix("."),
            ),
            user_id=self.owner_id.id or self.env.uid,
        )

    @api.model
    def _cron_remind(self):
        """Ask the owners of manual KPIs for the value of the last whole period, once.

        What was entered while its period ran counts once it is whole: time alone moves these KPIs too.
        """
        self.env["ir.cron"]._run_each(
            self.search([("measure", "=", "manual"), ("project_id.active", "=", True)]),
            lambda kpi: kpi._look_after(),
            _logger,
            "KPI %s: its owner could not be reminded",
        )

    def _look_after(self):
        """What a day that passes means for a manual KPI."""
        self._carry_on()
        self._notify_owners()
        self._remind()

    def _remind(self):
        start, _end = self._get_period()
        entered = any(row.period_end >= start for row in self.measurement_ids)
        if self._is_owned() and not entered and not self._get_reminders():
            # the server asks, whoever has measured
            owner_sudo = self.with_context(lang=self.owner_id.lang).sudo()
            owner_sudo.reminder_id = owner_sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=owner_sudo.env._("Enter the value of the last period"),
                user_id=self.owner_id.id,
            )

    def _get_reminders(self):
        # the question was put by the server
        return self.sudo().reminder_id.filtered("active")

    def _answer_reminder(self):
        """Called once the owner has entered a value: nothing is left to remind of."""
        self._get_reminders().action_feedback()
