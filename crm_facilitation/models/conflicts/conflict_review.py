import logging

from odoo import api, fields, models
from odoo.tools.mail import plaintext2html

_logger = logging.getLogger(__name__)


class CrmFacilitationConflict(models.Model):
    """When the review date of an agreement has come, its owner is asked to look at it again, once per date."""

    _inherit = "crm.facilitation.conflict"

    review_asked_for = fields.Date(copy=False, readonly=True)

    @api.model
    def _cron_review(self):
        """Ask the owners of agreements whose review date has come."""
        agreed = self.search([("state", "=", "agreed"), ("review_date", "<=", fields.Date.context_today(self))])
        due = agreed.filtered(lambda conflict: conflict.review_asked_for != conflict.review_date)
        self.env["ir.cron"]._run_each(
            due, lambda conflict: conflict._ask_review(), _logger, "Conflict %s: nobody could be asked to review it"
        )

    def _ask_review(self):
        self.ensure_one()
        asked = self.owner_id if self.owner_id.active else self.decided_by_id
        translated = self.with_context(lang=asked.lang)
        translated.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.review_date,
            summary=translated.env._("Does the agreement still hold?"),
            note=plaintext2html(self.agreement),
            user_id=asked.id,
        )
        self.review_asked_for = self.review_date
