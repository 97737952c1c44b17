"""What Odoo does not take away by itself when the addon is uninstalled."""

from odoo.tools import SQL

from .models.configuration.config_reader import SALT_PARAMETER
from .models.sessions.key import GOOD_KEY_FUNCTION


def uninstall_hook(env):
    """Stop watching before the tables go (a new registry follows), and forget the salt of the fingerprints, and how keys are found."""
    env.registry.facilitation_is_leaving = True
    env["ir.config_parameter"].sudo().search([("key", "=", SALT_PARAMETER)]).unlink()
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS %s(varchar, boolean)", SQL.identifier(GOOD_KEY_FUNCTION)))
