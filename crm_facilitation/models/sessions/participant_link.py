from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS
from odoo.tools import format_date

from ...tools.sessions.identity import Entry
from ...tools.sessions.link import LINK_DAYS, fingerprint, last_day, new_key
from .participant_identity import PLACES

PATH = "/f/"
# stands in a mail until it is sent, so that no record keeps a link
PLACEHOLDER = "crm-facilitation-personal-link"
CODE_PLACEHOLDER = "crm-facilitation-one-time-code"
PAGE_PLACEHOLDER = "crm-facilitation-page-of-the-code"
CAME_BY = [("login", "Login"), ("link", "Link"), ("code", "Code"), ("kiosk", "Kiosk")]
CODE_DAYS = 7


class CrmFacilitationParticipant(models.Model):
    """Personal links of people without an account: drawn, renewed, taken back, and the one function that takes them.

    Raising and voting end with the session and its collection window; reading, and confirming what one asked for, goes
    on until 90 days after the launch. See docs/guests.md.

    Invariants: a key is given to its person only, or shown once with evidence that they see; whoever is archived, as
    participant, as contact or with their session, is let in no more, from the next request on.
    """

    _inherit = "crm.facilitation.participant"

    link_generation = fields.Integer(default=1, copy=False, readonly=True, groups=NO_ACCESS)
    link_shown_on = fields.Date(
        "Link shown on",
        copy=False,
        readonly=True,
        help="The day the link was shown to a facilitator, for want of mail.",
    )

    came_by = fields.Selection(CAME_BY, copy=False, readonly=True, help="How the person said that they are there.")

    def _filter_reached(self):
        # whether somebody holds a key that is good today is asked, not the key
        keys_sudo = self.env["crm.facilitation.key"].sudo()
        holders_sudo = keys_sudo.search([("participant_id", "in", self.ids), ("until", ">=", fields.Date.today())])
        by_key = self.filtered(lambda person: person.came_by or person in holders_sudo.participant_id)
        return super()._filter_reached() | by_key.filtered(lambda person: person.active and person.partner_id.active)

    def _filter_able(self):
        """Those of these participants who can answer by themselves: by their account, by a link, or by the one of the next mail."""
        holders = self.env["crm.facilitation.key"]._get_holders(self)
        return self.filtered(lambda person: person.user_id or person in holders) | self._filter_mailed()

    def _filter_mailed(self):
        """Hook: those whom a mail reaches, and who may come in by the link in it."""
        obstacles = self._get_obstacles()
        # also those whose contact may not be read
        return self.filtered(lambda person: person not in obstacles and person.sudo()._is_let_in())

    def _new_link(self, path: str = PATH) -> str:
        """Draw a key, and return the address that has it. For mails to the person, and for nothing else."""
        self.ensure_one()
        return f"{self.get_base_url()}{path}{self._draw_key('link')}"

    def _new_code(self) -> str:
        """A code that lets its person in once, for who cannot open the link on the device they want to use."""
        self.ensure_one()
        code = self.env["crm.facilitation.session"]._default_code()
        self._keep_key("code", self._code_hash(self.session_id.id, code), days=CODE_DAYS, is_once=True)
        return code

    @api.model
    def _code_hash(self, session_id, code):
        return fingerprint(f"code:{session_id}:{code}")

    @api.model
    def _redeem_code(self, session_id: int, code: str, key: str):
        """Swap the code from a mail for the browser's own ``key``; empty where the code is not good (any more)."""
        hashed = self._code_hash(session_id, "".join(code.split()).upper())
        once_sudo = self.env["crm.facilitation.key"]._find(hashed, session_id, is_once=True)
        participant_sudo = once_sudo.participant_id
        if participant_sudo:
            once_sudo.unlink()
            participant_sudo._keep_key("code", fingerprint(key))
        return participant_sudo

    def _draw_key(self, way):
        key = new_key()
        self._keep_key(way, fingerprint(key))
        return key

    def _keep_key(self, way, key_hash, days=LINK_DAYS, is_once=False):
        """Let in whoever has the key with this fingerprint; ``is_once``: only to have it swapped for another one."""
        self.ensure_one()
        # nobody has any right on keys
        keys_sudo = self.env["crm.facilitation.key"].sudo()
        keys_sudo.search([("participant_id", "=", self.id), ("until", "<", fields.Date.today())]).unlink()
        keys_sudo.create(
            {
                "participant_id": self.id,
                "way": way,
                "key_hash": key_hash,
                "generation": self.sudo().link_generation,
                "until": fields.Date.today() + timedelta(days=days),
                "is_once": is_once,
            }
        )

    @api.model
    def _authenticate(self, key: str | None, session_id: int | None = None):
        """The key's row, with superuser rights, when ``key`` lets somebody in today; empty otherwise.

        :param session_id: the session that is asked for; None takes the key's own
        """
        key_hash = fingerprint(key) if isinstance(key, str) else ""
        return self.env["crm.facilitation.key"]._find(key_hash, session_id)

    def _is_let_in(self):
        """Whether this participant, read with all rights, may come in at all."""
        session = self.session_id
        return self.active and self.partner_id.active and session.active and session.state != "cancelled"

    def _join_by(self, way: str) -> None:
        """Note that the person said “I am here”, and how they came in; they are known by the gate's key."""
        # people who take part may not write participants
        for participant_sudo in self.sudo():
            if participant_sudo.attendance != "joined" or not participant_sudo.came_by:
                participant_sudo.write({"attendance": "joined", "came_by": way})

    def _get_right(self) -> str:
        """What a guest may do now: ``act``, or only ``follow`` what became of it."""
        return self.session_id._get_guest_right()

    def _as_guest(self, way: str):
        """The entry of this participant, and an environment of the public user in their language, zone and company."""
        self.ensure_one()
        # the account that all guests share; the rights that it lends them are in ``room/guest_rights.py``
        public_id = self.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        partner, company = self.partner_id, self.company_id
        context = {"lang": partner.lang or self.env.lang, "tz": partner.tz or False, "allowed_company_ids": company.ids}
        env = self.env(user=public_id, su=False, context=context)
        entry = Entry(way, self.id, public_id, company.id)
        # who lets them in has just asked it
        env.cr.cache.setdefault(PLACES, {})[public_id, entry] = {self.session_id.id: (self.id, self.role)}
        return entry, env

    def action_renew_link(self) -> dict:
        """Draw a new link; all earlier ones end at once.

        It goes to the person's own mail, unseen by whoever asks for it. Where there is no mail, its code to scan is
        shown once: the evidence says so, and so does the person's page.
        """
        self.ensure_one()
        self._check_renews()
        self._end_links()
        has_mail = bool(self.partner_id.email)
        self.env["crm.facilitation.event"]._record(
            self, "link_renewed", {"participant": self.id, "shown": not has_mail}
        )
        if has_mail:
            self._mail_link()
            return self._notify(
                self.env._("The new link is on its way to %s. You do not see it.", self.partner_id.name)
            )
        # the mark is the server's
        self.sudo().link_shown_on = fields.Date.today()
        return self._show_link()

    def action_remove_link(self) -> None:
        """Take back all links: they open nothing from the next request on."""
        for participant in self:
            participant._check_renews()
            participant._end_links()
            self.env["crm.facilitation.event"]._record(participant, "link_removed", {"participant": participant.id})

    def _check_renews(self):
        self.env["crm.facilitation.role"]._check_facilitator(self)
        # also those whose contact the facilitator may not read
        if not self.sudo()._is_let_in():
            raise UserError(
                self.env._("“%s” takes part no more: there is no link to renew.", self.sudo().partner_id.name)
            )

    def _end_links(self):
        # nobody has any right on keys, and generations are the server's
        self.env["crm.facilitation.key"].sudo().search([("participant_id", "in", self.ids)]).unlink()
        for participant_sudo in self.sudo():
            participant_sudo.link_generation += 1

    def _notify(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }

    def _show_link(self):
        link = self._new_link()
        picture = self.env["crm.facilitation.key"]._draw(link)
        return {
            "type": "ir.actions.client",
            "tag": "crm_facilitation.personal_link",
            "target": "new",
            "name": self.env._("Link of %s, shown once", self.partner_id.name),
            "params": {"name": self.partner_id.name, "address": link, "picture": picture},
        }

    def _mail_link(self):
        """Send the person a link of their own; what is kept of the mail has a placeholder for it."""
        for participant in self:
            translated = participant.with_context(lang=participant._get_mail_lang())
            # the person's own name, and the session's, whoever asks for it
            person_sudo = translated.sudo()
            subject = translated.env._(
                "%(person)s, your link to “%(session)s”",
                person=person_sudo.partner_id.name,
                session=person_sudo.session_id.name,
            )
            translated._mail_person(subject, "crm_facilitation.link_mail")

    def _get_mail_lang(self):
        """The language of mails to the person; that of the company where they have none."""
        # the person's own language, whoever writes to them
        person_sudo = self.sudo()
        return person_sudo.partner_id.lang or person_sudo.company_id.partner_id.lang or self.env.lang

    def _has_login(self):
        """Whether the person has an account that opens sessions; those of a portal do not."""
        # accounts are not everybody's to read
        user_sudo = self.sudo().user_id
        return user_sudo.active and not user_sudo.share

    def _tell(self, about, subject, text, asks=False):
        """Tell the person something about a record, in the language of the environment. The one way to do so.

        Whoever has an account reads it in their inbox or by mail, as they chose. Everybody else who has a mail gets a
        link of their own with it; what happens within a minute comes as one mail. Nobody is told where none reaches them.

        :param about: the record; whoever has an account opens it from the mail
        :param subject, text: plain text
        :param asks: whether the person is to do something that ``about._still_asks`` knows: it is asked again while
            sending, and comes as a mail of its own
        """
        self.ensure_one()
        # the person's own contact, whoever writes to them
        person_sudo = self.sudo()
        if person_sudo._has_login():
            to_them = {"partner_ids": person_sudo.partner_id.ids, "subject": subject, "body": text}
            if isinstance(about, self.env.registry["mail.thread"]):
                about.message_notify(**to_them)
            else:
                about.env["mail.thread"].message_notify(model=about._name, res_id=about.id, **to_them)
        elif not person_sudo._get_obstacles():
            # the queue is the server's
            self.env["mail.mail"].sudo()._queue_news(self, subject, text, about if asks else None)

    def _prepare_news(self, news):
        """Subject and body of a mail with ``news``, ``[[subject, text]]``; with a link while one opens anything."""
        # the person's own name, and the session's, whoever writes
        person_sudo = self.sudo()
        name, session = person_sudo.partner_id.name, person_sudo.session_id
        today = fields.Date.today()
        opens = last_day(today + timedelta(days=LINK_DAYS), person_sudo.project_id.launch_date) >= today
        subject = news[0][0]
        if len({line for line, _text in news}) > 1:
            subject = self.env._("News about “%s”", session.name)
        # mail programs fold what has one subject, and two people may share a mailbox
        day = format_date(self.env, today, date_format="d MMMM y")
        subject = self.env._("%(subject)s (%(person)s, %(day)s)", subject=subject, person=name, day=day)
        values = {"name": name, "session": session, "news": news, "link": PLACEHOLDER}
        values["opens"] = opens and person_sudo._is_let_in()
        return {"subject": subject, "body_html": self.env["ir.qweb"]._render("crm_facilitation.news_mail", values)}

    def _mail_person(self, subject, template, path=False, **values):
        """Send the person a mail of their own in the language of the environment; ``path``: what its link opens."""
        self.ensure_one()
        # the person's own mail, and the session's name, whoever writes
        person_sudo = self.sudo()
        values |= {"name": person_sudo.partner_id.name, "session": person_sudo.session_id}
        values |= {"link": PLACEHOLDER, "code": CODE_PLACEHOLDER, "page": PAGE_PLACEHOLDER}
        body = self.env["ir.qweb"]._render(template, values)
        self._queue_mail({"subject": subject, "body_html": body, "facilitation_link_path": path})

    def _queue_mail(self, values):
        # not a message of the session: whoever reads it must find no key
        mails_sudo = self.env["mail.mail"].sudo()
        own = {"email_to": self.sudo().partner_id.email_formatted, "facilitation_participant_id": self.id}
        return mails_sudo.create(own | {"auto_delete": True} | values)
