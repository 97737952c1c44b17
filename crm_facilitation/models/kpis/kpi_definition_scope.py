from collections.abc import Collection

from odoo import models
from odoo.api import ValuesType
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...tools.kpis.scope import Scope, widens
from .kpi_definition import GROUPS
from .kpi_source import Opening

SCOPE_FIELDS = {
    "measure",
    "model_id",
    "domain",
    "numerator_domain",
    "include_archived",
    "date_field_id",
    "measure_field_id",
    "group_field_id",
}
# another unit or scale gives the same number another meaning
RECORDED_FIELDS = SCOPE_FIELDS | {"unit", "has_scale", "scale_from", "scale_to"}
# what these hold is a figure, a day, a link or one of few words; of all others a filter may ask whether they are there
PLAIN = {"boolean", "integer", "float", "monetary", "date", "datetime", "selection", "many2one_reference"}
DATED = {"date", "datetime"}
# what an app that is uninstalled takes along; a figure is the same without its breakdown
LOST_WITH = {name: {name} for name in ("date_field_id", "measure_field_id", "group_field_id")}
LOST_WITH["model_id"] = {"model_id", *LOST_WITH}
CHOSEN_ANEW = {"measure", "model_id", "date_field_id", "measure_field_id"}
PRESENCE = {"=", "!=", "in", "not in"}
PASSAGES = {"any", "not any"}
CLOSED = Opening()


def _names_in(domain):
    """All field names in a filter, those within its subfilters too."""
    for condition in domain.iter_conditions():
        yield from condition.field_expr.split(".")
        if condition.operator in PASSAGES:
            yield from _names_in(Domain(condition.value))


