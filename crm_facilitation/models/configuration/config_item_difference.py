from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import html2plaintext

from ...tools.configuration.difference import changes
from ...tools.configuration.fingerprint import SECRET_PREFIX, changed_fields
from .config_item import FACILITATOR

SIGN_CLASSES = {"-": "text-danger bg-danger-subtle", "+": "text-success bg-success-subtle", " ": "text-muted"}


class CrmFacilitationConfigItem(models.Model):
    """Before and after as a person reads it: labels for fields, names for ids, the reader's language."""

    _inherit = "crm.facilitation.config.item"

    difference = fields.Text("Before and after", compute="_compute_difference", groups=FACILITATOR)
    difference_html = fields.Html(
        "Before and after (coloured)", compute="_compute_difference", sanitize=False, groups=FACILITATOR
    )
    change_summary = fields.Char("What changed", compute="_compute_change_summary", help="In words, without values.")
    model_label = fields.Char("Kind of record", compute="_compute_model_label")

    @api.depends("res_model")
    def _compute_model_label(self):
        for item in self:
            known = item.res_model in self.env
            # names of models are no secret, and people may not read the models themselves
            item.model_label = self.env["ir.model"].sudo()._get(item.res_model).name if known else item.res_model

    @api.depends("status", "baseline_values", "current_values")
    def _compute_difference(self):
        for item in self:
            found = item.status != "unchanged"
            before, after = item.baseline_values or {}, item.current_values or {}
            lines = item._get_changes(before, after) if found else []
            item.difference = "\n".join(map(str, lines))
            item.difference_html = Markup("").join(map(_as_html, lines))

    @api.depends("status", "baseline_values", "current_values")
    @api.depends_context("lang")
    def _compute_change_summary(self):
        for item in self:
            # the names of what changed are told, not the values
            item_sudo = item.sudo()
            before, after = item_sudo.baseline_values or {}, item_sudo.current_values or {}
            item.change_summary = item.status == "changed" and item._name_changes(before, after)

    def _name_changes(self, before, after):
        """What changed between two states of the record, in words: the labels of the fields and no value of them."""
        self.ensure_one()
        names = changed_fields(before, after)
        # the definitions of the fields alone are read
        model = self.env[self.res_model].sudo() if self.res_model in self.env else None
        labels = model.fields_get(names, ["string"]) if model is not None else {}
        return ", ".join(labels[name]["string"] if name in labels else name for name in names) or False

    def _get_changes(self, before, after):
        """What changed between two states of the record, in the language of the reader."""
        self.ensure_one()
        languages = [self.env.lang or "en_US", "en_US"]
        secret = self.env._("(secret, changed)")
        return changes(self._readable(before), self._readable(after), languages, secret)

    def _readable(self, values):
        # the definitions of the fields alone are read
        model = self.env[self.res_model].sudo() if self.res_model in self.env else None
        if model is None:
            return values
        labels = model.fields_get(list(values), ["string", "selection"])
        return {
            labels[name]["string"] if name in labels else name: self._readable_value(
                model._fields.get(name), labels.get(name, {}), value
            )
            for name, value in values.items()
        }

    def _readable_value(self, field, label, value):
        if field is None or value is None or (isinstance(value, str) and value.startswith(SECRET_PREFIX)):
            return value
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(label.get("selection", ())).get(value, value)
        if field.type == "many2one":
            return self._names(field.comodel_name, [value] if value else [])
        if field.type == "many2many":
            return self._names(field.comodel_name, value)
        if field.type == "html":
            is_translated = isinstance(value, dict)
            parts = {language: html2plaintext(part or "") for language, part in value.items()} if is_translated else {}
            return parts if is_translated else html2plaintext(value)
        return value

    def _names(self, model, ids):
        """Names of records, sorted; the number of one that is gone."""
        if model not in self.env:
            return ", ".join(f"#{record_id}" for record_id in ids)
        # the ids come with the values: what they are called is for those who may read the records
        records = self.env[model].with_context(active_test=False).browse(ids)
        known = records.exists()._filtered_access("read")
        names = sorted(record.display_name or f"#{record.id}" for record in known)
        return ", ".join([*names, *(f"#{record_id}" for record_id in (records - known).ids)])


def _as_html(change):
    line = Markup('<div class="{} px-1" style="white-space: pre-wrap">{} {}</div>')
    body = Markup("").join(line.format(SIGN_CLASSES[sign], sign.strip() or " ", text) for sign, text in change.lines)
    title = Markup('<div class="fw-bold mt-2">{}</div>').format(change.name)
    return title + Markup('<div class="font-monospace small">{}</div>').format(body)
