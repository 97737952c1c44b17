"""What the addon keeps differently from this version on, in databases that had it before."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_path

TAKING_PART = "('%s.participant_ids', 'any', [('user_id', '=', user.id), ('active', '=', True)])"
# an update leaves rules alone: these two kept out people whom they let in now; what a company made of them stays
FORMER = {
    "need": "[" + TAKING_PART % "session_id" + "]",
    "goal": "[" + TAKING_PART % "project_id.session_ids" + "]",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for room, former in FORMER.items():
        name = f"{room}_rule_employee"
        rules = etree.parse(file_path(f"crm_facilitation/security/{room}s_rules.xml"))
        rule = env.ref(f"crm_facilitation.{name}", raise_if_not_found=False)
        if rule and "".join(rule.domain_force.split()) == "".join(former.split()):
            rule.domain_force = rules.findtext(f"record[@id='{name}']/field[@name='domain_force']")
    # the day a session closed was known to the evidence alone
    cr.execute(
        "UPDATE crm_facilitation_session AS session SET closed_on = event.at::date"
        " FROM (SELECT record_id, MAX(at) AS at FROM crm_facilitation_event"
        " WHERE record_model = 'crm.facilitation.session' AND kind = 'session_closed' GROUP BY record_id) AS event"
        " WHERE event.record_id = session.id AND session.state = 'closed' AND session.closed_on IS NULL"
    )
    # what nothing breaks down was kept a second time, as the figure of a group without a name
    cr.execute(
        "DELETE FROM crm_facilitation_kpi_measurement AS row USING crm_facilitation_kpi AS kpi,"
        " crm_facilitation_kpi_definition AS definition WHERE kpi.id = row.kpi_id AND definition.id = kpi.definition_id"
        " AND definition.group_field_id IS NULL AND row.group_value = 'none'"
    )