class CrmFacilitationKpiDefinition(models.Model):
    """What a definition may read: kinds of records of the list alone, and no texts that people write.

    Checked with the rights of whoever saves a definition, and again with those of the KPI's owner whenever it is
    measured, so that a definition of former times, or one whose records were taken off the list, measures nothing.
    """

    _inherit = "crm.facilitation.kpi.definition"

    def write(self, vals: ValuesType) -> bool:
        # owners are asked, and the evidence written, whoever may read the definition's fields
        definitions_sudo = self.sudo() if RECORDED_FIELDS & set(vals) else self.sudo().browse()
        before = {each: (each._get_scope(), each._get_recorded()) for each in definitions_sudo}
        if CHOSEN_ANEW & set(vals):
            # it is measured by what is chosen now
            definitions_sudo.filtered("lost_parts")._write_past_guards({"lost_parts": False})
        result = super().write(vals)
        for definition_sudo, (scope, recorded) in before.items():
            definition_sudo._record_changes(recorded)
            if widens(scope, definition_sudo._get_scope()):
                definition_sudo._get_every_kpi()._ask_again()
        return result

    def _get_every_kpi(self):
        """The KPIs measured by it, archived ones too, which the field leaves out: they may be brought back."""
        return (
            self.env["crm.facilitation.kpi"].with_context(active_test=False).search([("definition_id", "in", self.ids)])
        )

    def _get_recorded(self):
        """How the figure is computed, as the evidence keeps it."""
        values = {name: self[name] for name in sorted(RECORDED_FIELDS)}
        return {
            name: (value.display_name or None) if isinstance(value, models.BaseModel) else value or None
            for name, value in values.items()
        }

    def _record_changes(self, old):
        """Another way to compute the figure changes what agreed KPIs say: evidence of each of them."""
        new = self._get_recorded()
        changed = [name for name in old if new[name] != old[name]]
        if not changed:
            return
        sides = {"before": {name: old[name] for name in changed}, "after": {name: new[name] for name in changed}}
        for kpi in self._get_every_kpi().filtered(lambda kpi: kpi.has_baseline or kpi.has_target):
            self.env["crm.facilitation.event"]._record(kpi, "kpi_definition_changed", {"definition": self.name} | sides)

    def copy_data(self, default: ValuesType | None = None) -> list[ValuesType]:
        for definition in self.filtered("lost_parts"):
            # without the day of its records a copy would count something else
            raise UserError(definition._word_lost())
        return super().copy_data(default)

    def _lose(self, name):
        """Let go of a part that is being uninstalled, and note what it was called."""
        before, part = self._get_recorded(), self[name].display_name
        self._let_go_of(LOST_WITH[name])
        if name != "group_field_id":
            lost = ", ".join(filter(None, [self.lost_parts, part]))
            self._write_past_guards({"lost_parts": lost})
            self._get_every_kpi()._write_past_guards({"last_error": self._word_lost()})
        self._record_changes(before)

    def _word_lost(self):
        return self.env._(
            "“%(name)s” was measured by what an uninstalled app took along: %(parts)s. Choose what it is measured by.",
            name=self.name,
            parts=self.lost_parts,
        )

    def _get_scope(self):
        """What is read with the owner's rights."""
        self.ensure_one()
        if self.measure == "manual":
            return Scope()
        fields = self.date_field_id | self.group_field_id
        if self.measure != "count":
            fields |= self.measure_field_id
        counted = self._get_terms(self.numerator_domain) if self.measure == "ratio" else frozenset()
        records = self._get_terms(self.domain)
        return Scope(self.model_id.model, records, counted, self.include_archived, frozenset(fields.mapped("name")))

    def _word_scope(self):
        """What is read with the owner's rights, in words."""
        # the person proposed may not read the fields of Odoo
        own_sudo = self.sudo()
        if not own_sudo.group_field_id:
            return self.env._("records of “%s”", own_sudo.model_id.name or own_sudo.lost_parts)
        return self.env._(
            "records of “%(model)s”, broken down by “%(group)s”",
            model=own_sudo.model_id.name,
            group=own_sudo.group_field_id.field_description,
        )

    def _get_terms(self, text):
        """The conditions of a filter that all have to hold, as texts."""
        try:
            domain = self._parse_domain(text)
        except ValidationError:
            return frozenset({text})
        if domain.is_true():
            return frozenset()
        terms = domain.children if getattr(domain, "OPERATOR", "") == "&" else [domain]
        return frozenset(map(repr, terms))

    def _check_open(self):
        """Refuse to read what is not open to KPIs, or what this environment's user may not read."""
        self.ensure_one()
        model = self._get_measured_model()
        openings = self.env["crm.facilitation.kpi.source"]._get_openings()
        if not openings.get(model._name, CLOSED).is_counted:
            raise UserError(self._word_closed(model))
        # the definition alone: records are read with the owner's rights
        group_sudo = self.sudo().group_field_id
        if group_sudo and group_sudo.ttype not in GROUPS:
            raise UserError(
                self.env._(
                    "“%s”: a KPI is broken down by a link, a selection or yes and no. A text would be shown to everybody who sees the KPI.",
                    group_sudo.field_description,
                )
            )
        if group_sudo.relation and group_sudo.relation not in openings:
            raise UserError(self._word_closed(self.env[group_sudo.relation]))
        for text in (self.domain, self.numerator_domain):
            self._check_filter(self._parse_domain(text), model, openings)

    def _uses(self, field):
        """Whether the figure is computed by this custom field, whose name nothing else of its model has."""
        if field in self.date_field_id | self.measure_field_id | self.group_field_id:
            return True
        try:
            filters = self._parse_domain(self.domain) & self._parse_domain(self.numerator_domain)
        except ValidationError:
            return False
        return field.name in set(_names_in(filters))

    def _word_closed(self, model):
        # the models of Odoo are not everybody's to read
        name = self.env["ir.model"]._get(model._name).sudo().name
        return self.env._(
            "Records of “%s” are not open to KPIs. The system's administrator opens them (Configuration, Records open to KPIs).",
            name,
        )

    def _check_filter(self, domain, model, openings):
        for condition in domain.iter_conditions():
            field, rest, model_of = self._follow(condition.field_expr.split("."), model, openings)
            if condition.operator in PASSAGES and field.relational:
                self._check_filter(Domain(condition.value), self._pass(field, model_of, openings), openings)
            elif not self._is_plain(condition, field, rest, openings.get(model_of._name, CLOSED)):
                raise UserError(
                    self.env._(
                        "“%s” is a text. A filter may ask whether it is there, and not what it says: whoever sees the KPI could find out.",
                        field._description_string(self.env) or field.name,
                    )
                )

    def _follow(self, names, model, openings):
        """The last field of a path, what comes after it, and the model it belongs to."""
        field, *rest = names
        found = model._fields.get(field)
        if found is None:
            raise UserError(self.env._("There is no field “%s” any more. Choose another filter.", field))
        model.check_access("read")
        if not model._has_field_access(found, "read"):
            raise AccessError(self.env._("The field “%s” is not yours to read.", found._description_string(self.env)))
        if rest and found.relational:
            return self._follow(rest, self._pass(found, model, openings), openings)
        return found, rest, model

    def _pass(self, field, model, openings):
        """The model a relation leads to."""
        target = model.env[field.comodel_name]
        if target._name not in openings:
            raise UserError(self._word_closed(target))
        return target

    def _is_plain(self, condition, field, rest, opening):
        """Whether a condition tells nothing of what people have written."""
        values = condition.value
        if isinstance(values, str) or not isinstance(values, Collection):
            values = [values]
        if rest:
            return field.type in DATED
        if field.relational:
            # a text would be looked for in the names
            return not any(isinstance(value, str) for value in values)
        if field.type in PLAIN or field.name in opening.texts or field.name == "id":
            return True
        return condition.operator in PRESENCE and not any(values)
