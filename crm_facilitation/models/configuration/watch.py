from ast import literal_eval

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# what the standard list watches, by models that may not be installed and then have no name of their own
ABSENT = {"base.automation": _lt("Automation rule")}
READABLE = {"char", "text", "html", "boolean", "integer", "float", "monetary", "selection", "many2one", "date"}
READABLE |= {"datetime", "many2many", "json", "many2one_reference", "reference", "properties_definition"}


class CrmFacilitationWatch(models.Model):
    """A kind of configuration under watch: which records of which model, and which of their fields.

    The standard list ships as data; a facilitator extends it. A model that is not installed is passed over.

    Invariants: once per model; fields are stored ones that can be compared; secret fields are kept as a keyed hash;
    see the side of reading for whose rights it takes.
    """

    _name = "crm.facilitation.watch"
    _description = "Facilitation Watched Model"
    _inherit = ["crm.facilitation.guarded"]
    _order = "sequence, id"
    _rec_name = "model"
    # whom rights let write a watch; whose rights it reads with, and for which company, is noted
    _write_policy = """
        anybody | * | - | model field_names domain sequence active model_id field_ids <other>
    """
    _completes_new = True

    model = fields.Char(required=True, help="Technical name of the model.")
    field_names = fields.Char("Fields", required=True, help="Technical names, separated by commas.")
    domain = fields.Char(default="[]", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    model_id = fields.Many2one(
        "ir.model",
        "Kind of record",
        compute="_compute_model_id",
        inverse="_inverse_model_id",
        domain="[('transient', '=', False), ('abstract', '=', False)]",
    )
    kind_name = fields.Char("Kind of record (in words)", compute="_compute_kind_name")
    field_ids = fields.Many2many(
        "ir.model.fields",
        compute="_compute_field_ids",
        inverse="_inverse_field_ids",
        string="Watched fields",
        domain=f"[('model_id', '=', model_id), ('store', '=', True), ('ttype', 'in', {sorted(READABLE)})]",
    )
    is_installed = fields.Boolean("Installed", compute="_compute_is_installed")

    _unique_model = models.UniqueIndex("(model)", "This model is on the list already. Extend its fields instead.")

    @api.depends("model")
    def _compute_is_installed(self):
        for watch in self:
            watch.is_installed = bool(watch.model) and watch.model in self.env

    @api.depends("model")
    def _compute_model_id(self):
        # the models of Odoo are the system administrator's to read
        models_found_sudo = self.env["ir.model"].sudo().search([("model", "in", self.mapped("model"))])
        of_name = {model.model: model for model in models_found_sudo}
        for watch in self:
            watch.model_id = of_name.get(watch.model, False)

    @api.depends("model_id")
    @api.depends_context("lang")
    def _compute_kind_name(self):
        for watch in self:
            # the models of Odoo are the system administrator's to read
            watch.kind_name = watch.model_id.sudo().name or str(ABSENT.get(watch.model, watch.model or ""))

    @api.depends("model", "field_names")
    def _compute_field_ids(self):
        # the fields of Odoo are the system administrator's to read
        found_sudo = self.env["ir.model.fields"].sudo().search([("model", "in", self.mapped("model"))])
        for watch in self:
            names = watch._get_field_names()
            watch.field_ids = found_sudo.filtered(lambda field: field.model == watch.model and field.name in names)  # noqa: B023

    @api.onchange("model_id")
    def _inverse_model_id(self):
        for watch in self:
            # the models of Odoo are the system administrator's to read
            if watch.model_id and watch.model_id.sudo().model != watch.model:
                watch.model = watch.model_id.sudo().model
                watch.field_names = "name" if "name" in self.env[watch.model]._fields else "id"

    @api.onchange("field_ids")
    def _inverse_field_ids(self):
        """What is not installed stays on the list: its fields cannot be chosen."""
        for watch in self.filtered("is_installed"):
            fields_of = self.env[watch.model]._fields
            absent = [name for name in watch._get_field_names() if name not in fields_of]
            # the fields of Odoo are the system administrator's to read
            watch.field_names = ",".join([*watch.field_ids.sudo().sorted("id").mapped("name"), *absent])

    @api.constrains("model", "field_names", "domain")
    def _check_watch(self):
        for watch in self.filtered(lambda watch: watch.model in self.env):
            try:
                # the definitions of the fields alone are read
                model_sudo = self.env[watch.model].sudo()
                Domain(literal_eval(watch.domain)).validate(model_sudo)
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "The filter of “%(model)s” is no list of conditions on its fields. Write it like this: %(example)s",
                        model=watch.model,
                        example="[('active', '=', True)]",
                    )
                ) from error
            if not model_sudo._auto or model_sudo._transient or model_sudo._abstract:
                raise ValidationError(self.env._("“%s” keeps no records that could be watched.", watch.model))
            for name in watch._get_field_names():
                field = model_sudo._fields.get(name)
                if field is None or not field.store or field.type not in READABLE:
                    raise ValidationError(
                        self.env._(
                            "“%(model)s” has no stored field “%(field)s” that could be compared.",
                            model=watch.model,
                            field=name,
                        )
                    )

    def _check_readable(self, before=None):
        """Whoever puts something under watch reads it, and its kind is open to them.

        What was under watch before, by ``before`` (watch → model, fields, filter), stays as it is.
        """
        if self.env.su:
            return
        for watch in self.filtered("is_installed"):
            model, names, domain = (before or {}).get(watch, ("", (), ""))
            target = self.env[watch.model]
            new = [name for name in watch._get_field_names() if watch.model != model or name not in names]
            hidden = [name for name in new if not target._has_field_access(target._fields[name], "read")]
            if hidden or target._table.startswith("crm_facilitation_"):
                raise AccessError(
                    self.env._("“%(model)s” has fields that may not be watched: %(fields)s.",
                               model=watch.model, fields=", ".join(hidden or new))
                )  # fmt: skip
            if watch.model != model:
                watch._check_kind()
                target.check_access("read")
            if (watch.model, watch.domain) != (model, domain):
                # refuses a filter on what the user may not read
                target._search(literal_eval(watch.domain), bypass_access=True)

    def _check_kind(self):
        allowed = self.env["crm.facilitation.watch.kind"]._allows(self.model)
        if not allowed and not self._is_of_system():
            raise AccessError(
                self.env._(
                    "“%s” is not open to watches. The system's administrator can put it on the list.", self.kind_name
                )
            )

    def _get_field_names(self):
        self.ensure_one()
        return [name.strip() for name in (self.field_names or "").split(",") if name.strip()]

    @api.model
    @tools.ormcache()
    def _get_watched_models(self):
        # the same for everybody: the result is cached
        return frozenset(self.sudo().search([]).mapped("model"))

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        self._check_policy_of_new(vals_list)
        for vals in vals_list:
            # named, so that neither values nor defaults of the context lend somebody else's rights
            vals["owner_id"] = False if self.env.su else self.env.uid
            vals["company_id"] = self.env.company.id
            vals["standard_field_names"] = vals.get("field_names") if self.env.su else False
        watches = super().create(vals_list)
        self.env.registry.clear_cache()
        watches._check_readable()
        return watches

    def write(self, vals: ValuesType) -> bool:
        before = {watch: (watch.model, watch._get_field_names(), watch.domain) for watch in self}
        watched = {watch: watch._get_watched_facts() for watch in self}
        result = super().write(vals)
        self.env.registry.clear_cache()
        self._check_readable(before)
        for watch, facts in watched.items():
            watch._record_watched(facts, watch._get_watched_facts())
        self._take_over(before)
        return result

    def _take_over(self, before):
        """Whoever changes what is read lends their own rights to it; more of a standard line is kept as a hash."""
        if self.env.su:
            return
        for watch in self:
            model, names, domain = before[watch]
            wider = bool(set(watch._get_field_names()) - set(names))
            if (watch.model, watch.domain) != (model, domain) or (wider and watch.owner_id):
                # noted, and not filled in by hand
                watch.sudo().write({"owner_id": self.env.uid, "company_id": self.env.company.id})
            elif wider and self._is_of_system():
                # the system's administrator may say what is kept
                watch.sudo().standard_field_names = watch.field_names

    def unlink(self) -> bool:
        for watch in self:
            facts = watch._get_watched_facts()
            watch._record_watched(facts, dict.fromkeys(facts, ""))
        result = super().unlink()
        # whatever is deleted asks what is under watch, and would keep the answer of before
        self.env.registry.clear_cache()
        return result

    def _get_watched_facts(self):
        """What of a line decides what the scan finds, as the evidence keeps it."""
        return {name: str(self[name] or "") for name in ("model", "field_names", "domain", "active")}

    def _record_watched(self, before, after):
        """What is taken out of sight would never be found: evidence of every roll-out that is compared with a baseline."""
        changed = [name for name in before if before[name] != after[name]]
        if not changed or self.env.uid == SUPERUSER_ID:
            return
        sides = [{name: side[name] for name in changed} for side in (before, after)]
        # the scan of each roll-out goes by the list, whoever changes it
        compared_sudo = self.env["project.project"].sudo().with_context(active_test=False)
        compared_sudo = compared_sudo.search([("is_facilitation", "=", True), ("config_baseline_on", "!=", False)])
        for project_sudo in compared_sudo:
            if not self.company_id or self.company_id == project_sudo.company_id:
                self.env["crm.facilitation.event"]._record(
                    project_sudo, "watch_changed", {"model": before["model"], "before": sides[0], "after": sides[1]}
                )

    @api.model
    @api.readonly
    def get_watched_models(self) -> list[str]:
        """Technical names of the models under watch."""
        self.check_access("read")
        return sorted(self._get_watched_models())
