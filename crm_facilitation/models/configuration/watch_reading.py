from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...tools.configuration.fingerprint import keepable, looks_secret

NO_SECRET = {"key", "primary_key"}
# code, and accounts of other servers: that they changed is kept, never what they say
SEALED = {
    "base.automation": {"record_getter"},
    "fetchmail.server": {"user", "password"},
    "ir.actions.server": {"code"},
    "ir.mail_server": {"smtp_user", "smtp_pass"},
    "ir.model.fields": {"compute"},
}
# names that Odoo brings and changes by itself, as “Update Apps List” does: shown, and no configuration
BROUGHT = {"ir.module.module": {"shortdesc"}}
# parameters whose values may be read; the system's administrator names more of them, by commas, in one of his own
PLAIN_PARAMETERS = {
    "base_setup.default_user_rights",
    "crm.assignment.bundle",
    "crm.assignment.delay",
    "crm.assignment.commit.bundle",
    "crm.lead.auto.assignment",
    "crm.pls_fields",
    "crm.pls_start_date",
    "mail.restrict.template.rendering",
    "sales_team.membership_multi",
}
PLAIN_PARAMETER = "crm_facilitation.readable_parameters"


class CrmFacilitationWatch(models.Model):
    """With whose rights a watch reads, and what of that may be kept.

    A line of the standard list reads with all rights what that list names, in the fields that it names. Whatever a
    person set is read with that person's rights, for as long as they have them; then it says nothing more, and says so.
    """

    _inherit = "crm.facilitation.watch"

    owner_id = fields.Many2one(
        "res.users",
        "Set by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="With this person's rights the records are read. Empty: a line of the standard list.",
    )
    company_id = fields.Many2one(
        "res.company", "Company", readonly=True, copy=False, index=True, default=lambda self: self.env.company
    )
    standard_field_names = fields.Char(
        "Fields of the standard list", readonly=True, copy=False, help="Others are kept as “changed”, never as text."
    )
    stop_reason = fields.Char("Why it says nothing", compute="_compute_stop_reason")

    @api.depends("model", "field_names", "domain", "owner_id")
    def _compute_stop_reason(self):
        for watch in self:
            # rights of another person are looked up
            watch.stop_reason = watch.sudo()._get_stop_reason() or watch.sudo()._get_lost_fields_notice()

    def _is_of_system(self):
        """Whether the caller may watch anything that they may read."""
        return self.env.user.has_group("base.group_system")

    def _counts_for(self, company):
        """Whether roll-outs of ``company`` are watched; the standard list holds for each of them."""
        self.ensure_one()
        return not self.owner_id or not company or not self.company_id or self.company_id == company

    def _get_model_as_reader(self):
        """The model, with the rights of whoever set the watch; archived records too."""
        self.ensure_one()
        model = self.env[self.model].with_context(active_test=False)
        if not self.owner_id:
            # what the standard list names is read by nobody in particular; values that tell are kept as hashes
            return model.sudo()
        companies = self.owner_id.company_ids.ids
        return model.with_user(self.owner_id).with_context(active_test=False, allowed_company_ids=companies)

    def _get_comparable_fields(self):
        """The fields that exist in this database and that whoever set the watch may read."""
        model = self._get_model_as_reader()
        known = [model._fields[name] for name in self._get_field_names() if name in model._fields]
        return [field for field in known if field.store and model._has_field_access(field, "read")]

    def _get_stop_reason(self):
        """Why the watch is passed over; False where it is read. What of the standard list is not installed has no say."""
        self.ensure_one()
        if not self.model or self.model not in self.env:
            # whatever a person chose was there then
            return (self.model and self.owner_id and self.env._("Not installed any more: %s", self.model)) or False
        model, _ = self._get_model_as_reader(), self.env._
        if self.owner_id and (reason := self._get_owner_reason(model)):
            return reason
        if not self._get_comparable_fields():
            return _("None of its fields is there and may be read.")
        try:
            # the query is made, and not run
            model._search(Domain(literal_eval(self.domain or "[]")))
        except (AccessError, UserError, ValueError, SyntaxError, TypeError):
            return _("Its filter cannot be read any more: a field of it is gone, or may not be read.")
        return False

    def _get_owner_reason(self, model):
        owner, _ = self.owner_id, self.env._
        if not owner.active:
            return _("%s, who set it, has no account any more.", owner.name)
        if not self.env["crm.facilitation.role"].with_user(owner)._is_facilitator() and not owner.has_group(
            "base.group_system"
        ):
            return _("%s, who set it, is no facilitator any more.", owner.name)
        allowed = self.env["crm.facilitation.watch.kind"]._allows(self.model)
        if not allowed and not owner.has_group("base.group_system"):
            return _("The system's administrator has not opened this kind of record to watches.")
        if not model.has_access("read"):
            return _("%s, who set it, may not read these records any more.", owner.name)
        return False

    def _get_lost_fields_notice(self):
        self.ensure_one()
        if not self.owner_id or not self.model or self.model not in self.env:
            return False
        model, names = self._get_model_as_reader(), self._get_field_names()
        # whatever a person chose was there then
        if gone := [name for name in names if name not in model._fields]:
            return self.env._("Renamed or removed since it was chosen: %s", ", ".join(gone))
        known = [model._fields[name] for name in names]
        lost = [field.name for field in known if not model._has_field_access(field, "read")]
        if not lost:
            return False
        return self.env._(
            "%(person)s, who set it, may not read any more: %(fields)s",
            person=self.owner_id.name,
            fields=", ".join(lost),
        )

    def _get_unseen_ids(self):
        """Ids of the records that the filter names and that whoever set the watch may not read."""
        self.ensure_one()
        if not self.owner_id:
            return set()
        domain, model = literal_eval(self.domain), self._get_model_as_reader()
        # the ids of what is hidden are told apart from what is gone, nothing of them is kept
        return set(model.sudo()._search(domain)) - set(model._search(domain))

    def _get_hidden_names(self, names):
        """Those of the fields ``names`` of which nothing but a hash is kept: ``(secret by their names, the others)``."""
        self.ensure_one()
        secret = {name for name in names if looks_secret(name) and name not in NO_SECRET}
        sealed = SEALED.get(self.model, set())
        if not self.owner_id and self.standard_field_names:
            sealed = sealed | set(names).difference(map(str.strip, self.standard_field_names.split(",")))
        return secret, sealed

    @api.model
    def _get_plain_parameters(self):
        # parameters of the system are its administrator's, who alone names more of them
        more = self.env["ir.config_parameter"].sudo().get_param(PLAIN_PARAMETER) or ""
        return PLAIN_PARAMETERS | {key.strip() for key in more.split(",") if key.strip()}

    def _mask(self, values, hidden, salt):
        """The values as they may be kept. A parameter is text where its key is allowed to be, a default where its is.

        :param hidden: what :meth:`_get_hidden_names` says of their fields
        """
        # read once, for this is done for each of thousands of records
        model, (secret, sealed) = self.model, hidden
        brought = BROUGHT.get(model, ())
        kept = {name: value for name, value in values.items() if name not in brought}
        if model == "ir.config_parameter":
            key = values.get("key") or ""
            if looks_secret(key):
                secret = secret | {"value"}
            elif key not in self._get_plain_parameters():
                sealed = sealed | {"value"}
        elif model == "ir.default" and self._is_default_of_secret(values.get("field_id")):
            sealed = sealed | {"json_value"}
        return keepable(kept, secret, sealed, salt)

    @api.model
    def _is_default_of_secret(self, field_id):
        # the fields of Odoo are the system administrator's to read
        return looks_secret(self.env["ir.model.fields"].sudo().browse(field_id or []).name or "")
