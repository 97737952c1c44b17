from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.measure import NO_GROUP, OVERALL, Sums, figures
from ..tools.periods import bounds_of, midnight_utc


class CrmFacilitationKpiDefinition(models.Model):
    """The one query of a definition: all segments of time and all groups at once.

    Time is cut at every boundary of every period asked for; sums over these segments add up to any period, so that
    KPIs of one definition share the query whatever their frequency. Rows outside are read too: the first of them
    tells since when there is something to measure.
    """

    _inherit = "crm.facilitation.kpi.definition"

    def _measure_segments(self, bounds, company):
        """Sums per segment and group, with the rights of this environment's user.

        :param bounds: days in order; segment *i* runs from ``bounds[i]`` to ``bounds[i + 1]``
        :return: ``(segments, since)``: segments as ``(first day, group, Sums)``, and the day from which there are
            records (None when there are none; a snapshot's is the first day asked for)
        """
        model = self._get_measured_model().with_company(company)
        model = model.with_context(allowed_company_ids=company.ids, active_test=not self.include_archived)
        query = model._search(self._parse_domain(self.domain), active_test=not self.include_archived)
        if query.is_empty():
            return [], None if self.date_field_id else bounds[0]
        columns = self._get_columns(model, query, bounds, company)
        rows = self.env.execute_query(
            SQL("SELECT %s, %s FROM (%s) AS source GROUP BY 1, 2", *self._get_aggregates(), query.select(*columns))
        )
        begins = [first for *_rest, first in rows if first]
        since = None if self.date_field_id else bounds[0]
        if begins:
            since = self._to_day(min(begins), company)
        segments = [
            (bounds[bucket - 1], NO_GROUP if group is None else str(group), Sums(*(value or 0 for value in sums)))
            for bucket, group, *sums, _first in rows
            if 0 < bucket < len(bounds)
        ]
        return segments, since

    def _get_aggregates(self):
        sums = SQL(
            "COUNT(*), COUNT(value), SUM(value)::float8, SUM(CASE WHEN counts THEN weight END)::float8,"
            " SUM(weight)::float8, MIN(moment)"
        )
        return SQL("bucket, grouped"), sums

    def _get_columns(self, model, query, bounds, company):
        fields = self.sudo()
        alias = query.table
        moment = model._field_to_sql(alias, fields.date_field_id.name, query) if fields.date_field_id else None
        value = self._get_value(model, query, moment, company) if fields.measure_field_id else SQL("NULL::float8")
        grouped = SQL("NULL")
        if fields.group_field_id:
            grouped = model._field_to_sql(alias, fields.group_field_id.name, query)
        weight = SQL("COALESCE(%s, 0)", value) if fields.measure_field_id else SQL("1")
        if moment is not None:
            query.add_where(SQL("%s IS NOT NULL AND %s < %s", moment, moment, self._get_marks(bounds[-1:], company)[0]))
        return (
            SQL("%s AS bucket", self._get_bucket(moment, bounds, company)),
            SQL("%s AS grouped", grouped),
            SQL("%s AS value", value),
            SQL("%s AS counts", self._get_numerator(model, query)),
            SQL("%s AS weight", weight),
            SQL("%s AS moment", moment or SQL("NULL::timestamp")),
        )

    def _get_bucket(self, moment, bounds, company):
        """Number of the segment a record is in; a snapshot's records are in the last."""
        if moment is None:
            return SQL("%s", len(bounds) - 1)
        kind = SQL("date") if self.sudo().date_field_id.ttype == "date" else SQL("timestamp")
        return SQL("width_bucket(%s, %s::%s[])", moment, self._get_marks(bounds, company), kind)

    def _get_marks(self, bounds, company):
        if self.sudo().date_field_id.ttype == "date":
            return list(bounds)
        zone = self._get_zone(company)
        return [midnight_utc(day, zone) for day in bounds]

    def _get_zone(self, company):
        """The time zone in which days of ``company`` begin."""
        company = company.sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _to_day(self, moment, company):
        if not isinstance(moment, datetime):
            return moment
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self._get_zone(company))).date()

    def _get_numerator(self, model, query):
        if self.measure != "ratio":
            return SQL("FALSE")
        domain = self._parse_domain(self.numerator_domain).optimize_full(model)
        return SQL("COALESCE(%s, FALSE)", domain._to_sql(model, query.table, query))

    def _get_value(self, model, query, moment, company):
        field = model._fields[self.sudo().measure_field_id.name]
        value = model._field_to_sql(query.table, field.name, query)
        if field.type != "monetary":
            return SQL("%s::float8", value)
        currency = field.get_currency_field(model)
        if not currency:
            raise UserError(self.env._("The amount “%s” has no currency.", field.string))
        currency = model._field_to_sql(query.table, currency, query)
        day = SQL("CURRENT_DATE") if moment is None else self._get_local_day(moment, company)
        return SQL(
            "(%s * CASE WHEN COALESCE(%s, %s) = %s THEN 1 ELSE %s / NULLIF(%s, 0) END)::float8",
            value,
            currency,
            company.currency_id.id,
            company.currency_id.id,
            self._get_rate(SQL("%s", company.currency_id.id), day, company),
            self._get_rate(currency, day, company),
        )

    def _get_local_day(self, moment, company):
        if self.sudo().date_field_id.ttype == "date":
            return moment
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self._get_zone(company))

    def _get_rate(self, currency, day, company):
        """The rate Odoo would use on ``day``: the last one up to it, else the first there is, else 1."""
        rate = SQL(
            "SELECT rate FROM res_currency_rate WHERE currency_id = %s AND (company_id IS NULL OR company_id = %s)",
            currency,
            company.root_id.id,
        )
        return SQL(
            "COALESCE((%s AND name <= %s ORDER BY company_id, name DESC LIMIT 1),"
            " (%s ORDER BY company_id, name LIMIT 1), 1.0)",
            rate,
            day,
            rate,
        )

    def _measure_periods(self, periods, owner, company):
        """Figures of ``owner`` in ``company``: ``{((start, end), group): value}``, see ``tools.measure.figures``.

        Periods that have not begun have no value; of a snapshot only the period of today has one.
        """
        self.ensure_one()
        definition = self.with_user(owner).with_company(company).with_context(allowed_company_ids=company.ids)
        today = definition._get_today(company)
        dated = [period for period in periods if period[0] <= today and (self.date_field_id or today < period[1])]
        values = dict.fromkeys((period, OVERALL) for period in periods)
        if dated:
            segments, since = definition.sudo(False)._measure_segments(bounds_of(dated), company)
            values |= figures(self.measure, segments, dated, since)
        return values

    def _get_today(self, company):
        return datetime.now(ZoneInfo(self._get_zone(company))).date()

    def _get_group_labels(self, groups):
        """Names of the groups ``{value: name}``."""
        field = self.sudo().group_field_id
        groups = set(groups) - {OVERALL}
        labels = {group: group for group in groups} | {NO_GROUP: self.env._("None")}
        if field.ttype == "many2one":
            records = self.env[field.relation].sudo().browse(int(group) for group in groups - {NO_GROUP}).exists()
            labels |= {str(record.id): record.display_name for record in records}
        elif field.ttype == "selection":
            labels |= dict(self._get_measured_model().sudo()._fields[field.name]._description_selection(self.env))
        return labels
