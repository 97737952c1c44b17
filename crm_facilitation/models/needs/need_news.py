from odoo import fields, models

# what is told of a need itself, not of the one that it is part of
OWN_STEPS = ("received", "answered", "edited", "archived", "restored", "taken", "merged", "unmerged")


class CrmFacilitationNeed(models.Model):
    """The author always sees what became of their need: received, decided with the reason, planned, configured, accepted.

    A message at each step, in the author's language, by mail or inbox as they chose; without an account by mail, with
    their link. Authors of merged needs hear what
    becomes of the whole; everybody who asked is told when there is something to try. Never for an anonymous need, whose
    author nobody knows, and not for what the author did themself.

    Invariant: each step of the delivery is told once, on whichever way it was reached.
    """

    _inherit = "crm.facilitation.need"

    delivery_told = fields.Char(copy=False, readonly=True)

    def _creation_message(self):
        return self.env._("Received. What becomes of it is written here.")

    def _answered_anew(self, answer):
        """Those of these needs to which the implementer said something else so far."""
        return self.filtered(lambda need: need.answer != answer)

    def _tell_delivery(self):
        """Tell what has become of the delivery since it was last told."""
        # authors are told, whoever made the step
        for need_sudo in self.sudo():
            if need_sudo.delivery_state != (need_sudo.delivery_told or "none"):
                need_sudo._write_past_guards({"delivery_told": need_sudo.delivery_state})
                if need_sudo.delivery_state != "none":
                    need_sudo.sudo(self.env.su)._notify_author(f"delivery_{need_sudo.delivery_state}")
                if need_sudo.delivery_state == "configured":
                    need_sudo.sudo(self.env.su)._ask_acceptance()

    def _ask_acceptance(self):
        """Hook: ask those who asked for these needs to try what was configured."""

    def _notify_author(self, step):
        # authors are told, whoever made the step
        for whole_sudo in self.sudo():
            for need in whole_sudo if step in OWN_STEPS else whole_sudo | whole_sudo.merged_need_ids:
                if need.merge_news_due and step not in ("merged", "unmerged"):
                    # whoever hears what becomes of the whole knows what it is
                    need._tell_merge()
                need._send_news(step, whole_sudo)

    def _tell_taken(self, authors):
        """Tell those whose need is now somebody else's; ``authors``: need → its author before."""
        for need, author in authors.items():
            if author and author != need.author_id:
                # authors are told, whoever made the step
                need.sudo()._send_news("taken", need.sudo(), author.sudo())

    def _get_readers(self, step):
        readers = self.browse().author_id if self.is_anonymous else self.author_id
        return readers | self.supporter_ids if step == "delivery_configured" else readers

    def _send_news(self, step, whole, readers=None):
        """Tell those it concerns what happened to ``whole``, which this need is or is part of."""
        readers = self._get_readers(step) if readers is None else readers
        places = readers.filtered("active").grouped("partner_id")
        places.pop(readers._get_caller_partner(), None)
        for same_person in places.values():
            # a person may take part in several sessions: the link is of one that lets them in
            place = (same_person.filtered(lambda own: own._is_let_in()) or same_person)[0]
            place = place.with_context(lang=place._get_mail_lang())
            translated = whole.with_env(place.env)
            news = translated._get_news(step)
            if whole != self:
                news = " ".join([translated.env._("It is part of “%s”.", whole.name), news])
            place._tell(self.with_env(place.env), translated.env._("Your need “%s”", self.name), news)

    def _get_news(self, step):
        """What happened, in the language of the environment."""
        self.ensure_one()
        _ = self.env._
        sentences = {
            "received": lambda: _("Your need was received. You will hear what becomes of it."),
            "answered": lambda: _("The implementer answered: %s", self.answer),
            "edited": lambda: _("Somebody else changed what your need says. Open it to see what it says now."),
            "archived": lambda: _("Somebody else put your need away. It stays on record, and can be brought back."),
            "restored": lambda: _("Somebody else brought your need back to the list."),
            "taken": lambda: _(
                "Somebody else wrote that another person raised your need. It is on record that it was yours."
            ),
            "raised": lambda: _("Your need is on the list again, to be decided anew."),
            "accepted": lambda: _("Your need was accepted and will be planned."),
            "deferred": lambda: _("Your need was deferred: %s", self.decision_reason),
            "rejected": lambda: _("Your need was rejected: %s", self.decision_reason),
            "merged": lambda: _("Your need is now part of “%s”. Nothing of it is lost.", self.merged_into_id.name),
            "unmerged": lambda: _("Your need stands on its own again."),
            "delivery_planned": lambda: _("Your need is planned: there is a configuration task for it."),
            "delivery_configured": lambda: _(
                "What you asked for is configured. Please try it, and confirm or refuse it."
            ),
            "delivery_accepted": lambda: _("Those who asked have confirmed that it is done."),
            "delivery_refused": lambda: _("It was refused, so work goes on. Still missing: %s", self.delivery_reason),
        }
        return sentences[step]()
