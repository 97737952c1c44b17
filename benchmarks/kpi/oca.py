"""OCA's ``kpi`` 19.0 on the same counts and sums: a KPI there is one statement with one value.

It knows no periods, so each month of each series is a KPI of its own, with the statement a person would write for it.
"""

from pathlib import Path

from pinned import environment

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
AGGREGATES = {"count": "COUNT(*)::float8", "sum": "SUM(expected_revenue)::float8"}


def addons():
    """The folder in which its addons are installed."""
    (folder,) = environment(REQUIREMENTS).glob("lib/python*/site-packages/odoo/addons")
    return folder


def install(env):
    modules = env["ir.module.module"]
    modules.update_list()
    modules.search([("name", "=", "kpi")]).button_immediate_install()


def make(env, series, periods):
    """``{KPI: (definition id, start)}`` for ``series``: ``(definition, date field, least amount)``."""
    category = env["kpi.category"].create({"name": "Benchmark"})
    green = {"name": "Good", "min_type": "static", "max_type": "static", "max_fixed_value": 1e15, "color": "#00FF00"}
    threshold = env["kpi.threshold"].create({"name": "Benchmark", "range_ids": [(0, 0, green)]})
    # the addon takes a first line that holds the word CREATE, as in create_date, for more than a question
    statement = """SELECT
        %s AS value FROM crm_lead WHERE expected_revenue >= %s AND %s >= '%s' AND %s < '%s'
        AND (company_id = %s OR company_id IS NULL)"""
    own = {}
    for definition, moment, least in series:
        for start, end in periods:
            aggregate = AGGREGATES[definition.measure]
            values = {
                "name": f"{definition.name} {start}",
                "category_id": category.id,
                "threshold_id": threshold.id,
                "kpi_type": "local",
                "kpi_code": statement % (aggregate, least, moment, start, moment, end, env.company.id),
            }
            own[env["kpi"].create(values)] = (definition.id, start)
    return own


def figures(env, own):
    kpis = env["kpi"].concat(*own)
    kpis.compute_kpi_value()
    return {key: kpi.value for kpi, key in own.items()}
