from collections.abc import Callable

from odoo import api, models
from odoo.fields import Domain


def _takes_part(path: str) -> Callable[[int], Domain]:
    return lambda participant: Domain(path, "any", [("id", "=", participant), ("active", "=", True)])


def _needs(participant):
    paths = ("session_id.participant_ids", "supporter_ids", "follow_up_session_ids.participant_ids")
    return Domain.OR(_takes_part(path)(participant) for path in paths)


def _conflicts(participant, path=""):
    paths = ("session_id.participant_ids", "need_ids.session_id.participant_ids")
    return Domain.OR(_takes_part(path + name)(participant) for name in paths)


def _remarks(participant):
    """What is said of what the guest reads."""
    needs = ("session_id.participant_ids", "supporter_ids", "follow_up_session_ids.participant_ids")
    return (
        Domain.OR(_takes_part(f"need_id.{name}")(participant) for name in needs)
        | _takes_part("goal_id.project_id.session_ids.participant_ids")(participant)
        | _conflicts(participant, "conflict_id.")
        | _conflicts(participant, "option_id.conflict_id.")
    )


# what a guest may do with which records: (model, operation) → the domain, by the id of their participant. The same as
# the rules of employees who take part; nothing is there for any other model or operation.
GUEST_RIGHTS: dict[tuple[str, str], Callable[[int], Domain]] = {
    ("crm.facilitation.session", "read"): _takes_part("participant_ids"),
    ("crm.facilitation.agenda.item", "read"): _takes_part("session_id.participant_ids"),
    # employees see who else takes part; a guest sees themself
    ("crm.facilitation.participant", "read"): lambda participant: Domain("id", "=", participant),
    ("crm.facilitation.need", "read"): _needs,
    ("crm.facilitation.need", "create"): _takes_part("session_id.participant_ids"),
    # those of the library; the company's own, see below
    ("crm.facilitation.need.tag", "read"): lambda participant: Domain("company_id", "=", False),
    ("crm.facilitation.round", "read"): _takes_part("session_id.participant_ids"),
    ("crm.facilitation.goal", "read"): _takes_part("project_id.session_ids.participant_ids"),
    ("crm.facilitation.conflict", "read"): _conflicts,
    ("crm.facilitation.conflict.option", "read"): lambda participant: _conflicts(participant, "conflict_id."),
    ("crm.facilitation.remark", "read"): _remarks,
    ("crm.facilitation.promise", "read"): _takes_part("project_id.session_ids.participant_ids"),
    ("crm.facilitation.risk", "read"): _takes_part("project_id.session_ids.participant_ids"),
    ("crm.facilitation.question", "read"): lambda participant: (
        Domain("session_id", "=", False) | _takes_part("session_id.participant_ids")(participant)
    ),
}
# what is chosen from, of the library or of the company of the guest's session
OF_COMPANY = ("crm.facilitation.need.tag",)


class IrModelAccess(models.Model):
    """What a guest may do at all with a model."""

    _inherit = "ir.model.access"

    @api.model
    def check(self, model: str, mode: str = "read", raise_exception: bool = True) -> bool:
        if (model, mode) not in GUEST_RIGHTS:
            return super().check(model, mode, raise_exception)
        # a guest may what the account may that their request runs as, and what the table says
        if super().check(model, mode, raise_exception=False):
            return True
        return bool(self.env["crm.facilitation.participant"]._get_guest_id()) or super().check(
            model, mode, raise_exception
        )


class IrRule(models.Model):
    """Which records a guest sees: those of the table above, for the participant that a controller authenticated."""

    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name: str, mode: str = "read") -> Domain:
        has_rights = not self.env.su and (model_name, mode) in GUEST_RIGHTS
        guest = has_rights and self.env["crm.facilitation.participant"]._get_guest_id()
        if not guest:
            return super()._compute_domain(model_name, mode)
        # not kept by account, as Odoo keeps its rules: all guests share one
        rights = GUEST_RIGHTS[model_name, mode](guest)
        if model_name in OF_COMPANY:
            rights |= Domain("company_id", "=", self.env.company.id)
        return rights.optimize(self.env[model_name])
