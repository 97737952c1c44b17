"""What the scan keeps of the configuration: secrets as hashes, and whose rights a watch reads with."""

import json
from pathlib import Path

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

from odoo.addons.crm_facilitation.models.configuration.watch_reading import SEALED
from odoo.addons.crm_facilitation.tools.configuration.fingerprint import fingerprint, redact

STANDARD = Path(__file__).resolve().parents[2] / "data" / "watch_data.xml"
# columns of values with those of their hashes
ITEM = (("baseline_values", "baseline_hash"), ("current_values", "current_hash"))
FEATURE = (("confirmed_values", "confirmed_hash"),)


def migrate(cr, version):
    """Turn values that are not kept as text any more into hashes, without a finding; name who set each watch."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    _name_owners(env)
    _seal(env, "crm_facilitation_config_item", ITEM)
    _seal(env, "crm_facilitation_feature", FEATURE)
    _seal_reasons(env)
    env.invalidate_all()


def _name_owners(env):
    """A line of the standard list stays one unless somebody has made it another one; the rest has who wrote it last."""
    standard = _read_standard()
    known = env["ir.model.data"].search([("module", "=", "crm_facilitation"), ("model", "=", "crm.facilitation.watch")])
    name_of = {data.res_id: data.name for data in known}
    for watch in env["crm.facilitation.watch"].with_context(active_test=False).search([]):
        shipped = standard.get(name_of.get(watch.id))
        if shipped and (watch.model, watch.domain) == (shipped["model"], shipped.get("domain", "[]")):
            owner, names = None, shipped["field_names"]
        else:
            author = watch.write_uid or watch.create_uid
            owner = author.id if author.id != SUPERUSER_ID else None
            names = None if owner else watch.field_names
        company = env["res.users"].browse(owner).company_id.id if owner else env.company.id
        # past what a write of a watch says: when it was extended last is compared with the scans
        query = (
            "UPDATE crm_facilitation_watch SET owner_id = %s, company_id = %s, standard_field_names = %s WHERE id = %s"
        )
        env.cr.execute(SQL(query, owner, company, names, watch.id))
    env.invalidate_all()


def _read_standard():
    records = etree.parse(STANDARD).iterfind("record")
    return {
        record.get("id"): {field.get("name"): (field.text or "").strip() for field in record.iterfind("field")}
        for record in records
    }


def _seal(env, table, columns):
    salt = env["crm.facilitation.config.reader"]._get_salt()
    watches = {watch.model: watch for watch in env["crm.facilitation.watch"].with_context(active_test=False).search([])}
    names = [name for pair in columns for name in pair]
    excuse = "outside_hash" if table.endswith("item") else "NULL"
    env.cr.execute(
        SQL(
            "SELECT id, res_model, %s, %s FROM %s ORDER BY id",
            SQL(excuse),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL.identifier(table),
        )
    )
    for row_id, model, excused, *kept in env.cr.fetchall():
        watch = watches.get(model) or env["crm.facilitation.watch"].new({"model": model, "field_names": "id"})
        changed = {}
        for (values_name, hash_name), values, digest in zip(columns, kept[::2], kept[1::2], strict=True):
            if not values:
                continue
            hidden = watch._get_hidden_names(watch._get_field_names())
            sealed = watch._mask(values, hidden, salt)
            if sealed != values:
                changed |= {values_name: json.dumps(sealed), hash_name: fingerprint(sealed)}
                if excused and excused == digest:
                    changed["outside_hash"] = changed[hash_name]
        if changed:
            pairs = SQL(", ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in changed.items())
            env.cr.execute(SQL("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), pairs, row_id))


def _seal_reasons(env):
    """What is under question says what changed in words; values of kinds that are sealed now are taken out."""
    salt = env["crm.facilitation.config.reader"]._get_salt()
    words = env._("It changed since it was confirmed.")
    env.cr.execute(
        "SELECT id, res_model, suspect_reason FROM crm_facilitation_feature WHERE coalesce(suspect_reason, '') <> ''"
    )
    for feature, model, reason in env.cr.fetchall():
        is_sealed = model in SEALED or model in ("ir.config_parameter", "ir.default")
        kept = words if is_sealed else redact(reason, salt)
        env.cr.execute(
            "UPDATE crm_facilitation_feature SET suspect_reason = %s, suspect_summary = %s WHERE id = %s",
            [kept, words, feature],
        )
