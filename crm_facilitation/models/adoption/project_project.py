import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.adoption.usage import FIELDS

_logger = logging.getLogger(__name__)


class ProjectProject(models.Model):
    """After launch: why something is in the CRM, for everybody who meets it, and whether what was asked for is used."""

    _inherit = "project.project"

    @api.readonly
    def why_here(self, res_model: str, res_id: int) -> list[dict]:
        """Why a record of the CRM is there: what was asked for, by whom, and what was decided.

        For everybody who works in the roll-out's company and may read the record; a custom field is read by whoever
        sees it on a form. Called on no roll-out, it tells of all of them.

        :return: list of ``{need, asked_by, department, session, decision, reason, decided_on, task, kpis}``: words, with
            an empty one for what the reader may not know; ``decided_on`` is a day or False, ``kpis`` a list of names.
            Empty where nobody asked
        :raises AccessError: the caller is no internal user, or may not read the record
        """
        self._check_may_ask_why(res_model, res_id)
        features_sudo = self._get_features_behind([(res_model, [res_id])])
        reasons = self.env["crm.facilitation.why.here"]._get_reasons(features_sudo)
        return [row for feature in features_sudo for row in reasons[feature.id]]

    def _get_features_behind(self, records):
        """Confirmed features of these roll-outs, else of all of the reader's companies, as superuser.

        :param records: ``[(model, ids)]``
        """
        behind = Domain.OR(Domain("res_model", "=", model) & Domain("res_id", "in", ids) for model, ids in records)
        confirmed = Domain("state", "=", "confirmed") & Domain("company_id", "in", self.env.companies.ids)
        ours = Domain("project_id", "in", self.ids) if self else Domain.TRUE
        # people who took part in no session may not read features; which of their words are told is decided below
        return self.env["crm.facilitation.feature"].sudo().search(behind & confirmed & ours, order="id")

    @api.model
    def _check_may_ask_why(self, res_model, res_id):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only people who work in the CRM can ask why something is in it."))
        if not self.env["crm.facilitation.feature"]._has_table(res_model):
            raise AccessError(self.env._("This record is not known. Reload the page and try again."))
        record = self.env[res_model].browse(res_id)
        if res_model == FIELDS and self._is_field_seen(record):
            return
        record.check_access("read")

    @api.model
    def _is_field_seen(self, field):
        """Whether the reader meets this field on forms, though only administrators read its definition."""
        # the fields of Odoo are the system administrator's to read
        field_sudo = field.sudo().exists()
        model = self.env.get(field_sudo.model) if field_sudo else None
        if model is None or field_sudo.name not in model._fields:
            return False
        return model.has_access("read") and model._has_field_access(model._fields[field_sudo.name], "read")

    def _get_unused(self):
        """Features that were asked for and are not used, as they were counted last; none in the weeks after launch."""
        return self.env["crm.facilitation.feature"].search([("project_id", "in", self.ids), ("is_idle", "=", True)])

    @api.readonly
    def get_launch_screen(self) -> dict:
        """Adds ``unused``: what was asked for and is not used, as a line of the list; False in the weeks after launch."""
        unused = self._get_unused()
        name = self.env._("Asked for and not used")
        line = self._readiness_check("unused", name, unused) if unused else False
        return super().get_launch_screen() | {"unused": line and line | {"names": self._name_obstacles(line)}}

    def _ask_usage(self, needs):
        """Ask those who wanted these needs whether they use what became of them; return the number of people."""
        self.ensure_one()
        # questions are written by nobody, and who asked is known whoever may read participants
        rollout_sudo = self.sudo()
        named_sudo = needs.sudo().filtered(lambda need: not need.is_anonymous)
        questions = rollout_sudo._get_pulse_questions(
            named_sudo - rollout_sudo.pulse_ids.filtered("is_private").need_id
        )
        for partner, asked in questions.items():
            rollout_sudo._ask(partner, asked).write({"asks_use": True})
        return len(questions)

    @api.model
    def _cron_count_usage(self):
        """Every night: keep how much the features of launched and running roll-outs are used, each roll-out by itself."""
        rollouts = self.search([("is_facilitation", "=", True), ("feature_ids.state", "=", "confirmed")])
        self.env["ir.cron"]._run_each(
            rollouts,
            lambda rollout: rollout.feature_ids._store_usage(),
            _logger,
            "The use of the features of roll-out %s could not be counted",
        )
