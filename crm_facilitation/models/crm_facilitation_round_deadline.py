from datetime import timedelta

from odoo import api, fields, models

# long enough before the deadline to still find ten quiet minutes
REMIND_BEFORE = timedelta(hours=24)


class CrmFacilitationRound(models.Model):
    """The closing window of a round with a deadline: a reminder to those whose ballot is missing, then the closing.

    Nothing depends on it: after the deadline no vote is taken whether it ran or not, see :meth:`_is_voting`.
    """

    _inherit = "crm.facilitation.round"

    reminded = fields.Boolean(copy=False, readonly=True)

    def write(self, vals):
        if "deadline" in vals:
            # a new closing window has a reminder of its own
            vals = {"reminded": False, **vals}
        return super().write(vals)

    @api.model
    def _cron_deadlines(self):
        """Close what is over, remind of what is nearly over; each round by itself."""
        now = fields.Datetime.now()
        due = self.search([("state", "=", "open"), ("deadline", "<=", now)])
        near = self.search(
            [
                ("state", "=", "open"),
                ("reminded", "=", False),
                ("deadline", ">", now),
                ("deadline", "<=", now + REMIND_BEFORE),
            ]
        )
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due) + len(near))
        for ballot_round in due:
            ballot_round.action_close()
            cron._commit_progress(1)
        for ballot_round in near:
            ballot_round._remind_missing()
            cron._commit_progress(1)

    def _remind_missing(self):
        """Tell those whose ballot is missing, in their language; what the others voted is not looked at."""
        self.ensure_one()
        self.reminded = True
        for partner in self.sudo()._get_missing().partner_id:
            translated = self.with_context(lang=partner.lang)
            translated.env["mail.thread"].message_notify(
                partner_ids=partner.ids,
                model=self._name,
                res_id=self.id,
                subject=translated.env._("“%s” still waits for your vote", self.name),
                body=translated.env._("Vote before %s UTC. Nobody but you can do it for you.", self.deadline),
            )
