from collections import Counter
from datetime import date, datetime, timezone

from odoo import api, fields, models

from ...tools.sessions.zones import zone_or_utc


class ResCompany(models.Model):
    """The time zone in which days of a company begin, by one rule for sessions, launches and KPIs."""

    _inherit = "res.company"

    facilitation_tz = fields.Char("Time zone of its days", compute="_compute_facilitation_tz")

    @api.depends("partner_id.tz", "resource_calendar_id.tz", "user_ids.partner_id.tz", "user_ids.active")
    def _compute_facilitation_tz(self):
        """The zone of the company's contact, else that of most of its people, else of its working hours.

        Working hours come last: Odoo fills in their zone by itself.
        """
        # zones of companies and people are not everybody's to read
        for company_sudo in self.sudo():
            company_sudo.facilitation_tz = (
                company_sudo.partner_id.tz
                or company_sudo._get_zone_of_people()
                or company_sudo.resource_calendar_id.tz
                or "UTC"
            )

    def _get_zone_of_people(self):
        people = self.env["res.users"].search([("company_ids", "in", self.ids), ("share", "=", False)])
        counts = Counter(zone for zone in people.partner_id.mapped("tz") if zone)
        return min(counts, key=lambda zone: (-counts[zone], zone), default=False)

    def _get_facilitation_today(self) -> date:
        """The day it is in the company; in that of the environment where there is none."""
        return self._get_facilitation_day(fields.Datetime.now())

    def _get_facilitation_day(self, moment: datetime) -> date:
        """The day that a moment in UTC is in the company; in that of the environment where there is none."""
        # zones of companies are not everybody's to read
        company_sudo = (self or self.env.company).sudo()
        company_sudo.ensure_one()
        return moment.replace(tzinfo=timezone.utc).astimezone(zone_or_utc(company_sudo.facilitation_tz)).date()
