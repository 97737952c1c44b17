import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)

# long enough before the deadline to still find ten quiet minutes
REMIND_BEFORE = timedelta(hours=24)


class CrmFacilitationRound(models.Model):
    """The closing window of a round with a deadline: a reminder to those whose ballot is missing, then the closing.

    Nothing depends on it: after the deadline no vote is taken whether it ran or not, see :meth:`_is_voting`.
    """

    _inherit = "crm.facilitation.round"

    reminded = fields.Boolean(copy=False, readonly=True)

    def _get_open_deadlines(self):
        """``{round: deadline}`` of those of these rounds that people are voting in."""
        still_open = self.filtered(lambda ballot_round: ballot_round.state == "open")
        return {ballot_round: ballot_round.deadline for ballot_round in still_open}

    def _record_moved_deadlines(self, before):
        """Keep in the evidence which of these deadlines have moved, see :meth:`_get_open_deadlines`."""
        for ballot_round, deadline in before.items():
            if ballot_round.deadline != deadline:
                self.env["crm.facilitation.event"]._record(
                    ballot_round,
                    "round_deadline_moved",
                    {
                        "from": fields.Datetime.to_string(deadline) or "",
                        "to": fields.Datetime.to_string(ballot_round.deadline) or "",
                    },
                )

    @api.model
    def _cron_deadlines(self):
        """Close what is over, remind of what is nearly over, mix what was handed out; each round by itself."""
        now = fields.Datetime.now()
        still_open = self.search([("state", "=", "open")])
        due = still_open.filtered(lambda ballot_round: ballot_round.deadline and ballot_round.deadline <= now)
        near = (still_open - due).filtered(
            lambda ballot_round: (
                not ballot_round.reminded and ballot_round.deadline and ballot_round.deadline <= now + REMIND_BEFORE
            )
        )
        anonymous = (still_open - due).filtered("anonymous")
        run = self.env["ir.cron"]._run_each
        run(due, lambda ballot_round: ballot_round.action_close(), _logger, "Round %s could not be closed")
        run(near, lambda ballot_round: ballot_round._remind_missing(), _logger, "Round %s: nobody could be reminded")
        run(anonymous, lambda ballot_round: ballot_round._mix_electors(), _logger, "Round %s could not be mixed")

    def action_remind(self) -> dict:
        """Remind those whose ballot is missing now, without waiting for the deadline."""
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        self.check_access("write")
        if not self._is_voting():
            raise UserError(self.env._("“%s” takes no votes now: it is not open.", self.name))
        reached, obstacles = self._remind_missing()
        people = self.env["crm.facilitation.participant"]
        return people._report_reached(self.env._("People reminded: %s.", len(reached)), obstacles)

    def _remind_missing(self):
        """Tell those whose ballot is missing, in their language and time; what the others voted is not looked at.

        :return: ``(participants told, {participant: why they were not})``
        """
        self.ensure_one()
        self._write_past_guards({"reminded": True})
        # nobody has the right to read the list of electors
        missing_sudo = self.sudo()._get_missing()
        obstacles = missing_sudo._get_obstacles()
        # an inbox reaches people without mail
        inboxes_sudo = missing_sudo.filtered(lambda person: person.user_id.notification_type == "inbox")
        obstacles = {person: why for person, why in obstacles.items() if person not in inboxes_sudo.filtered("active")}
        reached_sudo = missing_sudo.filtered(lambda person: person not in obstacles)
        for person_sudo in reached_sudo:
            self._remind(person_sudo)
        return reached_sudo, obstacles

    def _remind(self, person):
        """Remind a participant, the superuser's record: in their inbox or by mail, without an account with a link."""
        partner = person.partner_id
        lang, zone = partner.lang, partner.tz or "UTC"
        translated = self.with_context(lang=lang)
        _ = translated.env._
        subject = _("“%s” still waits for your vote", self.name)
        body = _("Vote before the round is closed. Nobody but you can do it for you.")
        if self.deadline:
            until = format_datetime(translated.env, self.deadline, tz=zone, lang_code=lang)
            body = _(
                "Vote before %(deadline)s (%(zone)s). Nobody but you can do it for you.", deadline=until, zone=zone
            )
        if not person.user_id.active:
            return person.with_env(translated.env)._mail_news(subject, body)
        return translated.env["mail.thread"].message_notify(
            partner_ids=partner.ids, model=self._name, res_id=self.id, subject=subject, body=body
        )
