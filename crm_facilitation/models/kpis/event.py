"""Evidence of the KPIs: their targets and baselines, and each change of them."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import ACTOR, AUTHOR, Fact, register

_lt = LazyTranslate(__name__)


def _name_measure(env, code):
    field = env["crm.facilitation.kpi.definition"]._fields["measure"]
    return dict(field._description_selection(env)).get(code, code)


register(
    "kpis",
    kinds={
        "kpi_archived": _lt("KPI archived"),
        "kpi_brought_back": _lt("Archived KPI brought back"),
        "kpi_changed": _lt("KPI changed after it was agreed"),
        "kpi_definition_changed": _lt("Definition of a KPI changed after it was agreed"),
        "kpi_value_changed": _lt("Value of a KPI changed by hand"),
        "kpi_owner_accepted": _lt("Owner of a KPI accepted it"),
        "kpi_owner_asked_again": _lt("Owner of a KPI asked again: it is to read more"),
        "kpi_owner_gave_back": _lt("Owner gave a KPI back"),
        "kpi_owner_proposed": _lt("Owner of a KPI proposed"),
        "kpi_baseline_changed": _lt("Baseline of a KPI changed"),
        "kpi_target_changed": _lt("Target of a KPI changed"),
        "kpi_target_set": _lt("Target of a KPI set"),
    },
    facts={
        "accepted": Fact(_lt("Had accepted it")),
        "definition": Fact(_lt("Definition")),
        "owner": Fact(_lt("Owner"), records="res.users"),
        "period": Fact(_lt("Period")),
        "group": Fact(_lt("Group")),
        "measure": Fact(_lt("Measure"), words=_name_measure),
        "model_id": Fact(_lt("Records of")),
        "domain": Fact(_lt("Which records")),
        "numerator_domain": Fact(_lt("Which of them count")),
        "include_archived": Fact(_lt("Include archived")),
        "date_field_id": Fact(_lt("Dated by")),
        "measure_field_id": Fact(_lt("Measured field")),
        "group_field_id": Fact(_lt("Broken down by")),
        "date": Fact(_lt("Date")),
        "hanging": Fact(_lt("What hangs on it")),
        "new": Fact(_lt("New")),
        "old": Fact(_lt("Old")),
        "value": Fact(_lt("Value")),
    },
    texts={
        "kpi_archived": {"name": AUTHOR},
        "kpi_brought_back": {"name": AUTHOR},
        "kpi_baseline_changed": {},
        "kpi_changed": {"before": ACTOR, "after": ACTOR},
        "kpi_definition_changed": {"before": ACTOR, "after": ACTOR},
        "kpi_owner_accepted": {},
        "kpi_owner_asked_again": {},
        "kpi_owner_gave_back": {},
        "kpi_owner_proposed": {},
        "kpi_value_changed": {},
        "kpi_target_changed": {},
        "kpi_target_set": {},
    },
)
