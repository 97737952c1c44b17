from odoo import api, models
from odoo.tools import SQL

from ...tools.trace.row import LOOSE_GOAL
from .trace_sql import PARTS

# columns whose label the row has beside them, and those that a join gives
BESIDE = {"need_id": "need_name", "task_id": "task_name", "feature_id": "feature_name"}
NAMED = {
    "config_item_id": "crm_facilitation_config_item",
    "session_id": "crm_facilitation_session",
}
# columns that are read as numbers
NUMBERS = {".id": "id", ".need": "need_id", ".task": "task_id", ".feature": "feature_id"}
LABELLED = ("project_id", "department_id", "company_id")
CHOSEN = ("need_state", "delivery_state", "feature_state", "gap")
PLAIN = ("need_name", "res_model")
# from so many rows on, reading everything once costs less than looking up each
LOOKED_UP = 10_000
EXPORTED = {".id", "goal_id", *BESIDE, *NAMED, *LABELLED, *CHOSEN, *PLAIN}


class CrmFacilitationTrace(models.Model):
    """Rows of the trace as texts, in a query for each part: for the matrix of a roll-out and for the export of the list.

    Reading 200,000 rows record by record takes ten times as long as PostgreSQL takes to join their names.
    """

    _inherit = "crm.facilitation.trace"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        names = [path[0] for path in fields]
        if self.env.context.get("import_compat") or not set(names) <= EXPORTED or any(len(path) > 1 for path in fields):
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        # of all rows, where there are many of these
        domain = [("id", "in", self.ids)] if len(self) <= LOOKED_UP else []
        numbers, *columns = self._read_columns(domain, [".id", *names])
        row_of = dict(zip(numbers, zip(*columns, strict=True), strict=True))
        return [list(row_of[number]) for number in self.ids if number in row_of]

    @api.model
    def _read_texts(self, domain, names, order=None):
        """The rows that fit ``domain`` and that the reader may see, each with one text per column of ``names``.

        Labels are in the reader's language; what is not there is an empty text. The loose ends come last.
        """
        return list(zip(*self._read_columns(domain, names, order=order), strict=True))

    @api.model
    def _read_columns(self, domain, names, **options):
        """The same column by column, which takes half the time; ``.id`` is a number."""
        rows = []
        # one after the other: of a union PostgreSQL has several processes read a part each, and they start slowly
        for part in PARTS:
            query = self._part(part)._search(domain, **options)
            rows += self.env.execute_query(query.select(*[self._text_column(query, name) for name in names]))
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        return [self._as_texts(name, column) for name, column in zip(names, columns, strict=True)]

    @api.model
    def _as_texts(self, name, column):
        if name == "goal_id":
            known = self._get_goal_names(set(column))
        elif name in LABELLED:
            known = self._get_names(name, set(column))
        elif name in CHOSEN:
            known = self._get_labels(name)
        else:
            return ["" if value is None else value for value in column]
        return [known.get(value, "") for value in column]

    @api.model
    def _text_column(self, query, name):
        table = self._table
        if name in NUMBERS:
            return SQL.identifier(table, NUMBERS[name])
        if name == "goal_id":
            return SQL(
                "CASE WHEN %(need)s IS NOT NULL THEN %(need)s WHEN %(id)s & 7 = %(goal)s THEN -(%(id)s >> 3) END",
                need=SQL.identifier(table, "need_id"), id=SQL.identifier(table, "id"), goal=LOOSE_GOAL,
            )  # fmt: skip
        if name not in NAMED:
            return SQL.identifier(table, BESIDE.get(name, name))
        alias = query.make_alias(table, f"{name}_name")
        condition = SQL("%s = %s", SQL.identifier(alias, "id"), SQL.identifier(table, name))
        query.add_join("LEFT JOIN", alias, NAMED[name], condition)
        return SQL.identifier(alias, "name")

    @api.model
    def _get_goal_names(self, owners):
        """Names of the first goals of these needs, and of these goals without a need (negative numbers).

        Looked up once for each need: as a column, PostgreSQL would look it up for each row.
        """
        needs = [owner for owner in owners if owner and owner > 0]
        table = "crm_facilitation_goal_crm_facilitation_need_rel"
        among = SQL("WHERE crm_facilitation_need_id = ANY(%s)", needs) if len(needs) <= LOOKED_UP else SQL()
        statement = SQL(
            "SELECT crm_facilitation_need_id, min(crm_facilitation_goal_id) FROM %s %s GROUP BY 1",
            SQL.identifier(table), among,
        )  # fmt: skip
        goal_of = dict(self.env.execute_query(statement))
        goal_of |= {owner: -owner for owner in owners if owner and owner < 0}
        names = self._get_names("goal_id", set(goal_of.values()))
        return {owner: names[goal] for owner, goal in goal_of.items()}

    @api.model
    def _get_labels(self, name):
        return dict(self._fields[name]._description_selection(self.env))

    @api.model
    def _get_names(self, name, ids):
        # those who may read the row may know what its links are called
        records_sudo = self.env[self._fields[name].comodel_name].sudo().browse(filter(None, ids))
        return {record.id: record.display_name for record in records_sudo}
