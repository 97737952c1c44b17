"""Owners of KPIs accept from this version on; those who were named before keep their KPIs."""


def migrate(cr, version):
    cr.execute(
        "UPDATE crm_facilitation_kpi SET accepted_by_id = owner_id WHERE accepted_by_id IS NULL AND owner_id IS NOT NULL"
    )
