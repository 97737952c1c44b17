import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# swaps a key for a cookie of the pulse's page
PULSE_PATH = "/f/p/"
# people have worked with the CRM for a month before they are asked
FIRST_ASKED = 30


class ProjectProject(models.Model):
    """The pulse of a launched roll-out: asking those who asked, once, what has become of the minutes they lost."""

    _inherit = "project.project"

    pulse_ids = fields.One2many(
        "crm.facilitation.pulse",
        "project_id",
        groups="crm_facilitation.group_facilitator,crm_facilitation.group_sponsor",
    )

    def action_send_pulse(self) -> dict:
        """Ask everybody whose needs are there, by mail; answers already there stay."""
        self._check_launch_role()
        sent = sum(project._send_pulse() for project in self)
        if not sent:
            raise UserError(
                self.env._(
                    "There is nobody to ask: nothing that was asked for by somebody with an e-mail address is configured yet."
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("People asked: %s. Their answers appear in the promise ledger.", sent),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _send_pulse(self):
        """Ask, and return how many people were asked."""
        self.ensure_one()
        if self.facilitation_phase != "launched":
            raise UserError(self.env._("“%s” is not launched yet: there is nothing to compare with.", self.name))
        # management may not read who asked, and nobody writes questions
        questions = self.sudo()._get_pulse_questions()
        for partner, asked in questions.items():
            self.sudo()._ask(partner, asked)
        return len(questions)

    def _get_pulse_questions(self, needs=None):
        """``{person: [(need, participant)]}`` of what is there (among ``needs``) and not asked about today yet."""
        today = fields.Date.today()
        needs = (self.need_ids if needs is None else needs).filtered(lambda need: need._is_there())
        known = {(row.need_id, row.participant_id) for row in self.pulse_ids if row.asked_on == today}
        questions = {}
        for need in needs:
            for partner, same in need._get_askers().filtered("active").grouped("partner_id").items():
                if partner.active and partner.email and (need, same[0]) not in known:
                    questions.setdefault(partner, []).append((need, same[0]))
        return questions

    def _ask(self, partner, asked):
        """Ask a person about needs, each ``(need, participant)``; return the questions."""
        questions = self.env["crm.facilitation.pulse"].create(
            [self._prepare_question(need, participant) for need, participant in asked]
        )
        place = asked[-1][1]
        place = place.with_context(lang=place._get_mail_lang())
        # not a message of the roll-out: the link is a key, and whoever reads the roll-out must not find it
        place._mail_person(
            place.env._("Is it better now? Two questions about what you asked for"),
            "crm_facilitation.pulse_mail",
            path=PULSE_PATH,
            partner=partner,
            project=self.with_env(place.env),
            needs=[need for need, _participant in asked],
        )
        return questions

    def _prepare_question(self, need, participant):
        """Hook: the values of a question to one person about one need."""
        # an author who agreed to be named later does not expose those who answered before
        private = self.pulse_ids.filtered("is_private").need_id
        return {
            "need_id": need.id,
            "participant_id": participant.id,
            "is_private": need.is_anonymous or need in private,
        }

    @api.model
    def _cron_send_pulse(self):
        """A month after launch: ask once, where nobody has asked yet."""
        before = fields.Date.today() - timedelta(days=FIRST_ASKED)
        launched = self.search([("facilitation_phase", "=", "launched"), ("launch_date", "<=", before)])
        # whether anybody was asked does not depend on who may read answers
        due = launched.filtered(lambda project: not project.sudo().pulse_ids)
        self.env["ir.cron"]._run_each(
            due, lambda project: project._send_pulse(), _logger, "The pulse of roll-out %s could not be sent"
        )

    def action_open_ledger(self) -> dict:
        """The promise ledger of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_facilitation.ledger_action")
        return action | {"domain": [("project_id", "=", self.id)]}
