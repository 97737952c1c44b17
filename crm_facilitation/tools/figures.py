"""Figures as people of a language write them."""

from odoo.api import Environment
from odoo.tools import formatLang

from .digits import digits


def write_figure(env: Environment, value: float, decimals: int | None = None, least: int = 0) -> str:
    """``value`` with the signs of the environment's language; one that rounds to nothing has no minus.

    :param decimals: how many there are; as many as the figure needs where None, ``least`` at least
    """
    count = max(least, digits(value)) if decimals is None else decimals
    return formatLang(env, round(value, count) or 0.0, digits=count)
