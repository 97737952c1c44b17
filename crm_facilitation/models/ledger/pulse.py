from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...tools.sessions.link import fingerprint

VERDICTS = [("better", "Better than before"), ("same", "Neither better nor worse"), ("worse", "Worse than before")]
MINUTES_A_WEEK = 10080
# room for zeros in front; Python refuses to read a number of thousands of digits
MINUTES_DIGITS = 20
# the link in the mail is good for this long
OPEN_DAYS = 60


class CrmFacilitationPulse(models.Model):
    """Two questions after launch to one of those who asked for a need: how many minutes a week, better or worse?

    Asked by mail with a personal link (:meth:`project.action_send_pulse`), answered without an account. The link is the
    person's, as for sessions (``participant._new_link``); it shows all questions to them that are open.

    Invariants: one row per need, person and day of asking; an answer is both, minutes and verdict; nobody writes it but
    the person with the link.
    """

    _name = "crm.facilitation.pulse"
    _description = "Facilitation Pulse"
    _inherit = ["crm.facilitation.ordered", "crm.facilitation.guarded"]
    _order = "asked_on desc, id"
    _rec_name = "need_id"

    need_id = fields.Many2one("crm.facilitation.need", "Need", required=True, index=True, ondelete="restrict")
    participant_id = fields.Many2one(
        "crm.facilitation.participant", "Person", required=True, index=True, ondelete="restrict"
    )
    project_id = fields.Many2one(related="need_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="need_id.company_id", store=True)
    asked_on = fields.Date(required=True, default=fields.Date.today)
    answered_on = fields.Date()
    minutes_weekly = fields.Integer("Minutes per week, still")
    verdict = fields.Selection(VERDICTS)
    token_hash = fields.Char(groups=NO_ACCESS, copy=False, index=True)

    _unique_question = models.UniqueIndex(
        "(need_id, participant_id, asked_on)", "This person was asked about this need today already."
    )
    _check_minutes = models.Constraint(
        f"CHECK (minutes_weekly >= 0 AND minutes_weekly <= {MINUTES_A_WEEK})",
        "Minutes lost per week are between 0 and 10080, the length of a week.",
    )
    _check_whole_answer = models.Constraint(
        "CHECK ((answered_on IS NULL) = (verdict IS NULL))", "An answer says the minutes, and whether it is better."
    )

    @api.model
    def _find(self, token):
        """The questions that ``token`` opens: those of active people, asked not too long ago. With superuser rights."""
        # the person has no account; the gate says who they are, mails of before had a token of their own
        key_sudo = self.env["crm.facilitation.participant"]._authenticate(token)
        opened = [("participant_id.partner_id", "in", key_sudo.participant_id.partner_id.ids)]
        if not key_sudo:
            opened = [("token_hash", "=", fingerprint(token or ""))]
        found_sudo = self.sudo().search(
            [
                *opened,
                ("asked_on", ">=", fields.Date.today() - timedelta(days=OPEN_DAYS)),
                ("participant_id.active", "=", True),
                ("participant_id.partner_id.active", "=", True),
                ("need_id.active", "=", True),
            ]
        )
        found_sudo = found_sudo._get_newest()
        return found_sudo.with_context(lang=found_sudo.participant_id.partner_id[:1].lang or self.env.lang)

    @api.model
    def _find_mine(self):
        """The questions to whoever is logged in that are open. With superuser rights."""
        places_sudo = self.env["crm.facilitation.participant"]._find_caller([])
        # nobody has the right to read questions but those who lead; these are the caller's own
        open_sudo = self.sudo().search(
            [
                ("participant_id", "in", places_sudo.ids),
                ("asked_on", ">=", fields.Date.today() - timedelta(days=OPEN_DAYS)),
                ("need_id.active", "=", True),
            ]
        )
        return open_sudo._get_newest()

    def _get_newest(self):
        """These questions to one person without those that a later one about the same need asks again."""
        kept = self.browse()
        for question in self.sorted(lambda question: (question.asked_on, question.id), reverse=True):
            if not any(later.need_id == question.need_id and later._asks_again(question) for later in kept):
                kept |= question
        return self & kept

    def _asks_again(self, earlier):
        """Hook: whether this question asks all that ``earlier`` asked about the same need."""
        return True

    @api.private
    def answer(self, answers):
        """Keep what the person said; may be corrected while the link is good.

        :param dict answers: ``{pulse id: {"minutes": text, "verdict": key}}``; needs left empty stay unanswered
        :raise UserError: in the person's words, when something does not fit; then nothing is kept
        """
        given = {}
        for pulse in self:
            said = {name: (answers.get(pulse.id, {}).get(name) or "").strip() for name in self._get_answer_names()}
            if any(said.values()):
                given[pulse] = pulse._read_answer(said)
        for pulse, values in given.items():
            pulse.write(values)
        return len(given)

    @api.model
    def _get_answer_names(self):
        """Hook: the names under which a person's answers to one question come."""
        return ("minutes", "verdict")

    def _get_said(self):
        """Hook: the answers by name, as they stand in the form again."""
        self.ensure_one()
        return {"minutes": str(self.minutes_weekly), "verdict": self.verdict}

    def _read_answer(self, said):
        """Hook: the values of what a person said; raises in their words when something does not fit."""
        name, minutes, verdict = self.need_id.name, said["minutes"], said["verdict"]
        if verdict not in dict(VERDICTS):
            raise UserError(self.env._("“%s”: say whether it is better than before.", name))
        if not minutes.isdecimal() or len(minutes) > MINUTES_DIGITS or int(minutes) > MINUTES_A_WEEK:
            raise UserError(
                self.env._("“%s”: give the minutes per week as a whole number; 0 when it costs you nothing more.", name)
            )
        return {"minutes_weekly": int(minutes), "verdict": verdict, "answered_on": fields.Date.today()}
