"""Every roll-out has a company from this version on, and what belongs to it is of that company."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists

# the company with most sessions, the older one of two; else the creator's, else the first of all
COMPANIES = """
    UPDATE project_project AS rollout SET company_id = coalesce(
        (SELECT company_id FROM crm_facilitation_session WHERE project_id = rollout.id
          GROUP BY company_id ORDER BY count(*) DESC, min(id) LIMIT 1),
        (SELECT company_id FROM res_users WHERE id = rollout.create_uid AND id > 1),
        (SELECT min(id) FROM res_company)
    ) WHERE is_facilitation AND company_id IS NULL
"""
# table → how its rows lead to the roll-out, those that others follow first
FOLLOWING = {
    "project_task": "project_id",
    "crm_facilitation_session": "project_id",
    "crm_facilitation_goal": "project_id",
    "crm_facilitation_feature": "project_id",
    "crm_facilitation_kpi": "project_id",
    "crm_facilitation_need": "project_id",
    "crm_facilitation_participant": "project_id",
    "crm_facilitation_round": "project_id",
    "crm_facilitation_conflict": "project_id",
    "crm_facilitation_pulse": "project_id",
    "crm_facilitation_agenda_item": "(SELECT project_id FROM crm_facilitation_session WHERE id = owned.session_id)",
    "crm_facilitation_conflict_option": "(SELECT project_id FROM crm_facilitation_conflict WHERE id = owned.conflict_id)",
    "crm_facilitation_deviation": "(SELECT project_id FROM crm_facilitation_round WHERE id = owned.round_id)",
    "crm_facilitation_kpi_measurement": "(SELECT project_id FROM crm_facilitation_kpi WHERE id = owned.kpi_id)",
}


def migrate(cr, version):
    """Before the constraint: name the company, and let follow what took it from a roll-out without one."""
    cr.execute(COMPANIES)
    for table, project in FOLLOWING.items():
        if column_exists(cr, table, "company_id"):
            cr.execute(
                SQL(
                    """UPDATE %s AS owned SET company_id = rollout.company_id FROM project_project AS rollout
                        WHERE rollout.id = %s AND rollout.is_facilitation
                          AND owned.company_id IS DISTINCT FROM rollout.company_id""",
                    SQL.identifier(table),
                    # the table above, not what anybody wrote
                    SQL(project if project.startswith("(") else f"owned.{project}"),
                )
            )
