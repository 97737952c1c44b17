from bisect import bisect_right

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.conflicts.pulls import Figure
from ...tools.kpis.measure import NO_GROUP, OVERALL, Sums, asks_what_was_before, figures, to_key, to_value
from ...tools.kpis.periods import bounds_of, midnight_utc

# what each measure adds up beside the number of records, by the names of ``Sums``
PARTS = {
    "count": (),
    "sum": ("total",),
    "average": ("filled", "total"),
    "ratio": ("numerator", "denominator"),
}


class CrmFacilitationKpiDefinition(models.Model):
    """The one query of all definitions that share a frame: the same records, dated and grouped by the same fields.

    Time is cut at every boundary of every period asked for; sums over these segments add up to any period, so that
    KPIs share the query whatever their frequency. Reading the records is what takes the time, so each definition of the
    frame only adds its own filtered sums to it, and no more of them than its measure needs.
    """

    _inherit = "crm.facilitation.kpi.definition"

    def _get_frame(self):
        """What definitions have to share to be measured by one query."""
        self.ensure_one()
        # models and fields of Odoo are not everybody's to read; records are read with the owner's rights
        own_sudo = self.sudo()
        return own_sudo.model_id, own_sudo.date_field_id, own_sudo.group_field_id, own_sudo.include_archived

    def _measure_segments(self, bounds, company):
        """Sums per segment and group of definitions of one frame, with the rights of this environment's user.

        :param bounds: days in order; segment *i* runs from ``bounds[i]`` to ``bounds[i + 1]``
        :return: ``{definition: [(first day, group, Sums)]}``
        """
        for definition in self:
            definition._check_open()
        frame = self[0]
        model, query = self._get_query(company, frame._get_range(company, bounds[0], bounds[-1]))
        segments = {definition: [] for definition in self}
        if query.is_empty():
            return segments
        moment = frame._get_moment(model, query)
        keys = [frame._get_bucket(moment, bounds, company), frame._get_grouped(model, query)]
        sums = [column for definition in self for column in definition._get_sums(model, query, moment, company, self)]
        # the definition alone: records are read with the owner's rights
        query.groupby = SQL("1, 2") if frame.sudo().group_field_id else SQL("1")
        grouped = bool(frame.sudo().group_field_id)
        for bucket, group, *row in self.env.execute_query(query.select(*keys, *sums)):
            key = to_key(group) if grouped else OVERALL
            values = iter(row)
            for definition in self:
                parts = ("records", *PARTS[definition.measure])
                found = Sums(**{part: next(values) or 0 for part in parts})
                if found.records:
                    segments[definition].append((bounds[bucket - 1], key, found))
        return segments

    def _get_range(self, company, first, last):
        """From the day ``first`` (None: from the beginning) until before the day ``last``; a snapshot has no time."""
        # the definition alone: records are read with the owner's rights
        name = self.sudo().date_field_id.name
        if not name:
            return Domain.TRUE
        since = Domain(name, ">=", self._get_marks([first], company)[0]) if first else Domain.TRUE
        return since & Domain(name, "<", self._get_marks([last], company)[0])

    def _get_query(self, company, time=Domain.TRUE):
        """The measured model, and the query of the records these definitions count that this environment's user may see.

        :param time: the range of dates; in the domain, since some models look through what they find before it is cut
        """
        frame = self[0]
        model = frame._get_measured_model().with_company(company)
        model = model.with_context(allowed_company_ids=company.ids, active_test=not frame.include_archived)
        domain = Domain.OR(definition._parse_domain(definition.domain) for definition in self)
        domain &= time & frame._get_company_domain(model, company)
        domain &= frame._get_document_domain(model, domain, company)
        query = model._search(domain, active_test=not frame.include_archived)
        # some models order what they find, which no aggregate can follow
        query.order = None
        return model, query

    def _get_company_domain(self, model, company):
        """What the rules of the measured model leave open: people are seen across companies, and superusers see all."""
        if "company_ids" in model._fields:
            return Domain("company_ids", "in", company.ids)
        if self.env.su and "company_id" in model._fields:
            return Domain("company_id", "in", [False, company.id])
        return Domain.TRUE

    def _get_document_domain(self, model, domain, company):
        """What hangs on other records, as activities do, counts with them: those of ``company`` this user may see."""
        if not {"res_model", "res_id"} <= set(model._fields) or "company_id" in model._fields:
            return Domain.TRUE
        hosts = [name for [name] in model.sudo()._read_group(domain, ["res_model"]) if name in self.env]
        return Domain("res_model", "=", False) | Domain.OR(
            Domain("res_model", "=", host._name)
            & Domain("res_id", "in", host._search(self._get_company_domain(host, company)))
            for host in (model.env[name].with_context(active_test=False) for name in hosts)
            if host.has_access("read")
        )

    def _get_moment(self, model, query):
        # the definition alone: records are read with the owner's rights
        field_sudo = self.sudo().date_field_id
        return model._field_to_sql(query.table, field_sudo.name, query) if field_sudo else None

    def _has_records_before(self, day, company):
        """Whether there is anything to count before ``day``: then nothing is zero, not unknown."""
        # the definition alone: records are read with the owner's rights
        if not self.sudo().date_field_id:
            return True
        _model, query = self._get_query(company, self[:1]._get_range(company, None, day))
        if query.is_empty():
            return False
        query.limit = 1
        return bool(self.env.execute_query(query.select(SQL("1"))))

    def _get_grouped(self, model, query):
        # the definition alone: records are read with the owner's rights
        field_sudo = self.sudo().group_field_id
        return model._field_to_sql(query.table, field_sudo.name, query) if field_sudo else SQL("NULL")

    def _get_sums(self, model, query, moment, company, shared):
        """The number of records, and the aggregates of ``PARTS``; a ratio's shares are weighed by its field, if any.

        Where the query is ``shared`` with other definitions, each counts its own records only.
        """
        total, filled, counting = SQL("COUNT(*)"), SQL("COUNT(*)"), SQL("TRUE")
        # the definition alone: records are read with the owner's rights
        if self.sudo().measure_field_id and self.measure != "count":
            value = self._get_value(model, query, moment, company)
            total, filled = SQL("SUM(%s)", value), SQL("COUNT(%s)", value)
        own = self._to_condition(self.domain, model, query) if len(shared) > 1 else SQL("TRUE")
        if self.measure == "ratio":
            counting = self._to_condition(self.numerator_domain, model, query)
        sums = {
            "filled": self._filtered_sum(filled, own),
            "total": self._filtered_sum(total, own),
            "denominator": self._filtered_sum(total, own),
            "numerator": self._filtered_sum(total, own, counting),
        }
        return [self._filtered_sum(SQL("COUNT(*)"), own), *(sums[part] for part in PARTS[self.measure])]

    def _filtered_sum(self, aggregate, *conditions):
        conditions = [condition for condition in conditions if condition.code != "TRUE"]
        if not conditions:
            return SQL("(%s)::float8", aggregate)
        return SQL("(%s FILTER (WHERE %s))::float8", aggregate, SQL(" AND ").join(conditions))

    def _to_condition(self, text, model, query):
        domain = self._parse_domain(text).optimize_full(model)
        return SQL("TRUE") if domain.is_true() else SQL("(%s)", domain._to_sql(model, query.table, query))

    def _get_bucket(self, moment, bounds, company):
        """Number of the segment a record is in; a snapshot's records are in that of today."""
        if moment is None:
            return SQL("%s", bisect_right(bounds, self._get_today(company)))
        return SQL("width_bucket(%s, %s::%s[])", moment, self._get_marks(bounds, company), self._get_kind())

    def _get_kind(self):
        # the definition alone: records are read with the owner's rights
        return SQL("date") if self.sudo().date_field_id.ttype == "date" else SQL("timestamp")

    def _get_marks(self, bounds, company):
        # the definition alone: records are read with the owner's rights
        if self.sudo().date_field_id.ttype == "date":
            return list(bounds)
        zone = self._get_zone(company)
        return [midnight_utc(day, zone) for day in bounds]

    def _get_zone(self, company):
        """The time zone in which days of ``company`` begin."""
        # the owner may not read other companies
        return company.sudo().facilitation_tz

    def _get_value(self, model, query, moment, company):
        """The measured field; amounts in the currency of ``company`` at the rate of their day."""
        # the definition alone: records are read with the owner's rights
        field = model._fields[self.sudo().measure_field_id.name]
        value = model._field_to_sql(query.table, field.name, query)
        if field.type != "monetary":
            return value
        currency = field.get_currency_field(model)
        return self._convert(value, model._field_to_sql(query.table, currency, query), moment, company)

    def _measure_periods(self, periods, owner, company):
        """Figures of ``owner`` in ``company``, for definitions of one frame.

        Periods that have not begun have no value; of a snapshot only the period of today has one.

        :return: ``{definition: {((start, end), group): value}}``, see ``tools.kpis.measure.figures``
        """
        own = self.with_user(owner).with_company(company).with_context(allowed_company_ids=company.ids).sudo(False)
        dated_by, today = self[:1].date_field_id, own._get_today(company)
        dated = [period for period in periods if period[0] <= today and (dated_by or today < period[1])]
        nothing = dict.fromkeys((period, OVERALL) for period in periods)
        segments = own._measure_segments(bounds_of(dated), company) if dated else {}
        return {
            definition: nothing | mine._get_figures(segments[mine], dated, company) if dated else nothing
            for definition, mine in zip(self, own, strict=True)
        }

    def _get_figures(self, segments, periods, company):
        asked = asks_what_was_before(self.measure, segments, periods)
        before = asked and self._has_records_before(bounds_of(periods)[0], company)
        return figures(self.measure, segments, periods, before)

    def _get_today(self, company):
        return company._get_facilitation_today()

    def _get_group_labels(self, groups):
        """Names of the groups ``{value: name}``."""
        # the definition, and the names of groups that the owner has counted
        field_sudo = self.sudo().group_field_id
        groups = set(groups) - {OVERALL}
        labels = {group: to_value(group) for group in groups} | {NO_GROUP: self.env._("None")}
        if field_sudo.ttype == "many2one":
            ids = (int(group) for group in groups - {NO_GROUP})
            records_sudo = self.env[field_sudo.relation].sudo().browse(ids).exists()
            labels |= {str(record.id): record.display_name for record in records_sudo}
        elif field_sudo.ttype == "selection":
            field = self._get_measured_model()._fields[field_sudo.name]
            words = dict(field._description_selection(self.env))
            labels |= {group: words.get(to_value(group), to_value(group)) for group in groups - {NO_GROUP}}
        elif field_sudo.ttype == "boolean":
            labels |= {str(True): self.env._("Yes"), str(False): self.env._("No")}
        return labels

    def _describe_figures(self):
        """``{definition: Figure}``: how each is counted, in words that are equal where the same records are meant."""
        return {definition: definition._describe_figure(self) for definition in self}

    def _describe_figure(self, others):
        # models and fields of Odoo are not everybody's to read
        own_sudo = self.sudo()
        if own_sudo.measure == "manual" or own_sudo.model_name not in self.env:
            return Figure(own_sudo.measure)
        records, part = own_sudo._get_record_domain(), own_sudo._parse_domain(own_sudo.numerator_domain)
        frame = own_sudo._get_frame()
        mates_sudo = others.sudo().filtered(lambda each: each != own_sudo and each._get_frame()[:2] == frame[:2])
        name = own_sudo._name_records
        is_ratio = own_sudo.measure == "ratio"
        return Figure(
            measure=own_sudo.measure,
            frame=f"{own_sudo.model_name} {own_sudo.date_field_id.name}",
            value=own_sudo.measure_field_id.name if own_sudo.measure != "count" and own_sudo.measure_field_id else "",
            records=name(records),
            part=name(records & part) if is_ratio else "",
            rest=name(records & ~part) if is_ratio else "",
            holders=frozenset(
                name(held)
                for held in (mate._get_record_domain() for mate in mates_sudo)
                if name(records & held) == name(records) != name(held)
            ),
        )

    def _get_record_domain(self):
        records, active = self._parse_domain(self.domain), self._get_measured_model()._active_name
        named = {condition.field_expr for condition in records.iter_conditions()}
        # as a search does it
        return (
            records if self.include_archived or not active or active in named else records & Domain(active, "=", True)
        )

    def _name_records(self, domain):
        return repr(domain.optimize(self._get_measured_model()))
