import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

_logger = logging.getLogger(__name__)

# long enough before the deadline to still find ten quiet minutes
REMIND_BEFORE = timedelta(hours=24)


class CrmFacilitationRound(models.Model):
    """The closing window of a round with a deadline: a reminder to those whose ballot is missing, then the closing.

    Nothing depends on it: after the deadline no vote is taken whether it ran or not, see :meth:`_is_voting`. What closed
    before anybody had voted can be opened again.

    Invariant: a round that holds a ballot, counted or not, is never opened again.
    """

    _inherit = "crm.facilitation.round"

    reminded = fields.Boolean(copy=False, readonly=True)
    is_empty_closing = fields.Boolean(
        "Closed without a ballot", compute="_compute_is_empty_closing", groups="crm_facilitation.group_facilitator"
    )

    def _check_deadline_ahead(self):
        """Raise where a round would be over before anybody could vote in it."""
        self.ensure_one()
        if self.deadline and self.deadline <= fields.Datetime.now():
            raise UserError(
                self.env._(
                    "The deadline of “%(name)s”, %(deadline)s, is over: nobody could vote. Choose a later one, or none.",
                    name=self.name,
                    deadline=format_datetime(self.env, self.deadline),
                )
            )

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

    def _close_at_deadline(self):
        """Have those that are open closed at their deadline, also where the page that set it is gone by then."""
        deadlines = sorted(set(filter(None, self._get_open_deadlines().values())))
        if deadlines:
            # the server's own errand
            self.env.ref("crm_facilitation.round_cron_deadlines").sudo()._trigger(at=deadlines)

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
        """Remind a participant, the superuser's record, see ``participant._tell``."""
        person = person.with_context(lang=person._get_mail_lang())
        translated = self.with_env(person.env)
        zone, _ = person._get_mail_zone(), person.env._
        subject = _("“%s” still waits for your vote", self.name)
        body = _("Vote before the round is closed. Nobody but you can do it for you.")
        if self.deadline:
            until = format_datetime(person.env, self.deadline, tz=zone, dt_format="d MMMM y, HH:mm")
            body = _(
                "Vote before %(deadline)s (%(zone)s). Nobody but you can do it for you.", deadline=until, zone=zone
            )
        person._tell(translated, subject, body, asks=True)

    def _still_asks(self, person):
        """Whether this round waits for the vote of a participant, asked while they are written to."""
        return self._is_voting() and person in self._get_missing()

    @api.depends("state")
    def _compute_is_empty_closing(self):
        cast = self._get_rounds_with_ballots()
        for ballot_round in self:
            ballot_round.is_empty_closing = ballot_round.state == "closed" and ballot_round not in cast

    def _get_rounds_with_ballots(self):
        """Those of these rounds in which somebody has voted; a vote taken back altogether is none."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ballot.round_id FROM crm_facilitation_ballot ballot
                    WHERE ballot.round_id = ANY(%s)
                      AND (ballot.receipt IS NOT NULL
                           OR EXISTS (SELECT FROM crm_facilitation_vote vote WHERE vote.ballot_id = ballot.id))""",
                self.ids,
            )
        )
        return self.browse(round_id for (round_id,) in rows)

    def action_reopen(self) -> None:
        """Open again what closed empty; a deadline that is over falls away, and is set anew where there is to be one."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        cast = self._get_rounds_with_ballots()
        for ballot_round in self:
            ballot_round._check_reopening(cast)
            ballot_round.session_id._check_can_vote()
            over = ballot_round.deadline if not ballot_round._has_time_left() else False
            # without a ballot there were no results, which would have to go
            ballot_round._write_past_guards(
                {"state": "open", "closed_on": False, "reminded": False} | ({"deadline": False} if over else {})
            )
            self.env["crm.facilitation.event"]._record(
                ballot_round, "round_reopened", {"from": fields.Datetime.to_string(over) if over else ""}
            )

    def _has_time_left(self):
        return not self.deadline or self.deadline > fields.Datetime.now()

    def _check_reopening(self, cast):
        self.ensure_one()
        if self.state != "closed":
            raise UserError(self.env._("“%s” is not closed.", self.name))
        if self in cast:
            raise UserError(
                self.env._("People voted in “%s”: it stays as it was counted. Open a new round instead.", self.name)
            )
        if self.session_id.state in ("closed", "cancelled"):
            raise UserError(self.env._("“%s” belongs to a session that is over. Open a new round.", self.name))
