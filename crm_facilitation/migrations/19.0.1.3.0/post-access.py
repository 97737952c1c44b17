"""Options of an anonymous step keep the day and nobody, as needs do; what an anonymous step collected is mixed."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Numbers of options that exist already stay: links refer to them."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """UPDATE crm_facilitation_conflict_option SET is_anonymous = TRUE
            WHERE proposed_by_id IS NULL AND create_uid = %s""",
        [SUPERUSER_ID],
    )
    for name in ("crm.facilitation.need", "crm.facilitation.conflict.option"):
        model = env[name].with_context(active_test=False)
        model.invalidate_model()
        found = model.search([("is_anonymous", "=", True)])
        if found and name.endswith("option"):
            found._forget_who_and_when()
        found._mix()
