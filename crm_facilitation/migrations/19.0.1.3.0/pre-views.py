"""Views that patched a view of their own area are part of it from this version on; the others are read anew in peace."""

from odoo import SUPERUSER_ID, api

# each merged view with the one that has its content now
MERGED = {
    "feature_view_form_trace": "feature_view_form",
    "feature_view_list_trace": "feature_view_list",
    "need_view_form_life": "need_view_form",
}


def migrate(cr, version):
    """Remove the merged views before the new ones are read: applied to those they find nothing to patch.

    A view of another addon or of the company that extends a merged one extends what it was merged into.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for merged, target in MERGED.items():
        view = env.ref(f"crm_facilitation.{merged}", raise_if_not_found=False)
        if view:
            children = env["ir.ui.view"].with_context(active_test=False).search([("inherit_id", "=", view.id)])
            # written past the check of the combined view, which would fail in the middle of the change
            cr.execute(
                "UPDATE ir_ui_view SET inherit_id = %s WHERE id = ANY(%s)",
                [env.ref(f"crm_facilitation.{target}").id, children.ids],
            )
            env.invalidate_all()
            view.unlink()
    # Odoo combines each view that it reads with what extends it as yet: what an older version patched may be elsewhere by
    # now. Each of these views is written anew by this same update.
    cr.execute(
        """UPDATE ir_ui_view SET arch_db = jsonb_build_object('en_US', '<data/>')
            WHERE mode = 'extension' AND id IN (
                SELECT res_id FROM ir_model_data
                 WHERE module = 'crm_facilitation' AND model = 'ir.ui.view' AND NOT coalesce(noupdate, FALSE))"""
    )
    env.invalidate_all()
