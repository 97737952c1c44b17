"""What Odoo does not take away by itself when the addon is uninstalled."""

from .models.configuration.config_reader import SALT_PARAMETER


def uninstall_hook(env):
    """Stop watching before the tables go (a new registry follows), and forget the salt of the fingerprints."""
    env.registry.facilitation_is_leaving = True
    env["ir.config_parameter"].sudo().search([("key", "=", SALT_PARAMETER)]).unlink()
