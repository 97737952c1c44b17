"""Evidence of the KPIs: their targets and baselines, and each change of them."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import AUTHOR, Fact, register

_lt = LazyTranslate(__name__)

register(
    "kpis",
    kinds={
        "kpi_archived": _lt("KPI archived"),
        "kpi_baseline_changed": _lt("Baseline of a KPI changed"),
        "kpi_target_changed": _lt("Target of a KPI changed"),
        "kpi_target_set": _lt("Target of a KPI set"),
    },
    facts={
        "date": Fact(_lt("Date")),
        "hanging": Fact(_lt("What hangs on it")),
        "new": Fact(_lt("New")),
        "old": Fact(_lt("Old")),
        "value": Fact(_lt("Value")),
    },
    texts={
        "kpi_archived": {"name": AUTHOR},
        "kpi_baseline_changed": {},
        "kpi_target_changed": {},
        "kpi_target_set": {},
    },
)
