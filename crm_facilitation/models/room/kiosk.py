from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ...tools.sessions.link import fingerprint, new_key
from .event import HANDED

KIOSK_PATH = "/f/k/"
# without a touch the device locks by itself; the server's clock decides
LOCK_SECONDS = 60


class CrmFacilitationKiosk(models.Model):
    """A shared device that is passed around: nobody's, with a key of its own, and never anybody's login.

    It offers those who are here and have neither an account nor a link that they used. Somebody presses their name, a
    facilitator hands the device over, the person acts; it locks when they say so or after a minute without a touch.

    Invariants: it acts for one person at a time, whom a facilitator handed it to, and no other device does; each hand-over
    has a number of its own, so that a page of the person before does nothing; once it is locked, nothing of it says who had
    it. That it was handed to somebody whom no mail tells is evidence.
    """

    _name = "crm.facilitation.kiosk"
    _description = "Facilitation Kiosk"
    _inherit = ["crm.facilitation.guarded"]
    _write_policy = """
        facilitator | * | - | active
    """
    _rec_name = "session_id"
    # no dates beside the person who has it
    _log_access = False

    session_id = fields.Many2one(
        "crm.facilitation.session", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="session_id.company_id", store=True)
    active = fields.Boolean(default=True)
    asked_id = fields.Many2one("crm.facilitation.participant", "Asks for it", readonly=True, ondelete="set null")
    participant_id = fields.Many2one(
        "crm.facilitation.participant", "Has it", readonly=True, groups=NO_ACCESS, ondelete="set null"
    )
    hand_over = fields.Integer(default=0, readonly=True, groups=NO_ACCESS)
    touched_at = fields.Datetime(readonly=True, groups=NO_ACCESS)
    key_hash = fields.Char(required=True, readonly=True, groups=NO_ACCESS, copy=False)

    _unique_key = models.UniqueIndex("(key_hash)")
    # two desks that hand two devices to one person at once hand over one
    _unique_person = models.UniqueIndex(
        "(participant_id) WHERE participant_id IS NOT NULL", "This person has another shared device now."
    )

    @api.model
    def _open_for(self, session):
        key = new_key()
        # keys are the server's
        self.sudo().create({"session_id": session.id, "key_hash": fingerprint(key)})
        address = f"{session.get_base_url()}{KIOSK_PATH}{key}"
        picture = self.env["crm.facilitation.key"]._draw(address)
        return {
            "type": "ir.actions.client",
            "tag": "crm_facilitation.personal_link",
            "target": "new",
            "name": self.env._("Kiosk, shown once"),
            "params": {"name": session.name, "address": address, "picture": picture},
        }

    @api.model
    def _authenticate(self, key: str | None):
        """The kiosk whose key this is, with superuser rights; empty for every other key."""
        # the device has no account
        kiosk_sudo = self.sudo().search([("key_hash", "=", fingerprint(key or ""))])
        return kiosk_sudo.filtered(
            lambda kiosk: kiosk.active and kiosk.session_id.active and kiosk.session_id.state != "cancelled"
        )

    def _get_offered(self):
        """People who may use it: here, with neither an account nor a link or code that they came by."""
        self.ensure_one()
        return self.session_id.participant_ids.filtered(
            lambda person: (
                person.attendance == "joined"
                and not person.user_id
                and person.came_by in (False, "kiosk")
                and person._is_let_in()
            )
        )

    def _get_person(self):
        """Who has the device now; nobody once it is locked, by its owner or by a minute without a touch."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(seconds=LOCK_SECONDS)
        is_open = self.touched_at and self.touched_at > since
        return self.participant_id & self._get_offered() if is_open else self.participant_id.browse()

    def _ask(self, person_id):
        """Somebody pressed their name: the device waits for a facilitator."""
        self.write({"asked_id": person_id if person_id in self._get_offered().ids else False})

    def _touch(self):
        if self._get_person():
            self.touched_at = fields.Datetime.now()

    def _lock(self):
        self.write({"participant_id": False, "asked_id": False, "touched_at": False, "hand_over": self.hand_over + 1})

    def action_hand_over(self, asked: str | None = None) -> None:
        """Unlock the device for whoever pressed their name. The person is told by mail where they have one.

        :param asked: the name that the desk shows: refused where another one was pressed meanwhile
        """
        self.ensure_one()
        self.env["crm.facilitation.role"]._check_facilitator(self)
        # who has the device is the server's
        kiosk_sudo = self.sudo()
        person_sudo = kiosk_sudo.asked_id & kiosk_sudo._get_offered()
        if not person_sudo:
            raise UserError(self.env._("Nobody pressed their name on this device. Ask them to do so first."))
        if asked is not None and asked != person_sudo.partner_id.name:
            raise UserError(
                self.env._("“%s” was pressed meanwhile. Look who has the device.", person_sudo.partner_id.name)
            )
        if kiosk_sudo._get_person() not in (person_sudo, person_sudo.browse()):
            raise UserError(self.env._("Somebody has the device now. Wait until they have locked it."))
        kiosk_sudo._take_from_others(person_sudo)
        kiosk_sudo._lock()
        kiosk_sudo.write({"participant_id": person_sudo.id, "touched_at": fields.Datetime.now()})
        person_sudo._join_by("kiosk")
        if not person_sudo.partner_id.email:
            # no mail tells them: it is evidence, and stands on their page
            person = person_sudo.sudo(self.env.su)
            self.env["crm.facilitation.event"]._record(person, HANDED, {"participant": person.id})
        person_sudo._tell_entry(
            "crm_facilitation.kiosk_mail",
            lambda told: told.env._("%s, a shared device was handed to you", told.partner_id.name),
        )

    def _take_from_others(self, person):
        """Lock the other devices that ``person`` had and left; nobody has two at once."""
        left = self.with_context(active_test=False).search([("participant_id", "=", person.id), ("id", "!=", self.id)])
        if any(other.active and other._get_person() == person for other in left):
            raise UserError(
                self.env._("“%s” has another shared device now. Wait until it is locked.", person.partner_id.name)
            )
        for other in left:
            other._lock()

    def action_lock(self) -> None:
        """Lock the device at once."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        # who has the device is the server's
        for kiosk_sudo in self.sudo():
            kiosk_sudo._lock()
