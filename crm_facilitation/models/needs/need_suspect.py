from odoo import fields, models

# what people voted on and what was accepted; a change of it puts both under question
WORDING_FIELDS = (
    "name",
    "problem",
    "wish",
    "minutes_lost_weekly",
    "acceptance_criteria",
    "stance",
    "target_model_id",
    "target_field_id",
    "target_stage_id",
)


class CrmFacilitationNeed(models.Model):
    """A need whose words change after people voted on it or after it was accepted.

    Its votes and links are then under question until a facilitator has reviewed them; the wording that was voted on
    stays readable, out of the evidence, which nobody can change.
    """

    _inherit = "crm.facilitation.need"

    previous_wording = fields.Text(compute="_compute_previous_wording", help="What it said before it was changed.")

    def _compute_previous_wording(self):
        events = (
            self.env["crm.facilitation.event"]
            .sudo()
            .search(
                [("record_model", "=", self._name), ("record_id", "in", self.ids), ("kind", "=", "need_changed")],
                order="id",
            )
        )
        wordings = {}
        for event in events:
            lines = [
                f"{self._fields[name].get_description(self.env)['string']}: {value}"
                for name, value in event.payload["before"].items()
            ]
            wordings.setdefault(event.record_id, []).append("\n".join([fields.Date.to_string(event.at), *lines]))
        for need in self:
            need.previous_wording = "\n\n".join(wordings.get(need.id, ())) or False

    def write(self, vals):
        wording = [name for name in WORDING_FIELDS if name in vals]
        before = {need: need._wording(wording) for need in self._sealed()} if wording else {}
        result = super().write(vals)
        for need, old in before.items():
            new = need._wording(wording)
            if changed := {name: old[name] for name in wording if old[name] != new[name]}:
                need._put_under_question(changed, {name: new[name] for name in changed})
        return result

    def _sealed(self):
        """Those of these needs that people have voted on, or that are accepted."""
        return self.filtered(lambda need: need.state == "accepted") | self._voted()

    def _is_voted(self):
        """Whether the need has votes."""
        self.ensure_one()
        return bool(self._voted())

    def _voted(self):
        """Those of these needs that have votes, in one query."""
        groups = self.env["crm.facilitation.vote"].sudo()._read_group([("need_id", "in", self.ids)], ["need_id"])
        return self & self.browse(need.id for (need,) in groups)

    def _wording(self, names):
        """Text of the fields, as somebody reads it."""
        self.ensure_one()
        return {name: self._fields[name].convert_to_export(self.sudo()[name], self) or "" for name in names}

    def _put_under_question(self, before, after):
        self._write_checked({"is_suspect": True})
        self.env["crm.facilitation.event"]._record(
            self, "need_changed", {"before": before, "after": after}, anonymous=self.is_anonymous
        )

    def action_review(self):
        """Confirm that the votes and links of a changed need still hold."""
        self.env["crm.facilitation.role"]._check_facilitator()
        self.check_access("write")
        for need in self.filtered("is_suspect"):
            need._write_checked({"is_suspect": False})
            self.env["crm.facilitation.event"]._record(need, "need_reviewed", {"name": need.name})
        return True
