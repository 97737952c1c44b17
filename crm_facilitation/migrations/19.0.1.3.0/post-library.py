"""Definitions and tags that a company made itself are its own from this version on; what shipped is the library.

What several companies use stays in the library, where only the administrator changes it. The standard agenda stays there
too: it is the one that all companies start from so far.
"""

from odoo.tools import SQL

# table → the companies that use a row, one per row and company
USES = {
    "crm_facilitation_kpi_definition": "SELECT definition_id AS id, company_id FROM crm_facilitation_kpi",
    "crm_facilitation_need_tag": """SELECT link.crm_facilitation_need_tag_id AS id, need.company_id
        FROM crm_facilitation_need_crm_facilitation_need_tag_rel AS link
        JOIN crm_facilitation_need AS need ON need.id = link.crm_facilitation_need_id""",
}
# the only company that uses it; where nobody does, that of its maker
OWN = """
    UPDATE %(table)s AS own SET company_id = coalesce(used.company_id, maker.company_id)
      FROM %(table)s AS each
      LEFT JOIN (SELECT id, min(company_id) AS company_id, count(DISTINCT company_id) AS number
                   FROM (%(uses)s) AS uses GROUP BY id) AS used ON used.id = each.id
      LEFT JOIN res_users AS maker ON maker.id = each.create_uid AND maker.id > 1
     WHERE own.id = each.id AND own.company_id IS NULL AND coalesce(used.number, 1) = 1
       AND NOT EXISTS (SELECT FROM ir_model_data WHERE module = 'crm_facilitation' AND model = %(model)s
                          AND res_id = each.id)
"""


def migrate(cr, version):
    for table, uses in USES.items():
        model = "crm.facilitation." + table.removeprefix("crm_facilitation_").replace("_", ".")
        # the table above, not what anybody wrote
        cr.execute(SQL(OWN, table=SQL.identifier(table), uses=SQL(uses), model=model))
