from datetime import timedelta

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.fields import NO_ACCESS

from .participant_link import CODE_PLACEHOLDER, PAGE_PLACEHOLDER, PATH, PLACEHOLDER

# whose link a mail brings is said by the server, and by no default that somebody keeps or sends along
OF_NOBODY = dict.fromkeys(
    (
        "facilitation_participant_id",
        "facilitation_link_path",
        "facilitation_news",
        "facilitation_asks_model",
        "facilitation_asks_id",
    ),
    False,
)
# what happens within this time comes as one mail
TOGETHER = timedelta(minutes=1)
# nothing is added to a mail that the queue may be taking up
AT_LEAST = timedelta(seconds=10)
# nobody beside the person gets a mail with a link
TO_NOBODY_ELSE = {"email_cc": False, "recipient_ids": []}


class MailMail(models.Model):
    """A mail with a personal link: the link is drawn while the mail is sent, and is in no record.

    A mail that failed keeps the placeholder; sending it again draws another link. Whether it is still wanted is asked
    while it is sent.

    Invariant: it goes to the person alone, and no mail of somebody else's making brings a link. Mails are made with all
    rights, so that defaults would be taken from whoever is behind the call.
    """

    _inherit = "mail.mail"

    facilitation_participant_id = fields.Many2one(
        "crm.facilitation.participant", index="btree_not_null", groups=NO_ACCESS, ondelete="cascade"
    )

    facilitation_link_path = fields.Char(groups=NO_ACCESS, help="What the link opens; the session where empty.")

    facilitation_news = fields.Json(groups=NO_ACCESS, help="[[subject, text]] of what the mail tells.")
    facilitation_asks_model = fields.Char(groups=NO_ACCESS)
    facilitation_asks_id = fields.Integer(groups=NO_ACCESS, help="The record that waits for the person.")

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        pinned = [
            OF_NOBODY | (TO_NOBODY_ELSE if vals.get("facilitation_participant_id") else {}) | vals for vals in vals_list
        ]
        mails = super().create(pinned)
        # the queue is run by the server, as soon as this is committed, and not within the hour
        if any(mail.facilitation_participant_id and not mail.scheduled_date for mail in mails):
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mails

    @api.model
    def _queue_news(self, participant, subject, text, asked_by=None):
        """Put news for somebody without an account into the queue, together with what they are about to be told.

        :param asked_by: the record that waits for the person, for a mail of its own; see ``_still_asks``
        """
        now = fields.Datetime.now()
        if asked_by:
            about = {"facilitation_asks_model": asked_by._name, "facilitation_asks_id": asked_by.id}
            return participant._queue_mail(participant._prepare_news([[subject, text]]) | about)
        waiting = self.search(
            [
                ("facilitation_participant_id", "=", participant.id),
                ("facilitation_news", "!=", False),
                ("state", "=", "outgoing"),
                ("scheduled_date", ">", now + AT_LEAST),
            ],
            limit=1,
        )
        news = [*(waiting.facilitation_news or []), [subject, text]]
        values = participant._prepare_news(news) | {"facilitation_news": news}
        if waiting:
            return waiting.write(values)
        # the queue is run by the server, once that time is over
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger(at=now + TOGETHER)
        return participant._queue_mail(values | {"scheduled_date": now + TOGETHER})

    def _is_wanted(self):
        """Whether the person is still to be told, asked while the mail is sent; hook."""
        self.ensure_one()
        participant = self.facilitation_participant_id
        if not participant.active or not participant.partner_id.active:
            return False
        if not self.facilitation_asks_model:
            return True
        asked_by = self.env[self.facilitation_asks_model].browse(self.facilitation_asks_id).exists()
        return bool(asked_by and asked_by._still_asks(participant))

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        # the queue is the server's
        mail_sudo = self.sudo()
        if mail_sudo.facilitation_participant_id and not mail_sudo._is_wanted():
            # nothing to send: Odoo then deletes the mail
            return []
        prepared = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        for email in prepared:
            # titles and names come from people: a mail whose subject has two lines is not sent at all
            email["subject"] = " ".join((email["subject"] or "").split())
        return prepared

    def _prepare_outgoing_body(self):
        body = super()._prepare_outgoing_body()
        # the queue is the server's
        mail_sudo = self.sudo()
        participant_sudo = mail_sudo.facilitation_participant_id
        if participant_sudo and PLACEHOLDER in body:
            body = body.replace(PLACEHOLDER, participant_sudo._new_link(mail_sudo.facilitation_link_path or PATH))
        if participant_sudo and CODE_PLACEHOLDER in body:
            body = body.replace(CODE_PLACEHOLDER, participant_sudo._new_code())
            # short enough to be typed from one screen into another
            page = f"{participant_sudo.get_base_url()}{PATH}s/{participant_sudo.session_id.id}"
            body = body.replace(PAGE_PLACEHOLDER, page)
        return body
