from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

TARGET_MODELS = ("crm.lead", "res.partner", "mail.activity", "calendar.event", "crm.team", "crm.lost.reason", "crm.tag")
# bookkeeping of the framework: nobody wishes for these
TECHNICAL = ("message_", "activity_", "my_activity_", "website_message_", "rating_", "create_", "write_", "access_")


class CrmFacilitationNeed(models.Model):
    """Choosing what of the CRM a need is about: one search box over the real fields and stages.

    Another addon adds models by extending :meth:`_get_target_models`. People choose before they have any rights in the
    CRM, let alone on the registry of models; what is kept from their group by the CRM's own fields is not offered.
    """

    _inherit = "crm.facilitation.need"
    _write_policy = """
        author facilitator | * | decided | target_stage_id
    """

    target_stage_id = fields.Many2one(
        "crm.stage", "Stage", ondelete="set null", help="When the wish is about one stage of the pipeline."
    )
    target_label = fields.Char("About what", compute="_compute_target_label")

    @api.depends_context("lang")
    @api.depends("target_model_id", "target_field_id", "target_stage_id")
    def _compute_target_label(self):
        # models and fields of Odoo are not everybody's to read; their names are
        for need_sudo in self.sudo():
            model, field, stage = need_sudo.target_model_id, need_sudo.target_field_id, need_sudo.target_stage_id
            names = [stage.display_name, field.field_description, model.name]
            need_sudo.target_label = " · ".join(filter(None, names)) or False

    def _get_conflict_target(self):
        """What of the CRM the need is about, as ids; empty where it names nothing."""
        if not self.target_model_id:
            return ()
        return (self.target_model_id.id, self.target_field_id.id or 0, self.target_stage_id.id or 0)

    @api.model
    @api.readonly
    def search_targets(self, text: str, limit: int = 8) -> list[dict]:
        """Fields and stages of the CRM whose name holds ``text``, those that begin with it first.

        :return: list of ``{label, model: {id, display_name}, field: {…} or False, stage: {…} or False}``
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees choose what of the CRM a need is about."))
        text = (text or "").strip().casefold()
        found = [*self._search_target_stages(text), *self._search_target_fields(text)]
        found.sort(key=lambda target: not target["label"].casefold().startswith(text))
        return found[: max(0, min(int(limit), 50))]

    @api.model
    def _get_target_models(self):
        """Names of the models whose fields can be chosen, the most usual first."""
        return [name for name in TARGET_MODELS if name in self.env]

    @api.model
    def _search_target_stages(self, text):
        lead = self._describe(self.env["ir.model"]._get("crm.lead"))
        # the stages of the CRM are not everybody's to read; their names are
        stages_sudo = self.env["crm.stage"].sudo().search([("name", "ilike", text)] if text else [], limit=50)
        kind = self.env._("Stage")
        return [
            {"label": f"{stage.display_name} · {kind}", "model": lead, "field": False, "stage": self._describe(stage)}
            for stage in stages_sudo
        ]

    @api.model
    def _search_target_fields(self, text):
        found = []
        for name in self._get_target_models():
            model = self.env["ir.model"]._get(name)
            # models and fields of Odoo are not everybody's to read; their names are
            ids = self.env["ir.model.fields"].sudo()._get_ids(name)
            described = self.env[name].sudo().fields_get(attributes=["string"])
            for field, facts in sorted(described.items(), key=lambda item: item[1]["string"].casefold()):
                if field not in ids or not self._is_choosable(self.env[name]._fields[field]):
                    continue
                if text in facts["string"].casefold() or text in field:
                    named = {"id": ids[field], "display_name": facts["string"]}
                    # models and fields of Odoo are not everybody's to read; their names are
                    label = f"{facts['string']} · {model.sudo().name}"
                    found.append({"label": label, "model": self._describe(model), "field": named, "stage": False})
        return found

    @api.model
    def _is_choosable(self, field):
        if field.name == "id" or field.name.startswith(TECHNICAL):
            return False
        return not field.groups or self.env.user.has_groups(field.groups)

    @api.model
    def _describe(self, record):
        # models and fields of Odoo are not everybody's to read; their names are
        return {"id": record.id, "display_name": record.sudo().display_name}

    @api.constrains("target_model_id", "target_field_id", "target_stage_id")
    def _check_target(self):
        # models and fields of Odoo are not everybody's to read
        for need_sudo in self.sudo():
            if need_sudo.target_field_id and need_sudo.target_field_id.model_id != need_sudo.target_model_id:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is no field of “%(model)s”. Choose what the need is about anew.",
                        field=need_sudo.target_field_id.field_description,
                        model=need_sudo.target_model_id.name or "",
                    )
                )
            if need_sudo.target_stage_id and need_sudo.target_model_id.model != "crm.lead":
                raise ValidationError(self.env._("Stages are of the pipeline. Choose what the need is about anew."))
