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
LABELS = (
    "shortdesc",
    "name",
    "cron_name",
    "alias_name",
    "key",
    "field_description",
    "summary",
    "display_name",
    "login",
)


class CrmFacilitationConfigReader(models.AbstractModel):
    """Reads the configuration under watch straight from the tables, what its watch may say of it and no more.

    One query per model and one per many2many field of it, whatever the number of records: nothing is computed and
    no cache is filled, so that 20,000 records take seconds.
    """

    _name = "crm.facilitation.config.reader"
    _description = "Facilitation Configuration Reader"

    @api.model
    def _read_watched(self, company):
        """Yield each watch that counts for ``company`` and may be read, with the readings of all its records."""
        salt, names = self._get_salt(), self._get_model_names()
        self.env.flush_all()
        # what is watched decides, whoever scans
        for watch_sudo in self.env["crm.facilitation.watch"].sudo().search([]):
            if watch_sudo._counts_for(company) and watch_sudo.model in self.env and not watch_sudo._get_stop_reason():
                yield watch_sudo, self._read_model(watch_sudo, salt, names)

    @api.model
    def _read_records(self, model, ids):
        """The readings of these records, by id; empty when their model is not under watch."""
        # what is watched decides, whoever changes the record
        watch_sudo = self.env["crm.facilitation.watch"].sudo().search([("model", "=", model)])
        if not watch_sudo or model not in self.env or not ids or watch_sudo._get_stop_reason():
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
        model = watch._get_model_as_reader()
        compared = watch._get_comparable_fields()
        hidden = watch._get_hidden_names([field.name for field in compared])
        names = [field.name for field in compared if field.column_type]
        flags = {field.name for field in compared if field.type == "boolean"}
        columns = {name: SQL.identifier("t", name) for name in [*names, *self._log_columns(model)]}
        relations = {field.name: self._read_relation(field, ids) for field in compared if field.type == "many2many"}
        self.env.cr.execute(self._select_records(watch, model, columns, ids))
        # read once, for what follows is done for each of thousands of records
        readings, name_of_model = [], watch.model
        for record_id, module, made, wrote, *row in self.env.cr.fetchall():
            raw = dict(zip(columns, row, strict=True))
            values = {name: bool(raw[name]) if name in flags else _plain(raw[name]) for name in names}
            values |= {name: links.get(record_id, []) for name, links in relations.items()}
            label = _label(values, name_of_model, record_id)
            values = watch._mask(values, hidden, salt)
            log = {column: raw.get(column) for column in ("create_uid", "write_uid", "create_date", "write_date")}
            subject = subject_of(name_of_model, values, model_names)
            log |= {"module": module, "module_made": made, "module_wrote": wrote}
            readings.append(Reading(name_of_model, record_id, redact(label, salt), values, subject, **log))
        return readings

    @api.model
    def _select_records(self, watch, model, columns, ids):
        domain = Domain(literal_eval(watch.domain))
        if ids is not None:
            domain &= Domain("id", "in", ids)
        made, wrote = self._proofs(model)
        return SQL(
            "SELECT t.id, d.module, %s, %s, %s FROM %s t LEFT JOIN LATERAL (SELECT module, noupdate, create_uid,"
            " create_date FROM ir_model_data WHERE model = %s AND res_id = t.id AND module NOT IN %s"
            " ORDER BY id LIMIT 1) d ON TRUE WHERE t.id IN %s ORDER BY t.id",
            made,
            wrote,
            SQL(", ").join(columns.values()),
            SQL.identifier(model._table),
            watch.model,
            PERSONAL_MODULES,
            model._search(domain).subselect(),
        )

    @api.model
    def _proofs(self, model):
        """Two conditions in SQL: that a module made a record ``t`` of external id ``d``, and that one wrote it last.

        Odoo loads each module in a transaction of its own, at whose end it marks the module as installed; and the moment
        of a transaction, in microseconds, is on every row that it writes. So a record that bears the moment of a module
        was written while that module was installed or updated. External ids which the loading makes bear nobody's name.
        Data that an update leaves alone may be older than the last update of its module.
        """
        if not model._log_access:
            return SQL("FALSE"), SQL("FALSE")
        made = SQL(
            "(d.create_uid IS NULL AND d.create_date = t.create_date AND EXISTS (SELECT FROM ir_module_module m"
            " WHERE m.name = d.module AND m.state = 'installed' AND (m.write_date IN (t.create_date, t.write_date)"
            " OR (d.noupdate AND m.write_date > t.create_date)))) IS TRUE"
        )
        wrote = SQL(
            "(d.module IS NOT NULL AND EXISTS (SELECT FROM ir_module_module m"
            " WHERE m.state = 'installed' AND m.write_date = t.write_date))"
        )
        return made, wrote

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
    return type(value).__name__ == "Decimal"


def _label(values, model, record_id):
    """What a person would call the record: its name in English, else in any language, else the model and number."""
    for name in LABELS:
        value = values.get(name)
        if isinstance(value, dict):
            value = value.get("en_US") or next(iter(value.values()), "")
        if value:
            return str(value)
    return f"{model},{record_id}"
