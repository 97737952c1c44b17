"""What Odoo does not take away by itself when the addon is uninstalled."""

from .models.configuration.config_reader import SALT_PARAMETER
from .tools import kept_plan


def uninstall_hook(env):
    """Stop watching before the tables go (a new registry follows), and forget the salt of the fingerprints, and how keys are found."""
    env.registry.facilitation_is_leaving = True
    env["ir.config_parameter"].sudo().search([("key", "=", SALT_PARAMETER)]).unlink()
    kept_plan.drop(env.cr, *kept_plan.FUNCTIONS)
