from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...tools.evidence.kinds import AUTHOR, Fact, register

_lt = LazyTranslate(__name__)
HANDED = "device_handed"

register(
    "room",
    kinds={
        "contact_changed": _lt("Contact of a person without an account changed"),
        "device_handed": _lt("Shared device handed to somebody without mail"),
        "join_refused": _lt("Asked to join, refused"),
        "lobby_closed": _lt("Join code closed"),
        "lobby_opened": _lt("Join code opened"),
        "person_admitted": _lt("Admitted by the join code"),
    },
    facts={
        "is_new": Fact(_lt("Not invited before")),
        "admitted": Fact(_lt("As"), records="crm.facilitation.participant"),
    },
    texts={
        "contact_changed": {"before": AUTHOR, "after": AUTHOR},
        "device_handed": {},
        "join_refused": {},
        "lobby_closed": {},
        "lobby_opened": {},
        "person_admitted": {},
    },
    authors={"crm.facilitation.participant": "partner_id"},
)


class CrmFacilitationEvent(models.Model):
    """Evidence of what guests did: their account is nobody's, so the row says who it was and how they came in."""

    _inherit = "crm.facilitation.event"

    @api.model
    def _get_actor_facts(self):
        return super()._get_actor_facts() | self.env["crm.facilitation.participant"]._get_caller_facts()
