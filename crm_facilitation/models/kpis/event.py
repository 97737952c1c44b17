"""Evidence of the KPIs: their targets and baselines, and each change of them."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import Fact, register

_lt = LazyTranslate(__name__)

register(
    "kpis",
    kinds={
        "kpi_archived": _lt("KPI archived"),
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
        "date": Fact(_lt("Date")),
        "hanging": Fact(_lt("What hangs on it")),
        "new": Fact(_lt("New")),
        "old": Fact(_lt("Old")),
        "value": Fact(_lt("Value")),
    },
)
