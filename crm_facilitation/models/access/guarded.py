from collections.abc import Mapping, Sequence

from odoo import SUPERUSER_ID, api, models
from odoo.api import Self, ValuesType
from odoo.exceptions import AccessError
from odoo.tools import SQL, clean_context, ormcache

from ...tools.access.write_policy import ANYBODY, CLOSED, NEW, OTHER, Rule, distinct_words, merge_policies

ADDON = "crm_facilitation"
# the mixins of these modules bring rules of their own for messages, followers and activities
FREE_MODULES = ("mail", "base", "web")
# roles that are held in the company, whatever the record
COMPANY_ROLES = {"facilitator", "management", "administrator"}


class CrmFacilitationGuarded(models.AbstractModel):
    """A model whose table says who writes which of its fields, and when.

    A model inherits from it and states a ``_write_policy`` in each area that gives it fields, in the notation of
    :mod:`...tools.access.write_policy`. The model says who the caller is towards a record
    (:meth:`_get_policy_roles`), and when its changes leave evidence (:meth:`_leaves_evidence`). Its methods write what
    nobody fills in by hand as the superuser or by :meth:`_write_past_guards`.

    Invariants: what would be stored decides, wherever it comes from: values, defaults in the context, defaults that a
    user keeps, imports, copies. A value that changes nothing is never refused. A refusal changes nothing. A field of
    this addon that no table names is written by nobody.
    """

    _name = "crm.facilitation.guarded"
    _description = "Facilitation Write Policy"

    _write_policy = ""
    # the field that says in which state the record is
    _policy_state = "state"
    # the kind of evidence that an edit leaves
    _edit_kind = ""
    # whether ``create`` of the model completes what it is given, having called :meth:`_check_policy_of_new` itself
    _completes_new = False

    @api.model
    @ormcache()
    def _get_write_policy(self):
        """``{field: rule}`` of the tables of all areas."""
        parts = [vars(part)["_write_policy"] for part in type(self).__mro__ if "_write_policy" in vars(part)]
        return merge_policies(dict.fromkeys(parts))

    @api.model
    def _get_rule(self, name) -> Rule | None:
        """The rule of a field; None where this addon has no say in it.

        Lines of a one2many have the rules of their own model.
        """
        field, rules = self._fields.get(name), self._get_write_policy()
        if field is None or field.type == "one2many" or name in models.MAGIC_COLUMNS:
            return None
        if name in rules or not (field.store or field.inverse):
            return rules.get(name)
        if field._module == ADDON:
            return CLOSED
        return None if field._module in FREE_MODULES and not field.manual else rules.get(OTHER)

    def _get_policy_roles(self) -> set[str]:
        """Hook: the roles of the caller towards this record."""
        self.ensure_one()
        return self._get_company_roles()

    @api.model
    def _get_policy_roles_of_new(self, vals) -> set[str]:
        """Hook: the roles of the caller towards a record that would be created with ``vals``."""
        return self.browse()._get_company_roles()

    def _get_company_roles(self) -> set[str]:
        """Hook: the roles of the caller in the companies of these records; without any, in those that they work in."""
        return {ANYBODY}

    def _leaves_evidence(self) -> bool:
        """Hook: whether changes of this record are evidence where the table says ``decided``."""
        self.ensure_one()
        return False

    def _get_policy_state(self) -> str:
        self.ensure_one()
        # the state decides, whoever may read it
        return self.sudo()[self._policy_state] if self._policy_state in self._fields else ""

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        if self.env.su:
            trusted = self._without_foreign_defaults()
            return super(CrmFacilitationGuarded, trusted).create(vals_list).with_env(self.env)
        if not self._completes_new:
            self._check_policy_of_new(vals_list)
        return super().create(vals_list)

    def write(self, vals: ValuesType) -> bool:
        if self.env.su:
            return super().write(vals)
        self._check_named_records(vals)
        guarded = [name for name in vals if self._get_rule(name)]
        if not guarded:
            return super().write(vals)
        self._check_numbers(vals)
        changed = {record: record._get_changed(vals, guarded) for record in self}
        for record, names in changed.items():
            record._check_policy(names, record._get_policy_state(), record._get_policy_roles)
        edited = {record: record._get_edited(names) for record, names in changed.items()}
        before = {record: record._get_policy_facts(names) for record, names in edited.items() if names}
        result = super().write(vals)
        for record, old in before.items():
            record._record_edit(*distinct_words(old, record._get_policy_facts(old)))
        return result

    def copy_data(self, default: ValuesType | None = None) -> list[ValuesType]:
        """A copy leaves out what its maker could not give a new record; what they ask for is checked by ``create``."""
        copied = super().copy_data(default)
        for vals in copied if not self.env.su else ():
            rules = {name: rule for name in set(vals) - set(default or ()) if (rule := self._get_rule(name))}
            roles = self._get_policy_roles_of_new(vals) if rules else set()
            for name, rule in rules.items():
                if not rule.permits(roles, NEW):
                    del vals[name]
        return copied

    def _write_past_guards(self, vals: ValuesType) -> bool:
        """Write what a method has decided; as the superuser, since it notes what nobody may fill in.

        Skips the guards and the consequences of :meth:`write` in every area, access rights and record rules, and the
        chatter, which would name people in anonymous records.
        """
        # the caller has been checked, and notes what nobody may fill in
        return models.Model.write(self.sudo().with_context(tracking_disable=True), vals)

    @api.model
    def _write_each_past_guards(self, values: Mapping[Self, ValuesType]) -> None:
        """The same for several records, each with values of its own."""
        for record, vals in values.items():
            # the caller has been checked, and notes what nobody may fill in
            models.Model.write(record.sudo().with_context(tracking_disable=True), vals)

    def _let_go_of(self, names):
        """Name in these columns nothing any more: PostgreSQL would clear one, and find the next one gone."""
        self.flush_recordset()
        parts = SQL(", ").join(SQL("%s = NULL", SQL.identifier(name)) for name in names)
        self.env.cr.execute(SQL("UPDATE %s SET %s WHERE id = ANY(%s)", SQL.identifier(self._table), parts, self.ids))
        self.invalidate_recordset(names, flush=False)

    @api.model
    def _check_policy_of_new(self, vals_list):
        """Raise when new records would hold what the caller may not write, defaults included."""
        if self.env.su:
            return
        defaults = self._get_foreign_defaults()
        for vals in vals_list:
            given = defaults | vals
            self._check_named_records(vals)
            # before anything is compared: what is no number is equal to nothing
            self._check_numbers(given)
            usual = self._get_usual_defaults(given)
            names = [name for name, value in given.items() if not self._is_same_value(name, value, usual.get(name))]
            self._check_policy(names, NEW, lambda given=given: self._get_policy_roles_of_new(given))

    @api.model
    def _get_foreign_defaults(self):
        """Defaults that the caller brought along: of the context, and those that a user keeps for a form."""
        return self.env["ir.default"]._get_model_defaults(self._name) | {
            name: self.env.context[f"default_{name}"] for name in self._fields if f"default_{name}" in self.env.context
        }

    @api.model
    def _without_foreign_defaults(self):
        """These records without defaults of the context for what the caller may not fill in: a client may have sent them.

        What runs as the server itself, with no client behind it, keeps them.
        """
        if self.env.uid == SUPERUSER_ID:
            return self
        barred = self._get_barred_defaults(name for name in self._fields if f"default_{name}" in self.env.context)
        keys = {f"default_{name}" for name in barred}
        kept = {key: value for key, value in self.env.context.items() if key not in keys}
        return self.with_context(kept) if keys else self

    @api.model
    def _get_barred_defaults(self, names):
        """Those of the fields ``names`` that the caller fills in on no record at all."""
        rules = {name: rule for name in names if (rule := self._get_rule(name))}
        held = self.browse().sudo(False)._get_company_roles() if rules else set()
        return [name for name, rule in rules.items() if not rule.who - COMPANY_ROLES and not rule.who & held]

    @api.model
    def default_get(self, fields: Sequence[str]) -> ValuesType:
        defaults = super().default_get(fields)
        if self.env.su and self.env.uid != SUPERUSER_ID:
            # what a user keeps as their own default is no note of the server's either, and its links are looked at
            self.sudo(False).with_context(clean_context(self.env.context))._check_named_records({})
            kept = self.env["ir.default"]._get_model_defaults(self._name)
            usual = self._get_usual_defaults(defaults)
            for name in self._get_barred_defaults(name for name in kept if name in defaults):
                del defaults[name]
                if name in usual:
                    defaults[name] = usual[name]
        return defaults

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        """The words of another language are words of the field: they are written by a way of their own."""
        rule = None if self.env.su else self._get_rule(field_name)
        if not rule:
            return super()._update_field_translations(field_name, translations, *args, **kwargs)
        self.ensure_one()
        self._check_policy([field_name], self._get_policy_state(), self._get_policy_roles)
        names, languages = self._get_edited([field_name]), sorted(translations)
        old = [self.with_context(lang=code)._get_policy_facts(names) for code in languages]
        result = super()._update_field_translations(field_name, translations, *args, **kwargs)
        for code, before in zip(languages, old, strict=True):
            if before:
                self._record_edit(*distinct_words(before, self.with_context(lang=code)._get_policy_facts(before)))
        return result

    @api.model
    def _get_usual_defaults(self, names):
        """What those of the fields ``names`` that have a default are stored with when nobody says anything."""
        defaults = {name: self._fields[name].default for name in names if name in self._fields}
        return {name: default(self) for name, default in defaults.items() if default and self._get_rule(name)}

    @api.model
    def _is_same_value(self, name, value, stored):
        """Whether giving ``value`` stores what is stored without it."""
        if not self._get_rule(name):
            return True
        field, blank = self._fields[name], self.browse()
        usual = False if stored is None else stored
        return field.convert_to_cache(value, blank, validate=False) == field.convert_to_cache(
            usual, blank, validate=False
        )

    def _get_changed(self, vals, names):
        """Those of the fields ``names`` that ``vals`` would change in this record."""
        self.ensure_one()
        # what is stored decides, whoever may read it
        record_sudo = self.sudo()
        return [name for name in names if self._is_changed(record_sudo, name, vals[name])]

    @api.model
    def _is_changed(self, record, name, value):
        field = self._fields[name]
        new, old = (field.convert_to_cache(given, record, validate=False) for given in (value, record[name]))
        return set(new) != set(old) if field.type == "many2many" else new != old

    @api.model
    def _check_policy(self, names, state, get_roles):
        rules = {name: rule for name in names if (rule := self._get_rule(name))}
        roles = get_roles() if rules else set()
        for name, rule in rules.items():
            if not rule.permits(roles, state):
                self._refuse_write(name, rule, roles)

    @api.model
    def _refuse_write(self, name, rule, roles):
        """Say why a field is not written, in words of the person who tried."""
        label = self._fields[name].get_description(self.env, ["string"])["string"]
        if not rule.who:
            raise AccessError(
                self.env._("“%s” follows from what people do and decide, and is not filled in by hand.", label)
            )
        if rule.who & roles:
            raise AccessError(self.env._("“%s” is not changed any more at this stage.", label))
        raise AccessError(self.env._("“%s” is not yours to fill in here. Ask the facilitator of the session.", label))

    def _get_edited(self, names):
        """Those of the changed fields whose change is evidence."""
        rules = {name: rule for name in names if (rule := self._get_rule(name)) and rule.evidence != "-"}
        leaves = any(rule.evidence == "decided" for rule in rules.values()) and self._leaves_evidence()
        return [name for name, rule in rules.items() if rule.is_evidence(leaves)]

    def _get_policy_facts(self, names):
        """``{field: (value as somebody reads it, ids of linked records)}``."""
        self.ensure_one()
        # the evidence holds what was written, whoever wrote it; names of records, not what else they hold
        record_sudo = self.sudo()
        return {
            name: (
                self._get_policy_word(record_sudo, name),
                record_sudo[name].ids if self._fields[name].relational else [],
            )
            for name in names
        }

    @api.model
    def _get_policy_word(self, record, name):
        value, field = record[name], self._fields[name]
        if field.relational:
            return ", ".join(value.with_context(active_test=False).mapped("display_name"))
        return str(field.convert_to_export(value, record) or "")

    def _record_edit(self, before, after):
        """Hook: what somebody edited, where the table says that it is evidence; ``{field: word}`` twice."""
