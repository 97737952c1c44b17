from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.adoption.usage import FIELDS, KINDS, LAST_RUNS, Usage, Uses, summarise, usual_interval

NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html", "selection")
# how an editor leaves a text that is empty
EMPTY_TEXTS = ("", "<p><br></p>", "<p><br/></p>", "<p></p>")


class CrmFacilitationUsageReader(models.AbstractModel):
    """Counts the records that point at what features configured, straight from the tables.

    Which records they are and which of their dates counts is :data:`...tools.adoption.usage.KINDS`. One query per kind
    of configuration, whatever the number of features. Records of another company than the feature's do not count.
    A date counts from the day on which the feature was confirmed.

    Invariants: it reads who used something, and gives departments of enough people; nothing it gives names a person.
    """

    _name = "crm.facilitation.usage.reader"
    _description = "Facilitation Usage Reader"

    @api.model
    def _read_usages(self, features_sudo):
        """``{id: Usage}`` of these features, given as superuser: figures are nobody's to read one by one."""
        self.env.flush_all()
        usages = dict.fromkeys(features_sudo.ids, Usage("unmeasurable"))
        today = fields.Date.today()
        measured_sudo = features_sudo.filtered(
            lambda feature: feature.state == "confirmed" and feature.confirmed_on and feature.change != "removed"
        )
        for model, same_sudo in measured_sudo.grouped("res_model").items():
            if model in LAST_RUNS and model in self.env:
                usages |= self._read_last_runs(model, same_sudo)
            elif uses := self._get_uses(model, same_sudo):
                for feature, found in self._read_uses(model, same_sudo, uses).items():
                    usages[feature] = summarise(found, today, usual_interval(model))
        return usages

    @api.model
    def _get_wanted(self, features_sudo):
        """The features as a table: their number, record, the beginning of the day of confirmation, company."""
        return SQL(
            "SELECT * FROM unnest(%s::int[], %s::int[], %s::timestamp[], %s::int[])"
            " AS wanted (feature_id, res_id, since, company_id)",
            features_sudo.ids,
            [feature.res_id for feature in features_sudo],
            [self._get_since(feature) for feature in features_sudo],
            [feature.company_id.id or None for feature in features_sudo],
        )

    @api.model
    def _get_since(self, feature):
        return feature.confirmed_on.replace(hour=0, minute=0, second=0, microsecond=0)

    @api.model
    def _get_uses(self, model, features_sudo):
        """A query of ``feature_id, record_id, user_id, at`` per use; None where nothing is left behind."""
        if model == FIELDS:
            return self._get_uses_of_fields(features_sudo)
        kind = KINDS.get(model)
        if not kind or model not in self.env or kind.field not in self.env[kind.records]._fields:
            return None
        uses = self._get_uses_of_kind(kind)
        return SQL("%s UNION ALL %s", uses, self._get_passages()) if model == "crm.stage" else uses

    @api.model
    def _get_uses_of_kind(self, kind):
        records = self.env[kind.records]
        field = records._fields[kind.field]
        pointing = SQL("r.%s = w.res_id", SQL.identifier(field.name))
        if field.type == "many2many":
            pointing = SQL(
                "EXISTS (SELECT FROM %s AS link WHERE link.%s = r.id AND link.%s = w.res_id)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
            )
        moments = SQL(", ").join(SQL("r.%s", SQL.identifier(name)) for name in kind.moments)
        return SQL(
            "SELECT w.feature_id, r.id AS record_id, %(person)s AS user_id, COALESCE(%(moments)s) AS at"
            " FROM wanted AS w JOIN %(table)s AS r ON %(pointing)s"
            " WHERE COALESCE(%(moments)s) >= w.since AND %(ours)s",
            person=self._get_person(records),
            moments=moments,
            table=SQL.identifier(records._table),
            pointing=pointing,
            ours=self._get_company_filter(records, "w"),
        )

    @api.model
    def _get_passages(self):
        """Deals that came through a stage and have left it again, as their history tells."""
        leads = self.env["crm.lead"]
        stage = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        return SQL(
            "SELECT w.feature_id, r.id AS record_id, %(person)s AS user_id, m.date AS at"
            " FROM wanted AS w"
            " JOIN mail_tracking_value AS v ON v.field_id = %(field)s"
            " AND w.res_id IN (v.old_value_integer, v.new_value_integer)"
            " JOIN mail_message AS m ON m.id = v.mail_message_id AND m.model = 'crm.lead'"
            " JOIN crm_lead AS r ON r.id = m.res_id AND r.stage_id <> w.res_id"
            " WHERE m.date >= w.since AND %(ours)s",
            person=self._get_person(leads),
            field=stage.id,
            ours=self._get_company_filter(leads, "w"),
        )

    @api.model
    def _get_uses_of_fields(self, features_sudo):
        """The same for custom fields that are filled in; each table is walked once."""
        parts = []
        # the fields of Odoo are the system administrator's to read
        fields_sudo = self.env[FIELDS].sudo().browse(features_sudo.mapped("res_id")).exists()
        filled = {
            field_sudo.id: (field_sudo.model, condition)
            for field_sudo in fields_sudo
            if (condition := self._get_filled(field_sudo))
        }
        for model in sorted({model for model, _condition in filled.values()}):
            records = self.env[model]
            values = [
                SQL("(%s::int, %s::timestamp, %s::int, %s)", feature.id, self._get_since(feature),
                    feature.company_id.id or None, filled[feature.res_id][1])
                for feature in features_sudo
                if filled.get(feature.res_id, ("",))[0] == model
            ]  # fmt: skip
            parts.append(
                SQL(
                    "SELECT f.feature_id, r.id AS record_id, %(person)s AS user_id, r.write_date AS at"
                    " FROM %(table)s AS r CROSS JOIN LATERAL (VALUES %(values)s)"
                    " AS f (feature_id, since, company_id, is_filled)"
                    " WHERE f.is_filled AND r.write_date >= f.since AND %(ours)s",
                    person=self._get_person(records),
                    table=SQL.identifier(records._table),
                    values=SQL(", ").join(values),
                    ours=self._get_company_filter(records, "f"),
                )
            )
        return SQL(" UNION ALL ").join(parts) if parts else None

    @api.model
    def _get_filled(self, field_sudo):
        """Whether a record ``r`` has the custom field filled in, as a condition; None where nobody fills it in."""
        records = self.env.get(field_sudo.model)
        field = records._fields.get(field_sudo.name) if records is not None else None
        is_by_hand = field is not None and field.store and field_sudo.state == "manual" and not field_sudo.compute
        if not is_by_hand or not records._auto or not records._log_access or field.related:
            return None
        column = SQL("r.%s", SQL.identifier(field.name))
        if field.type == "many2many":
            return SQL("EXISTS (SELECT FROM %s AS link WHERE link.%s = r.id)",
                       SQL.identifier(field.relation), SQL.identifier(field.column1))  # fmt: skip
        if not field.column_type:
            return None
        if field.type == "boolean":
            return SQL("%s IS TRUE", column)
        if field.type in NUMBERS:
            return SQL("COALESCE(%s, 0) <> 0", column)
        if field.type in TEXTS and field.column_type[0] != "jsonb" and not field.translate:
            return SQL("COALESCE(%s, '') NOT IN %s", column, EMPTY_TEXTS)
        return SQL("%s IS NOT NULL", column)

    @api.model
    def _get_person(self, records):
        """Whose use a record ``r`` is: of who answers for it, else of who made it."""
        field = records._fields.get("user_id")
        if field is not None and field.store and field.comodel_name == "res.users":
            return SQL("COALESCE(r.user_id, r.create_uid)")
        return SQL("r.create_uid")

    @api.model
    def _get_company_filter(self, records, wanted):
        """Whether a record ``r``, or who made it, is of the feature's company."""
        company = SQL.identifier(wanted, "company_id")
        field = records._fields.get("company_id")
        if field is not None and field.store:
            return SQL("(r.company_id IS NULL OR r.company_id = %s)", company)
        return SQL(
            "EXISTS (SELECT FROM res_users AS u WHERE u.id = %s AND u.company_id = %s)",
            self._get_person(records),
            company,
        )

    @api.model
    def _read_uses(self, model, features_sudo, uses):
        """``{feature id: [Uses]}`` of those features whose record is there."""
        self.env.cr.execute(
            SQL(
                """
                WITH wanted AS (%(wanted)s), uses AS (%(uses)s), once AS (
                    SELECT feature_id, record_id, user_id, MAX(at) AS at FROM uses GROUP BY 1, 2, 3
                ), by_person AS (
                    SELECT feature_id, user_id, COUNT(*) AS uses, MAX(at) AS at FROM once GROUP BY 1, 2
                ), home AS (
                    SELECT DISTINCT ON (e.user_id, e.company_id) e.user_id, e.company_id, v.department_id
                    FROM hr_employee AS e JOIN hr_version AS v ON v.id = e.current_version_id
                    WHERE e.active AND v.department_id IS NOT NULL AND e.user_id IN (SELECT user_id FROM by_person)
                    ORDER BY e.user_id, e.company_id, e.id
                )
                SELECT w.feature_id, COALESCE(h.department_id, 0), SUM(p.uses)::int, COUNT(p.feature_id), MAX(p.at)::date
                FROM wanted AS w JOIN %(table)s AS t ON t.id = w.res_id
                LEFT JOIN by_person AS p ON p.feature_id = w.feature_id
                LEFT JOIN home AS h ON h.user_id = p.user_id AND h.company_id = w.company_id
                GROUP BY 1, 2
                """,
                wanted=self._get_wanted(features_sudo),
                uses=uses,
                table=SQL.identifier(self.env[model]._table),
            )
        )
        found = {}
        for feature, department, count, people, last in self.env.cr.fetchall():
            rows = found.setdefault(feature, [])
            if people:
                rows.append(Uses(department, count, people, last))
        return found

    @api.model
    def _read_last_runs(self, model, features_sudo):
        """What automations leave behind: the day on which they ran last, where that is since the confirmation."""
        self.env.cr.execute(
            SQL(
                "WITH wanted AS (%(wanted)s) SELECT w.feature_id, t.%(run)s::date"
                " FROM wanted AS w JOIN %(table)s AS t ON t.id = w.res_id AND t.%(run)s >= w.since",
                wanted=self._get_wanted(features_sudo),
                run=SQL.identifier(LAST_RUNS[model]),
                table=SQL.identifier(self.env[model]._table),
            )
        )
        return {feature: Usage("unmeasurable", last=last) for feature, last in self.env.cr.fetchall()}
