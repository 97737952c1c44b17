"""Figures as people of a language write them."""

from babel import Locale, UnknownLocaleError

from odoo.api import Environment
from odoo.tools import formatLang

from .digits import digits


def write_figure(env: Environment, value: float, decimals: int | None = None, least: int = 0) -> str:
    """``value`` with the signs of the environment's language; one that rounds to nothing has no minus.

    :param decimals: how many there are; as many as the figure needs where None, ``least`` at least
    """
    count = max(least, digits(value)) if decimals is None else decimals
    return formatLang(env, round(value, count) or 0.0, digits=count)


# the form of a unit for each kind of number, as CLDR calls these; of a fraction that of few things
FORMS = {"one": 0, "two": 1, "few": 1, "other": 1, "many": 2}


def unit_for(language: str, unit: str, value: float) -> str:
    """The unit as it stands beside ``value``, where the language has several forms of it, divided by ``|``.

    >>> [unit_for("ru_RU", "сделка|сделки|сделок", value) for value in (1, 3, 5, 8.3, 21)]
    ['сделка', 'сделки', 'сделок', 'сделки', 'сделка']
    >>> unit_for("en_US", "deals", 1), unit_for("en_US", "deal|deals", 5), unit_for("xx", "day|days", 1)
    ('deals', 'deals', 'days')
    """
    forms = [form.strip() for form in (unit or "").split("|")]
    if len(forms) == 1:
        return forms[0]
    try:
        kind = Locale.parse(language).plural_form(value)
    except (ValueError, UnknownLocaleError):
        kind = "other"
    return forms[min(FORMS.get(kind, len(forms)), len(forms) - 1)]
