"""Record rules of databases that had the addon before: other companies see nothing."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_path

AREAS = (
    "configuration",
    "conflicts",
    "evidence",
    "goals",
    "kpis",
    "launch",
    "ledger",
    "needs",
    "sessions",
    "trace",
    "voting",
)
FORMER = "company_ids + [False]"


def migrate(cr, version):
    """An update leaves rules alone: those that let every company in take their new domain.

    A rule that somebody has changed since stays, as it says something else.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for area in AREAS:
        rules = etree.parse(file_path(f"crm_facilitation/security/{area}_rules.xml"))
        for record in rules.iterfind("record"):
            rule = env.ref(f"crm_facilitation.{record.get('id')}", raise_if_not_found=False)
            if rule and record.get("id").endswith("_rule_company") and rule.domain_force.endswith(f"{FORMER})]"):
                rule.domain_force = record.findtext("field[@name='domain_force']")
