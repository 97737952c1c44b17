from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS, Domain

from ...tools.invitation.mail_failure import ADDRESS, FAILURES, LATER, SERVER
from ..sessions.participant_link import CODE_PLACEHOLDER, PAGE_PLACEHOLDER, PLACEHOLDER

FACILITATOR = "crm_facilitation.group_facilitator"
PROGRESS = [
    ("open", "Not invited yet"),
    ("sent", "On its way"),
    ("reached", "Reached"),
    ("joined", "Joined"),
    ("unreached", "Not reached"),
]
# what a calendar is told of its days is not a use of the place
NO_USE = ("calendar.event", "mail.mail")


class CrmFacilitationParticipant(models.Model):
    """The invitation of a person: mails with their way in, a calendar file for each day, and what came of it.

    Each mail goes to its person alone, in their language and time zone. Whoever has an account gets the address of the
    session and, in their calendar, private events; everybody else a link of their own, drawn while the mail is sent.

    Invariants: somebody who cannot be reached is not invited, and is named to whoever invites; the number of a change
    (``calendar_sequence``) only grows; whoever was invited keeps their place, which is archived and never given away.
    """

    _inherit = "crm.facilitation.participant"
    _write_policy = """
        - | * | - | invited_on reached_on is_mail_failed mail_failure mail_answer calendar_sequence told_days
    """

    invited_on = fields.Datetime("Invited on", copy=False, readonly=True, groups=FACILITATOR)
    reached_on = fields.Datetime(
        "Reached on", copy=False, readonly=True, groups=FACILITATOR, help="When the last mail was handed over."
    )
    is_mail_failed = fields.Boolean("Last mail failed", copy=False, readonly=True, groups=FACILITATOR)
    mail_failure = fields.Selection(
        FAILURES, compute="_compute_mail_failure", store=True, copy=False, readonly=True, groups=NO_ACCESS
    )
    mail_answer = fields.Char(copy=False, readonly=True, groups=NO_ACCESS, help="What the mail server said of it.")
    calendar_sequence = fields.Integer(copy=False, readonly=True, groups=NO_ACCESS)
    told_days = fields.Integer(copy=False, readonly=True, groups=NO_ACCESS, help="How many days calendars hold.")
    has_account = fields.Boolean(
        "Has an account", compute="_compute_has_account", search="_search_has_account", groups=FACILITATOR
    )
    progress = fields.Selection(PROGRESS, "Invitation", compute="_compute_progress", groups=FACILITATOR)
    obstacle = fields.Char("Why not reached", compute="_compute_progress", groups=FACILITATOR)

    @api.depends("user_id.active", "user_id.share")
    def _compute_has_account(self):
        for participant in self:
            participant.has_account = participant._has_login()

    @api.model
    def _search_has_account(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._check_field_access(self._fields["has_account"], "read")
        return Domain("user_id", "any", [("active", "=", True), ("share", "=", False)])

    @api.depends(
        "attendance", "invited_on", "reached_on", "partner_id.email", "partner_id.active",
        "is_mail_failed", "mail_failure", "mail_answer",
    )  # fmt: skip
    def _compute_progress(self):
        obstacles = self.filtered("is_mail_failed")._get_failures() | self._get_obstacles_to_invite()
        for participant in self:
            obstacle = obstacles.get(participant)
            participant.obstacle = False if participant.attendance == "joined" else obstacle
            participant.progress = (
                (participant.attendance == "joined" and "joined")
                or (obstacle and "unreached")
                or (participant.reached_on and "reached")
                or (participant.invited_on and "sent")
                or "open"
            )

    @api.depends("partner_id.email")
    def _compute_mail_failure(self):
        """What was said of one address is not true of the next: mails go there, and invitations may again."""
        for participant in self:
            participant.mail_failure = participant.mail_failure and LATER

    def _get_failures(self):
        """``{participant: why their last mail failed, and what to do}``, in words to be shown to facilitators."""
        remedies = dict(self._fields["mail_failure"]._description_selection(self.env))
        failures = {}
        for participant in self:
            person_sudo = participant.sudo()  # the queue keeps it
            answer = person_sudo.mail_answer or self.env._("no answer")
            remedy = remedies[person_sudo.mail_failure or SERVER]
            text = self.env._("the last mail failed (%(answer)s): %(what_to_do)s", answer=answer, what_to_do=remedy)
            failures[participant] = text
        return failures

    def _get_obstacles(self):
        # until they have another address: the queue keeps it
        refused = self.filtered(lambda one: one.sudo().is_mail_failed and one.sudo().mail_failure == ADDRESS)
        return refused._get_failures() | super()._get_obstacles()

    def _get_obstacles_to_invite(self):
        """As :meth:`_get_obstacles`, but for an address that was refused: it may have been corrected."""
        return super()._get_obstacles()

    def _filter_mailed(self):
        return super()._filter_mailed().filtered(lambda one: not one.sudo().is_mail_failed)  # whoever asks

    def write(self, vals: ValuesType) -> bool:
        # invitations are the server's to keep
        active_before = {person_sudo: person_sudo.active for person_sudo in self.sudo()} if "active" in vals else {}
        result = super().write(vals)
        for person_sudo, was_active in active_before.items():
            if person_sudo.active != was_active and person_sudo.invited_on:
                person_sudo._tell_days(person_sudo.session_id._get_days())
        if {"user_id", "partner_id"} & set(vals):
            self._keep_calendar()
        return result

    @api.model
    def get_import_templates(self) -> list[dict[str, str]]:
        """The spreadsheet to start from: people by name or mail address."""
        return [
            {
                "label": self.env._("Template for participants"),
                "template": "/crm_facilitation/static/xls/crm_facilitation_participant.csv",
            }
        ]

    def _filter_to_invite(self):
        """Those of these people who are not invited yet, or whose last mail failed."""
        return self.filtered(lambda person: not person.invited_on or person.is_mail_failed)

    def _link_account(self, user):
        super()._link_account(user)
        self._keep_calendar()

    @api.ondelete(at_uninstall=True)
    def _unlink_except_invited(self):
        # whoever may delete them
        if any(participant.sudo().invited_on for participant in self):
            raise UserError(self.env._("People who were invited stay on record. Take them off the list instead."))

    def _is_taken(self):
        """Whoever was sent a link holds it: the place is not another person's any more."""
        # keys and invitations are the server's
        place_sudo = self.sudo()
        keys_sudo = place_sudo.env["crm.facilitation.key"]
        return super()._is_taken() or bool(
            place_sudo.invited_on or keys_sudo.search_count([("participant_id", "=", self.id)], limit=1)
        )

    @api.model
    def _get_references(self):
        return [reference for reference in super()._get_references() if reference[0].model_name not in NO_USE]

    def _write_to(self, step, obstacles):
        """Write to those of these people whom nothing stands in the way of; the numbers, for the evidence."""
        reached = self.filtered(lambda person: person not in obstacles)
        reached._invite(step)
        return {"written_to": len(reached), "not_reached": len(obstacles)}

    def _invite(self, occasion):
        """Write to these people, who can be reached, on the occasion of an invitation or a reminder."""
        # invitations are the server's to keep
        people_sudo = self.sudo()
        if occasion == "invitation":
            people_sudo.write({"invited_on": fields.Datetime.now(), "is_mail_failed": False})
        people_sudo._queue(dict.fromkeys(people_sudo, occasion))
        self._keep_calendar()

    def _tell_days(self, days):
        """Tell those who were invited that the days have changed, or that there are none for them any more."""
        occasions = {}
        # invitations are the server's to keep
        for person_sudo in self.sudo():
            person_sudo.calendar_sequence += 1
            if person_sudo.partner_id.active and person_sudo.partner_id.email_normalized:
                occasions[person_sudo] = "change" if days and person_sudo._is_let_in() else "cancellation"
        self._queue(occasions)
        self._keep_calendar()

    @api.model
    def _queue(self, occasions):
        """Put mails into the queue, in place of those about the days that still wait there or have failed.

        :param dict occasions: ``{participant, as the superuser's: occasion}``
        """
        # the queue is the server's
        mails_sudo = self.env["mail.mail"].sudo()
        people_sudo = self.sudo().browse(person.id for person in occasions)
        waiting_sudo = mails_sudo.search(
            [("facilitation_participant_id", "in", people_sudo.ids), ("facilitation_occasion", "!=", False),
             ("state", "in", ("outgoing", "exception"))]
        )  # fmt: skip
        uninvited_sudo = waiting_sudo.filtered(lambda mail: mail.facilitation_occasion == "invitation")
        for person_sudo in uninvited_sudo.facilitation_participant_id:
            if occasions[person_sudo] == "change":
                occasions[person_sudo] = "invitation"
        waiting_sudo.unlink()
        for occasion, told_sudo in people_sudo.grouped(occasions.get).items():
            # not messages of the session: whoever reads it must find neither key nor address
            mails_sudo.create(told_sudo._prepare_mails(occasion))

    def _prepare_mails(self, occasion):
        # rendered with all rights, for people whose contacts the facilitator may not read
        template_sudo = self.env.ref(f"crm_facilitation.mail_template_{occasion}").sudo()
        subjects = template_sudo._render_field("subject", self.ids, compute_lang=True)
        bodies = template_sudo._render_field("body_html", self.ids, compute_lang=True, engine="qweb")
        return [
            {
                "subject": subjects[person.id],
                "body_html": bodies[person.id],
                "email_to": person.partner_id.email_formatted,
                "auto_delete": True,
                "facilitation_participant_id": person.id,
                "facilitation_occasion": occasion,
            }
            for person in self
        ]

    def _is_wanted(self, occasion):
        """Whether a mail that waits is still true, asked while it is sent."""
        self.ensure_one()
        is_let_in = self._is_let_in()
        if occasion == "cancellation":
            return not is_let_in or not self.session_id._get_days()
        return is_let_in and (occasion != "reminder" or self.attendance == "invited")

    def _note_sent(self, is_sent, failure):
        """Keep what became of the last mail; ``failure``: a :class:`MailFailure`, or nothing."""
        if failure and not is_sent:
            why = {"mail_failure": failure.kind, "mail_answer": failure.answer}
            self.write({"is_mail_failed": True, "reached_on": False} | why)
        elif is_sent:
            told = len(self.session_id._get_days()) if self._is_let_in() else 0
            taken = {"is_mail_failed": False, "mail_failure": False, "mail_answer": False}
            self.write(taken | {"reached_on": fields.Datetime.now(), "told_days": told})

    def _get_mail_address(self):
        """What the button of a mail opens: the session for accounts, a placeholder for a link otherwise."""
        self.ensure_one()
        session = self.session_id
        # whoever writes to them
        if self.sudo().has_account:
            return f"{session.get_base_url()}/mail/view?model={session._name}&res_id={session.id}"
        return PLACEHOLDER

    def _get_mail_code(self):
        """A placeholder for the code by which somebody without an account comes in on another device."""
        # whoever writes to them
        return "" if self.sudo().has_account else CODE_PLACEHOLDER

    def _get_code_address(self):
        """A placeholder for the page on which that code is entered."""
        return PAGE_PLACEHOLDER
