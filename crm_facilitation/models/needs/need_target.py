from odoo import api, fields, models
from odoo.api import ValuesType
from odoo.exceptions import ValidationError

from ...tools.access.texts import plain

TARGET_MODELS = ("crm.lead", "res.partner", "mail.activity", "calendar.event", "crm.team", "crm.lost.reason", "crm.tag")
# bookkeeping of the framework: nobody wishes for these
TECHNICAL = ("message_", "activity_", "my_activity_", "website_message_", "rating_", "create_", "write_", "access_")

# the parts of a target, the narrowest first, by what each is called; and what is gone with each
PARTS = {"target_stage_id": "name", "target_field_id": "field_description", "target_model_id": "name"}
GONE_WITH = {name: [name] for name in PARTS} | {"target_model_id": ["target_field_id", "target_model_id"]}


class CrmFacilitationNeed(models.Model):
    """Choosing what of the CRM a need is about: one search box over the real fields and stages.

    The need keeps the words of what it was about. When that is renamed or deleted, the need is put under question and
    contradicts nobody, until what it is about is chosen anew, or a facilitator says that it still holds.

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
    target_words = fields.Json(
        compute="_compute_target_words",
        store=True,
        copy=False,
        help="What it is about was called so, by part and language, when it was chosen.",
    )
    is_target_moved = fields.Boolean(
        "Renamed or removed",
        compute="_compute_is_target_moved",
        store=True,
        copy=False,
        help="What it is about was renamed or removed since it was chosen.",
    )
    target_moved_on = fields.Datetime(copy=False)

    @api.depends_context("lang")
    @api.depends("target_model_id", "target_field_id", "target_stage_id", "target_words", "is_target_moved")
    def _compute_target_label(self):
        for need in self:
            # names of models, fields and stages are no secret, and people may not read the records themselves
            now = need.sudo()._name_target()
            then = need._name_target_then() if need._is_target_lost() else now
            if then == now:
                need.target_label = now
            else:
                need.target_label = self.env._("%(then)s (now: %(now)s)", then=then, now=now or self.env._("removed"))

    def _name_target(self):
        """What the need is about, as it is called now."""
        model, field, stage = self.target_model_id, self.target_field_id, self.target_stage_id
        return " · ".join(filter(None, [stage.display_name, field.field_description, model.name])) or False

    def _name_target_then(self):
        """What the need was about, as it was called when that was chosen, in the language of the reader."""
        words = self.target_words or {}
        names = [words[name] for name in PARTS if words.get(name)]
        return " · ".join(name.get(self.env.lang) or name.get("en_US") or next(iter(name.values())) for name in names)

    @api.depends("target_model_id", "target_field_id", "target_stage_id")
    def _compute_target_words(self):
        for need in self:
            # names of models, fields and stages are no secret, and people may not read the records themselves
            parts = {name: need.sudo()[name] for name in PARTS}
            words = {name: _read_words(part._origin, PARTS[name]) for name, part in parts.items() if part._origin}
            need.target_words = words or False

    @api.depends("target_model_id", "target_field_id", "target_stage_id")
    def _compute_is_target_moved(self):
        """Whatever is chosen is there; that it moved is noted when it does."""
        self.is_target_moved = False

    def _is_target_lost(self):
        """Whether what the need was about has moved, or is gone by whichever way."""
        self.ensure_one()
        # that something is there is no secret, and people may not read the records themselves
        return self.is_target_moved or any(not self.sudo()[name] for name in self.target_words or {})

    @api.model
    def _search_about(self, name, records):
        """The needs that are about these records (of field ``name``), archived ones and those of others too."""
        # a need is put under question whoever renames or removes what it is about
        needs_sudo = self.sudo().with_context(active_test=False)
        return needs_sudo.search([(name, "in", records.ids)]) if records.ids else needs_sudo.browse()

    def _note_target_moved(self):
        """Put under question the needs of which a part of the target was renamed or removed."""
        for need in self.exists():
            first = need.target_moved_on if need.is_target_moved else fields.Datetime.now()
            need._write_past_guards({"is_target_moved": True, "is_suspect": True, "target_moved_on": first})

    def _is_target_called_as_before(self):
        """Whether all that the need is about is there, and called as it was when that was chosen."""
        # that names are no secret is said above
        parts = {name: self.sudo()[name] for name in self.target_words or {}}
        return all(parts.values()) and not any(
            _is_renamed(self.target_words[name], _read_words(part, PARTS[name])) for name, part in parts.items()
        )

    def action_review(self) -> bool:
        """What is reviewed is about what is there now."""
        result = super().action_review()
        # what it was about is noted by the server
        for need_sudo in self.sudo().filtered("is_target_moved"):
            if not any(not need_sudo[name] for name in need_sudo.target_words or {}):
                need_sudo._compute_target_words()
                need_sudo._write_past_guards({"is_target_moved": False})
        return result

    def _get_conflict_targets(self):
        return {need: need._get_conflict_target() for need in self}

    def _get_conflict_target(self):
        """What of the CRM the need is about, as ids; empty where it names nothing, or something that is not there."""
        is_named = self.target_model_id and not self._is_target_lost()
        return (self.target_model_id.id, self.target_field_id.id or 0, self.target_stage_id.id or 0) if is_named else ()

    @api.model
    @api.readonly
    def search_targets(self, text: str, limit: int = 8) -> list[dict]:
        """Fields and stages of the CRM whose name holds ``text``, those that begin with it first.

        :return: list of ``{label, model: {id, display_name}, field: {…} or False, stage: {…} or False}``
        """
        # whoever may raise a need may look for what it is about
        self.check_access("create")
        text = (text or "").strip().casefold()
        found = [*self._search_target_stages(text), *self._search_target_fields(text)]
        found.sort(key=lambda target: not target["label"].casefold().startswith(text))
        return found[: max(0, min(int(limit), 50))]

    @api.model
    def _get_offered_relations(self) -> set[str]:
        # what the search offers by name, to people without any rights in the CRM
        return super()._get_offered_relations() | set(PARTS)

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


class CrmStage(models.Model):
    """A stage that needs are about: see :class:`CrmFacilitationNeed` for what renaming and removing it does."""

    _inherit = "crm.stage"

    def write(self, vals: ValuesType) -> bool:
        return _rename(self, "target_stage_id", vals, super().write)

    def unlink(self) -> bool:
        return _remove(self, "target_stage_id", super().unlink)


class IrModelFields(models.Model):
    """A field that needs are about: see :class:`CrmFacilitationNeed` for what renaming and removing it does."""

    _inherit = "ir.model.fields"

    def write(self, vals: ValuesType) -> bool:
        return _rename(self, "target_field_id", vals, super().write)

    def unlink(self) -> bool:
        return _remove(self, "target_field_id", super().unlink)


class IrModel(models.Model):
    """A model that needs are about: see :class:`CrmFacilitationNeed` for what renaming and removing it does."""

    _inherit = "ir.model"

    def write(self, vals: ValuesType) -> bool:
        return _rename(self, "target_model_id", vals, super().write)

    def unlink(self) -> bool:
        return _remove(self, "target_model_id", super().unlink)


def _rename(records, target, vals, write):
    """Write ``vals``, and put the needs about what is called otherwise now under question; a translation is no name."""
    names = [name for name in (PARTS[target], "name") if name in vals]
    before = {record: {name: _read_words(record, name) for name in names} for record in records} if names else {}
    # before the name is another one: what they are about is computed by now
    needs = _get_needs_about(target, records) if names else records.env["crm.facilitation.need"]
    result = write(vals)
    renamed = records.browse(
        record.id
        for record, words in before.items()
        if any(_is_renamed(then, _read_words(record, name)) for name, then in words.items())
    )
    moved = needs.filtered(lambda need: need[target] in renamed.sudo())
    if PARTS[target] == "name" or "name" not in names:
        moved -= moved.filtered("is_target_moved")._note_target_restored()
    moved._note_target_moved()
    return result


def _remove(records, target, unlink):
    """Remove the records, and put the needs about them under question."""
    if needs := _get_needs_about(target, records):
        needs._let_go_of(GONE_WITH[target])
    result = unlink()
    needs._note_target_moved()
    return result


def _get_needs_about(target, records):
    needs = records.env["crm.facilitation.need"]
    # while the addon leaves, its tables go before the last models do
    if getattr(records.pool, "facilitation_is_leaving", False):
        return needs
    needs = needs._search_about(target, records)
    needs.mapped("target_words")
    return needs


def _is_renamed(before, after):
    """Whether a word of a language that it had is another now; a language that is new is a translation."""
    return any(plain(after.get(language) or "") != plain(word) for language, word in before.items())


def _read_words(record, name):
    """What the record is called, by language."""
    field, stored = record._fields[name], None
    if field.translate and field.store:
        stored = field._get_stored_translations(record)
    return stored or {"en_US": record[name] or ""}
