"""Evidence of invitations: how many people were written to, and nobody's name or address."""

from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import Fact, register

_lt = LazyTranslate(__name__)

register(
    "invitation",
    kinds={
        "people_invited": _lt("People invited"),
        "people_reminded": _lt("People reminded of the session"),
        "silent_reminded": _lt("People reminded who had raised nothing"),
    },
    facts={
        "written_to": Fact(_lt("Written to")),
        "not_reached": Fact(_lt("Not reached")),
    },
    texts={
        "people_invited": {},
        "people_reminded": {},
        "silent_reminded": {},
    },
)
