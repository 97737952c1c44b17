from odoo import api, fields, models
from odoo.api import DomainType, Self
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet, Query, drop_view_if_exists
from odoo.tools.sql import column_exists

from ...tools.trace.row import CHAINED, FEATURE, LOOSE_FEATURE, LOOSE_GOAL, LOOSE_ITEM, NEED, TASK, keys_by_kind
from ..configuration.feature import STATES as FEATURE_STATES
from ..delivery.need_delivery import DELIVERY_STATES
from ..needs.need import STATES as NEED_STATES
from .trace_sql import CHAIN, LINKS, LOOSE_ENDS, PARTS

GAPS = [
    ("goal_without_need", "Goal without need"),
    ("need_without_task", "Need without task"),
    ("task_without_feature", "Task without feature"),
    ("feature_without_need", "Feature without need"),
    ("untraced", "Configured, and nobody asked"),
    ("need_without_author", "Nobody named who asked"),
    ("suspect", "Under question"),
    ("unconfirmed", "Feature not confirmed yet"),
    ("undecided", "Need without decision"),
    ("not_planned", "Not part of this roll-out"),
    ("refused", "Refused by those who asked"),
    ("complete", "Complete"),
]
# columns that tell a loose end, by the kind of its row
LOOSE_COLUMNS = {LOOSE_FEATURE: "feature_id", LOOSE_ITEM: "config_item_id", LOOSE_GOAL: "goal_id"}
# columns that only rows of a need have, and operators that do not fit an empty one
NEED_COLUMNS = {"need_id", "need_name", "session_id", "department_id", "need_state", "delivery_state", "goal_ids"}
WORDS = {"ilike", "like", "=ilike", "=like"}
POSITIVE = {"=", "in", "any", "child_of", *WORDS}
# columns that name records
NAMING = ("goal_id", "department_id", "need_id", "task_id", "feature_id", "config_item_id", "session_id", "project_id")


