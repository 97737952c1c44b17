import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.sessions.identity import OBSERVER

_logger = logging.getLogger(__name__)

FACILITATOR = "crm_facilitation.group_facilitator"
# long enough before the deadline to still write something down
REMIND_BEFORE = timedelta(days=1)
OCCASION = "collection"


class CrmFacilitationSession(models.Model):
    """The collection of needs before the first day and after the last: who is missing, and a reminder of the deadline.

    Missing is whoever has neither raised nor supported anything in their own name. Somebody who did so without it is
    reminded too: nobody knows of them.

    Invariant: one deadline has one reminder by itself; a deadline that is moved has another one.
    """

    _inherit = "crm.facilitation.session"
    _write_policy = """
        - | * | - | collection_reminded_of
    """

    collection_reminded_of = fields.Date(readonly=True, copy=False, help="The deadline that people were reminded of.")
    is_collecting = fields.Boolean(compute="_compute_collection", groups=FACILITATOR)
    silent_count = fields.Integer("Nothing raised yet", compute="_compute_collection", groups=FACILITATOR)

    @api.depends("need_ids.author_id", "need_ids.supporter_ids", "collection_from", "collection_until", "state")
    def _compute_collection(self):
        for session in self:
            session.is_collecting = session._is_collecting()
            session.silent_count = len(session._get_silent_people())

    @api.readonly
    def collection_missing(self) -> list[dict]:
        """How many people of each department are missing in the collection, for whoever leads the session.

        :return: ``[{department_id, name, people, missing}]`` by name of the department, which may be False
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        people, silent = self._get_collected_people(), self._get_silent_people()
        return [
            {
                "department_id": department.id,
                "name": department.name or "",
                "people": len(group),
                "missing": len(group & silent),
            }
            for department, group in sorted(
                people.grouped("department_id").items(), key=lambda pair: pair[0].name or ""
            )
        ]

    def action_remind_silent(self) -> dict:
        """Remind those who have raised nothing yet of the deadline; say who was not reached and why."""
        self._check_invites()
        if not self._is_collecting():
            raise UserError(self.env._("“%s” collects no needs now. Set the days of the collection first.", self.name))
        people, obstacles = self._remind_silent()
        return people._report_reached(self.env._("People reminded: %s.", len(people) - len(obstacles)), obstacles)

    def _remind_silent(self):
        """``(people who are missing, {person: why they were not written to})``."""
        people = self._get_silent_people()
        obstacles = people._get_obstacles()
        people.filtered(lambda person: person not in obstacles)._remind_of_collection()
        self._write_past_guards({"collection_reminded_of": self.collection_until})
        if people:
            facts = {"written_to": len(people) - len(obstacles), "not_reached": len(obstacles)}
            self.env["crm.facilitation.event"]._record(self, "silent_reminded", facts)
        return people, obstacles

    def _get_collected_people(self):
        """Those who can raise something."""
        return self.participant_ids.filtered(lambda person: person.role != OBSERVER)

    def _get_silent_people(self):
        # what was put away or became part of another need was said too
        needs = self.need_ids.with_context(active_test=False).search([("session_id", "in", self.ids)])
        return self._get_collected_people() - needs.author_id - needs.supporter_ids

    @api.model
    def _cron_collection(self):
        """Remind of deadlines that are near, each session by itself."""
        today = fields.Date.today()
        near = self.search(
            [
                ("state", "!=", "cancelled"),
                ("collection_until", ">=", today),
                ("collection_until", "<=", today + REMIND_BEFORE),
            ]
        )
        waiting = near.filtered(
            lambda session: session._is_collecting() and session.collection_reminded_of != session.collection_until
        )
        self.env["ir.cron"]._run_each(
            waiting, lambda session: session._remind_silent(), _logger, "Session %s: nobody could be reminded"
        )


class CrmFacilitationParticipant(models.Model):
    """Somebody who has raised nothing in the collection of needs yet."""

    _inherit = "crm.facilitation.participant"

    def _remind_of_collection(self):
        """Mail these people, who can be reached; mails about the days that still wait are sent all the same."""
        # invitations and the queue are the server's to keep
        people_sudo, mails_sudo = self.sudo(), self.env["mail.mail"].sudo()
        waiting = [("facilitation_participant_id", "in", self.ids), ("facilitation_occasion", "=", OCCASION)]
        mails_sudo.search([*waiting, ("state", "in", ("outgoing", "exception"))]).unlink()
        if people_sudo:
            mails_sudo.create(people_sudo._prepare_mails(OCCASION))

    def _is_wanted(self, occasion):
        if occasion != OCCASION:
            return super()._is_wanted(occasion)
        session = self.session_id
        return self._is_let_in() and session._is_collecting() and self in session._get_silent_people()

    def _get_mail_deadline(self):
        """The last day of the collection, as the person writes days."""
        until = self.session_id.collection_until
        return format_date(self.env, until, lang_code=self._get_mail_lang()) if until else ""
