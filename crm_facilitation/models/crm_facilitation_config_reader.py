from ast import literal_eval
from dataclasses import dataclass
from datetime import datetime

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.fingerprint import mask

# modules under which a person's own records are exported: no sign of a module's data
PERSONAL_MODULES = ("__export__", "__import__", "__custom__", "studio_customization")
LABELS = ("name", "key", "field_description", "summary", "display_name")


@dataclass(frozen=True)
class Reading:
    """One record of the configuration as it is now, secrets already masked."""

    model: str
    id: int
    name: str
    values: dict
    create_uid: int | None
    write_uid: int | None
    create_date: datetime | None
    write_date: datetime | None
    module: str | None


class CrmFacilitationConfigReader(models.AbstractModel):
    """Reads the configuration under watch straight from the tables.

    One query per model and one per many2many field of it, whatever the number of records: nothing is computed and
    no cache is filled, so that 20,000 records take seconds.
    """

    _name = "crm.facilitation.config.reader"
    _description = "Facilitation Configuration Reader"

    @api.model
    def _read_watched(self):
        """Yield a :class:`Reading` per record under watch, model by model."""
        salt = self._get_salt()
        self.env.flush_all()
        for watch in self.env["crm.facilitation.watch"].sudo().search([]):
            if watch.model in self.env:
                yield from self._read_model(watch, salt)

    @api.model
    def _get_salt(self):
        """The salt of this database for hashes of secrets: known to the server alone."""
        return self.env["ir.config_parameter"].sudo().get_param("database.secret")

    @api.model
    def _read_model(self, watch, salt):
        model = self.env[watch.model].sudo().with_context(active_test=False)
        names = [f.name for f in watch._get_comparable_fields() if f.store and f.column_type]
        columns = {name: SQL.identifier("t", name) for name in names}
        columns |= {name: SQL.identifier("t", name) for name in self._log_columns(model)}
        relations = {f.name: self._read_relation(f) for f in watch._get_comparable_fields() if f.type == "many2many"}
        self.env.cr.execute(
            SQL(
                "SELECT t.id, d.module, %s FROM %s t LEFT JOIN LATERAL (SELECT module FROM ir_model_data"
                " WHERE model = %s AND res_id = t.id AND module NOT IN %s ORDER BY id LIMIT 1) d ON TRUE"
                " WHERE t.id IN %s ORDER BY t.id",
                SQL(", ").join(columns.values()),
                SQL.identifier(model._table),
                watch.model,
                PERSONAL_MODULES,
                model._search(Domain(literal_eval(watch.domain))).subselect(),
            )
        )
        for record_id, module, *row in self.env.cr.fetchall():
            raw = dict(zip(columns, row, strict=True))
            values = {name: _plain(raw[name]) for name in names}
            values |= {name: links.get(record_id, []) for name, links in relations.items()}
            name = _label(values, watch.model, record_id)
            for field in [f for f in values if watch._is_secret(f, values)]:
                values[field] = mask(values[field], salt)
            log = {column: raw.get(column) for column in ("create_uid", "write_uid", "create_date", "write_date")}
            yield Reading(watch.model, record_id, name, values, module=module, **log)

    @api.model
    def _log_columns(self, model):
        return ["create_uid", "write_uid", "create_date", "write_date"] if model._log_access else []

    @api.model
    def _read_relation(self, field):
        self.env.cr.execute(
            SQL(
                "SELECT %s, array_agg(%s ORDER BY %s) FROM %s GROUP BY %s",
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )
        )
        return dict(self.env.cr.fetchall())


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else float(value) if _is_decimal(value) else value


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
