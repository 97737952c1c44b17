from odoo import api, models
from odoo.exceptions import AccessError, MissingError, UserError

from ...tools.room.commands import CommandError, find_command


class CrmFacilitationRoom(models.AbstractModel):
    """The session room as guests reach it: one call at a time, from the table in ``tools/room/commands.py``.

    A call runs as the public user with the guest's entry, so that each method finds the guest through the gate, and
    with the rights in ``guest_rights.py``, never with superuser rights.
    """

    _name = "crm.facilitation.room"
    _description = "Facilitation Room"

    @api.model
    def _call(self, session, name, sent, *, writes):
        """Run the command ``name`` for the guest in ``session`` and return what its method returns.

        :raise UserError: in the guest's words, when it cannot be done now
        :raise AccessError: when it is nothing of the guest's
        """
        try:
            command = find_command(name, writes=writes)
            record_id, arguments = command.take(sent)
        except CommandError as error:
            raise UserError(self.env._("This page is out of date. Load it again and repeat the last step.")) from error
        participant = session._get_participant()
        if not participant:
            raise AccessError(self.env._("You do not take part in this session any more. Ask the facilitator."))
        # days and states of session and roll-out decide, which the guest need not be able to read
        if command.right == "act" and participant.sudo()._get_right() != "act":
            raise UserError(self.env._("“%s” is over: you can read on, and confirm what you asked for.", session.name))
        model = self.env[command.model]
        target = self._find_target(model, record_id, command) if command.record else model
        given = {"session_id": lambda: session.id, "project_id": lambda: session.project_id.id}
        return getattr(target, command.method)(**{key: given[key]() for key in command.given}, **arguments)

    @api.model
    def _find_target(self, model, record_id, command):
        target = model.browse(record_id)
        if command.is_listed:
            # asked by its number: what no list shows yet is there for whoever made it
            target = target.exists()._filtered_access("read").filtered(model._active_name or "id")
            if not target:
                raise MissingError(self.env._("It is not there, or not yours to see."))
        return target
