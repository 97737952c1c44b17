from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.configuration.fingerprint import changed_fields, fingerprint
from .config_item import FACILITATOR

# written by confirmation, scan and review; a hand that could write them could review without a trace
OWN_FIELDS = {"is_suspect", "suspect_reason", "suspect_summary", "confirmed_on", "confirmed_values", "confirmed_hash"}
# what a confirmation was given for
CONFIRMED_FIELDS = {"res_model", "res_id", "task_id", "need_ids"}


class CrmFacilitationFeature(models.Model):
    """Suspect links: a confirmed feature whose ends have changed since is under question until somebody reviews it.

    Confirming keeps the state of the record that was confirmed. A scan that meets another state shows the difference
    to that one; a review makes the state of the day the one that later scans compare with.
    """

    _inherit = "crm.facilitation.feature"

    is_suspect = fields.Boolean("Under question", copy=False, readonly=True, index=True)
    suspect_reason = fields.Text("What changed", copy=False, readonly=True, groups=FACILITATOR)
    suspect_summary = fields.Text(
        "What changed (in words)", copy=False, readonly=True, help="Without the values, for everybody who reads it."
    )
    confirmed_on = fields.Datetime(copy=False, readonly=True)
    confirmed_values = fields.Json(copy=False, readonly=True, prefetch=False, groups=FACILITATOR)
    confirmed_hash = fields.Char(copy=False, readonly=True, groups=FACILITATOR)

    @api.model
    def _drop_own_fields(self, vals_list):
        """A new feature starts without a confirmation, whatever its values claim."""
        for vals in vals_list:
            for name in OWN_FIELDS & set(vals):
                del vals[name]

    def _check_own_fields(self, vals):
        if OWN_FIELDS & set(vals) and not self.env.su:
            raise AccessError(self.env._("Confirm a feature, or review it: neither can be written down for it."))

    def _get_confirmed(self):
        return self.filtered(lambda feature: feature.state == "confirmed")

    def _follow_confirmation(self, before, vals):
        """Record what was confirmed or withdrawn since ``before``, and ask about what stayed confirmed and was changed.

        :param before: the features that were confirmed before ``vals`` were written
        """
        confirmed = self._get_confirmed()
        (confirmed - before)._record_confirmation()
        (before - confirmed)._withdraw_confirmation()
        if CONFIRMED_FIELDS & set(vals):
            (before & confirmed)._mark_suspect(self.env._("The feature was changed after it was confirmed."))

    def _record_confirmation(self):
        now = fields.Datetime.now()
        for model, features in self.grouped("res_model").items():
            readings = self.env["crm.facilitation.config.reader"]._read_records(model, features.mapped("res_id"))
            for feature in features:
                feature._check_is_there()
                reading = readings.get(feature.res_id)
                # noted by the confirmation, and not filled in by hand
                feature.sudo().write({"confirmed_on": now} | _state_of(reading, feature.change))
                self.env["crm.facilitation.event"]._record(
                    feature,
                    "feature_confirmed",
                    {"name": feature.name, "model": feature.res_model, "id": feature.res_id},
                )
        self.project_id._get_other_rollouts()._mark_traced_elsewhere()

    def _check_is_there(self):
        self.ensure_one()
        if self.change != "removed" and not self._get_record():
            raise UserError(self.env._("“%s” is not there. Name the record that was configured.", self.name))

    def _withdraw_confirmation(self):
        for feature in self:
            # noted by the confirmation, and not filled in by hand
            feature.sudo().write(dict.fromkeys(OWN_FIELDS, False))
            self.env["crm.facilitation.event"]._record(feature, "feature_withdrawn", {"name": feature.name})

    def _remember_finding(self):
        """Take the state that the scan showed, not the one of this moment, as what was confirmed."""
        # the finding may be of another roll-out's people
        for feature_sudo in self.sudo().filtered("config_item_id"):
            item_sudo = feature_sudo.config_item_id
            feature_sudo.write(
                {"confirmed_values": item_sudo._get_state_values(), "confirmed_hash": item_sudo._get_state_hash()}
            )

    def _mark_suspect(self, reason, summary=None):
        """Put confirmed features under question until a facilitator reviews them.

        :param summary: the reason without the values of records, where ``reason`` has any
        """
        # marks are set whoever changed what the feature rests on
        for feature in self.sudo()._get_confirmed():
            if not feature.is_suspect or feature.suspect_reason != reason:
                feature.write({"is_suspect": True, "suspect_reason": reason, "suspect_summary": summary or reason})

    def _mark_configuration_changed(self):
        """Put those under question whose record is not any more as it was confirmed."""
        for feature in self._get_confirmed().filtered("confirmed_hash"):
            item = feature.config_item_id
            if not item or item._get_state_hash() == feature.confirmed_hash:
                continue
            now, then = item._get_state_values(), feature.confirmed_values or {}
            if "removed" in (item.status, feature.confirmed_hash) or changed_fields(then, now):
                feature._mark_suspect(feature._get_difference(then, now), feature._get_difference_in_words(then, now))
            else:
                # only the list of watched fields has changed
                feature.write({"confirmed_values": now, "confirmed_hash": item._get_state_hash()})

    def _get_difference(self, then, now):
        self.ensure_one()
        item = self.config_item_id
        if item.status == "removed":
            return self.env._("The record is not there any more.")
        lines = "\n".join(map(str, item._get_changes(then, now)))
        if item.status == "unchanged":
            return "\n".join([self.env._("The record is again as it was before the roll-out."), lines])
        return lines

    def _get_difference_in_words(self, then, now):
        self.ensure_one()
        item = self.config_item_id
        if item.status == "removed":
            return self.env._("The record is not there any more.")
        names = item._name_changes(then, now)
        if item.status == "unchanged":
            return self.env._("The record is again as it was before the roll-out: %s", names)
        return self.env._("Changed since it was confirmed: %s", names)

    def action_review(self) -> bool:
        """The links hold in spite of what changed."""
        self.env["crm.facilitation.role"]._check_facilitator(self)
        for feature in self.filtered("is_suspect"):
            self.env["crm.facilitation.event"]._record(
                feature, "suspect_reviewed", {"name": feature.name, "difference": feature.suspect_summary or ""}
            )
            # the mark is taken off by this action alone
            feature.sudo().write({"is_suspect": False, "suspect_reason": False, "suspect_summary": False})
            feature._remember_finding()
        return True


def _state_of(reading, change):
    """The state of a record to keep with a confirmation; nothing where its model is not under watch."""
    if change == "removed":
        return {"confirmed_values": {}, "confirmed_hash": "removed"}
    if reading is None:
        return {"confirmed_values": False, "confirmed_hash": False}
    return {"confirmed_values": reading.values, "confirmed_hash": fingerprint(reading.values)}
