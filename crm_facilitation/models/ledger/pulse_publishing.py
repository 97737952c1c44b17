from odoo import api, fields, models

from ...tools.small_groups import MIN_CELL
from .pulse import VERDICTS


class CrmFacilitationPulse(models.Model):
    """Answers about needs raised anonymously reach the ledger some at a time, never one by one.

    An average that moved with each answer would tell the newest one by subtraction. So new and corrected answers wait
    until they are of ``MIN_CELL`` people, and are then published together; the last one or two of a need may wait for
    ever. People were promised this when they were asked: it holds also when the author agrees to be named later.

    Invariant: two averages that the ledger showed of such a need differ by the answers of ``MIN_CELL`` people or more.
    """

    _inherit = "crm.facilitation.pulse"

    is_private = fields.Boolean(help="Asked about a need that was raised anonymously: shown in averages only.")
    published_minutes = fields.Integer(readonly=True, copy=False)
    published_verdict = fields.Selection(VERDICTS, readonly=True, copy=False)

    @api.private
    def answer(self, answers):
        kept = super().answer(answers)
        self._publish_news()
        return kept

    def _publish_news(self):
        """Publish what is new about the needs of these questions, where enough people said it."""
        answered = self.search(
            [("need_id", "in", self.need_id.ids), ("is_private", "=", True), ("answered_on", "!=", False)]
        )
        for news in answered.filtered(lambda pulse: pulse._is_news()).grouped("need_id").values():
            if len(news.participant_id.partner_id) >= MIN_CELL:
                for pulse in news:
                    pulse.write({"published_minutes": pulse.minutes_weekly, "published_verdict": pulse.verdict})

    def _is_news(self):
        self.ensure_one()
        return (self.minutes_weekly, self.verdict) != (self.published_minutes, self.published_verdict)
