from ast import literal_eval
from secrets import token_hex

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.configuration.fingerprint import redact
from ...tools.configuration.scan import Reading, subject_of

SALT_PARAMETER = "crm_facilitation.configuration_salt"
# modules under which a person's own records are exported: no sign of a module's data
PERSONAL_MODULES = ("__export__", "__import__", "__custom__", "studio_customization")
LABELS = ("shortdesc", "name", "cron_name", "alias_name", "key", "field_description", "summary", "display_name")


class CrmFacilitationConfigReader(models.AbstractModel):
    """Reads the configuration under watch straight from the tables.

    One query per model and one per many2many field of it, whatever the number of records: nothing is computed and
    no cache is filled, so that 20,000 records take seconds.
    """

    _name = "crm.facilitation.config.reader"
    _description = "Facilitation Configuration Reader"

    @api.model
    def _read_watched(self):
        """Yield each watch whose model is installed, with the readings of all its records."""
        salt, names = self._get_salt(), self._get_model_names()
        self.env.flush_all()
        # what is watched decides, whoever scans
        for watch_sudo in self.env["crm.facilitation.watch"].sudo().search([]):
            if watch_sudo.model in self.env:
                yield watch_sudo, self._read_model(watch_sudo, salt, names)

    @api.model
    def _read_records(self, model, ids):
        """The readings of these records, by id; empty when their model is not under watch."""
        # what is watched decides, whoever changes the record
        watch_sudo = self.env["crm.facilitation.watch"].sudo().search([("model", "=", model)])
        if not watch_sudo or model not in self.env or not ids:
            return {}
        self.env.flush_all()
        readings = self._read_model(watch_sudo, self._get_salt(), self._get_model_names(), tuple(ids))
        return {reading.id: reading for reading in readings}

    @api.model
    def _get_salt(self):
        """The salt of this database for hashes of secrets, made when it is first needed."""
        # parameters of the system are its administrator's
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        salt = parameters_sudo.get_param(SALT_PARAMETER)
        if not salt:
            salt = token_hex(32)
            parameters_sudo.set_param(SALT_PARAMETER, salt)
        return salt

    @api.model
    def _get_model_names(self):
        self.env.cr.execute("SELECT id, model FROM ir_model")
        return dict(self.env.cr.fetchall())

    @api.model
    def _read_model(self, watch, salt, model_names, ids=None):
        # the scan finds what its facilitator may not open; values that are secret are kept as hashes
        model_sudo = self.env[watch.model].sudo().with_context(active_test=False)
        compared = watch._get_comparable_fields()
        names = [field.name for field in compared if field.column_type]
        flags = {field.name for field in compared if field.type == "boolean"}
        columns = {name: SQL.identifier("t", name) for name in [*names, *self._log_columns(model_sudo)]}
        relations = {field.name: self._read_relation(field, ids) for field in compared if field.type == "many2many"}
        secrets = watch._get_secret_names()
        self.env.cr.execute(self._select_records(watch, model_sudo, columns, ids))
        readings = []
        for record_id, module, *row in self.env.cr.fetchall():
            raw = dict(zip(columns, row, strict=True))
            values = {name: bool(raw[name]) if name in flags else _plain(raw[name]) for name in names}
            values |= {name: links.get(record_id, []) for name, links in relations.items()}
            label = _label(values, watch.model, record_id)
            values = watch._mask(values, secrets, salt)
            log = {column: raw.get(column) for column in ("create_uid", "write_uid", "create_date", "write_date")}
            subject = subject_of(watch.model, values, model_names)
            readings.append(Reading(watch.model, record_id, redact(label, salt), values, subject, module=module, **log))
        return readings

    @api.model
    def _select_records(self, watch, model, columns, ids):
        domain = Domain("id", "in", ids) if ids is not None else Domain(literal_eval(watch.domain))
        return SQL(
            "SELECT t.id, d.module, %s FROM %s t LEFT JOIN LATERAL (SELECT module FROM ir_model_data"
            " WHERE model = %s AND res_id = t.id AND module NOT IN %s ORDER BY id LIMIT 1) d ON TRUE"
            " WHERE t.id IN %s ORDER BY t.id",
            SQL(", ").join(columns.values()),
            SQL.identifier(model._table),
            watch.model,
            PERSONAL_MODULES,
            model._search(domain).subselect(),
        )

    @api.model
    def _log_columns(self, model):
        return ["create_uid", "write_uid", "create_date", "write_date"] if model._log_access else []

    @api.model
    def _read_relation(self, field, ids):
        owner, other = SQL.identifier(field.column1), SQL.identifier(field.column2)
        some = SQL("WHERE %s IN %s", owner, ids) if ids is not None else SQL()
        query = "SELECT %s, array_agg(%s ORDER BY %s) FROM %s %s GROUP BY %s"
        self.env.cr.execute(SQL(query, owner, other, other, SQL.identifier(field.relation), some, owner))
        return dict(self.env.cr.fetchall())


def _plain(value):
    """The value in JSON types; an empty text is no text."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return float(value) if _is_decimal(value) else None if value == "" else value


def _is_decimal(value):
    return value is not None and type(value).__name__ == "Decimal"


def _label(values, model, record_id):
    """What a person would call the record: its name in English, else in any language, else the model and number."""
    for name in LABELS:
        value = values.get(name)
        if isinstance(value, dict):
            value = value.get("en_US") or next(iter(value.values()), "")
        if value:
            return str(value)
    return f"{model},{record_id}"