class CrmFacilitationTrace(models.Model):
    """The trace of a roll-out, forwards and backwards: goal, need, task, feature, and what is missing in between.

    One row per need, task and feature; where there is no feature yet, one per need and task, or one per need. The
    loose ends follow: features, goals and findings of the scan that no need stands behind. A cancelled task answers
    nothing; an accepted need stays a promise when archived. One of several goals shows the first; grouped by goal, all.

    Rows come in the order of the needs' ids. A union cannot be walked in order, so a page is read from the chain alone
    as long as that fills it: it costs the same whatever the size.
    """

    _name = "crm.facilitation.trace"
    _description = "Facilitation Trace"
    _inherit = ["crm.facilitation.ordered"]
    _auto = False
    _log_access = False
    _order = "need_id.id, id"
    _rec_name = "need_id"
    _depends = {
        "crm.facilitation.goal": ["active", "company_id", "need_ids", "project_id", "relevance"],
        "crm.facilitation.need": [
            "active", "author_id", "company_id", "delivery_state", "department_id", "goal_ids", "is_anonymous",
            "is_suspect", "merged_into_id", "name", "project_id", "session_id", "state", "supporter_ids", "task_ids",
        ],
        "project.task": ["facilitation_need_ids", "name", "nothing_to_configure", "state"],
        "crm.facilitation.feature": [
            "company_id", "config_item_id", "is_suspect", "name", "need_ids", "project_id", "res_model", "state", "task_id",
        ],
        "crm.facilitation.config.item": ["is_untraced", "project_id", "res_model"],
    }  # fmt: skip

    project_id = fields.Many2one("project.project", "Roll-out", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    goal_id = fields.Many2one("crm.facilitation.goal", "Goal", readonly=True)
    goal_ids = fields.Many2many(related="need_id.goal_ids", string="Each goal it serves", context={"active_test": True})
    need_id = fields.Many2one("crm.facilitation.need", "Need", readonly=True)
    need_name = fields.Char("Words of the need", readonly=True)
    origin_label = fields.Char("Asked for by", compute="_compute_origin_label")
    session_id = fields.Many2one("crm.facilitation.session", "Session", readonly=True)
    department_id = fields.Many2one("hr.department", "Department", readonly=True)
    need_state = fields.Selection(NEED_STATES, "Decision", readonly=True)
    delivery_state = fields.Selection(DELIVERY_STATES, "Delivery", readonly=True)
    task_id = fields.Many2one("project.task", "Task", readonly=True)
    feature_id = fields.Many2one("crm.facilitation.feature", "Feature", readonly=True)
    feature_state = fields.Selection(FEATURE_STATES, readonly=True)
    config_item_id = fields.Many2one("crm.facilitation.config.item", "Configuration", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    goal_without_need = fields.Boolean(readonly=True)
    need_without_task = fields.Boolean(readonly=True)
    task_without_feature = fields.Boolean(readonly=True)
    feature_without_need = fields.Boolean(readonly=True)
    untraced = fields.Boolean(readonly=True)
    suspect = fields.Boolean("Under question", readonly=True)
    gap = fields.Selection(GAPS, "What is missing", readonly=True)

    def init(self) -> None:
        drop_view_if_exists(self.env.cr, self._table)
        for link in LINKS:
            self._number_links(link)
        view = SQL("CREATE VIEW %s AS (%s UNION ALL %s)", SQL.identifier(self._table), CHAIN, LOOSE_ENDS)
        self.env.cr.execute(view)

    @api.model
    def _number_links(self, link):
        """Give each link of the table ``link`` a number that stays, by which its row of the trace is found."""
        if not column_exists(self.env.cr, link, "link_number"):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %(table)s ADD COLUMN link_number integer GENERATED BY DEFAULT AS IDENTITY;"
                    " CREATE UNIQUE INDEX ON %(table)s (link_number)",
                    table=SQL.identifier(link),
                )
            )

    @property
    def _table_query(self):
        return PARTS.get(self.env.context.get("facilitation_trace_part"))

    def _part(self, name):
        """The model as one of its ``PARTS``."""
        return self.with_context(facilitation_trace_part=name)

    @api.model
    def search_fetch(
        self,
        domain: DomainType,
        field_names: list[str] | None = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> Self:
        if field_names is not None:
            # the company rule asks for it next
            field_names = [*field_names, "company_id"]
        standard = order in (None, False, self._order)
        chain, loose = (super(CrmFacilitationTrace, self._part(part)) for part in PARTS)
        if standard and not limit and not offset:
            parts = [part.search_fetch(domain, field_names) for part in (chain, loose)]
            return (parts[0] + parts[1]).with_env(self.env)
        page = self.browse()
        if standard and limit:
            page = chain.search_fetch(domain, field_names, offset=offset, limit=limit).with_env(self.env)
        if not limit or len(page) < limit:
            page = super().search_fetch(domain, field_names, offset=offset, limit=limit, order=order)
        if limit:
            page._fetch_names(field_names or ())
        return page

    def _fetch_names(self, field_names):
        """Read of the records that the rows name what the list shows, and not all that is known of them."""
        for name in filter(set(field_names).__contains__, NAMING):
            # those who may read the row may know what its links are called
            self.sudo()[name].fetch(["display_name"])

    @api.model
    def search_count(self, domain: DomainType, limit: int | None = None) -> int:
        # part by part: a union would be counted by several processes, which take longer to start than to count
        domain = Domain(domain)
        count = super(CrmFacilitationTrace, self._part("chain")).search_count(domain, limit=limit)
        if (limit and count >= limit) or _names_needs(domain):
            return count
        rest = limit and limit - count
        return count + super(CrmFacilitationTrace, self._part("loose_ends")).search_count(domain, limit=rest)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **options):
        domain = Domain(domain).map_conditions(_in_the_rows_own_words)
        keys = keys_by_kind(_rows_asked_for(domain))
        if keys:
            domain &= self._get_domain_of_rows(keys)
        chained = set(keys) <= set(CHAINED) if keys else _names_needs(domain)
        whole = not self.env.context.get("facilitation_trace_part")
        model = super(CrmFacilitationTrace, self._part("chain")) if whole and chained else super()
        return model._search(domain, offset=offset, limit=limit, order=order, **options)

    @api.model
    def _get_domain_of_rows(self, keys):
        """Needs and loose ends of the rows with these keys, so that PostgreSQL finds the rows by index."""
        statement = SQL(
            "SELECT crm_facilitation_need_id FROM crm_facilitation_feature_crm_facilitation_need_rel"
            " WHERE link_number = ANY(%s)"
            " UNION SELECT need_id FROM crm_facilitation_need_task_rel WHERE link_number = ANY(%s)",
            keys.get(FEATURE, []),
            keys.get(TASK, []),
        )
        needs = {need for [need] in self.env.execute_query(statement)} | set(keys.get(NEED, ()))
        loose = [Domain(name, "in", keys[kind]) for kind, name in LOOSE_COLUMNS.items() if kind in keys]
        return Domain.OR([Domain("need_id", "in", needs), *(Domain("need_id", "=", False) & end for end in loose)])

    @api.depends("need_id")
    def _compute_origin_label(self):
        for row in self:
            row.origin_label = row.need_id.origin_label

    def action_open(self) -> dict:
        """Open what the row ends in: the feature, else the finding, the task, the need or the goal."""
        self.ensure_one()
        record = self.feature_id or self.config_item_id or self.task_id or self.need_id or self.goal_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }


def _in_the_rows_own_words(condition):
    """A need's words are those of the row: looked for among the needs, each need found would be joined once more."""
    words = isinstance(condition.value, str) and condition.value and condition.operator in WORDS
    return (
        Domain("need_name", condition.operator, condition.value)
        if words and condition.field_expr in ("need_id", "display_name")
        else condition
    )


def _rows_asked_for(domain):
    """Ids of the rows that ``domain`` names, if it names them and nothing else."""
    condition = next(domain.iter_conditions(), None)
    if condition is None or condition is not domain or condition.field_expr != "id" or condition.operator != "in":
        return []
    value = condition.value
    return [] if isinstance(value, Query | SQL) else [row for row in value if row]


def _names_needs(domain):
    """Whether no loose end fits ``domain``, because it asks for something of the need."""
    conditions = domain.children if getattr(domain, "OPERATOR", None) == "&" else [domain]
    return any(
        hasattr(condition, "field_expr")
        and condition.field_expr.partition(".")[0] in NEED_COLUMNS
        and condition.operator in POSITIVE
        and (condition.value is not False and not (_is_collection(condition.value) and False in condition.value))
        and condition.value != ""
        for condition in conditions
    )


def _is_collection(value):
    return isinstance(value, list | tuple | set | frozenset | OrderedSet)
