from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmFacilitationAskedBuilt(models.AbstractModel):
    """“You asked, we built”: what each department asked for and finds in the CRM, for everybody who works in it.

    It is read by people who took part in no session, and told as :mod:`.why_here` tells it: no person is named, and a
    department only where enough of its people could have raised the need.
    """

    _name = "crm.facilitation.asked.built"
    _description = "Facilitation: You Asked, We Built"

    @api.model
    @api.readonly
    def show(self) -> list[dict]:
        """The launched roll-outs of the reader's companies, the last one first.

        :return: ``[{id, name, launch_date, built, asked, departments: [{name, is_mine, needs: [{name, state, things:
            [names]}]}]}]``; ``name`` is empty for needs whose department is not told, ``things`` are what was configured,
            ``built`` and ``asked`` are numbers of needs
        :raises AccessError: the reader is no internal user
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only people who work in the CRM can ask why something is in it."))
        # people who took part in no session may not read roll-outs; what of them is told is decided below
        rollouts_sudo = self.env["project.project"].sudo()
        launched = [
            ("is_facilitation", "=", True),
            ("facilitation_phase", "=", "launched"),
            ("company_id", "in", self.env.companies.ids),
        ]
        return [
            self._describe(rollout) for rollout in rollouts_sudo.search(launched, order="launch_date desc, id desc")
        ]

    @api.model
    def _describe(self, rollout_sudo):
        features_sudo = rollout_sudo.feature_ids.filtered(lambda feature: feature.state == "confirmed")
        things = {}
        for feature_sudo in features_sudo.filtered(lambda feature: not feature.is_gone).sorted("id"):
            for need_sudo in feature_sudo.need_ids.filtered("active"):
                things.setdefault(need_sudo, []).append(feature_sudo.name)
        reasons = self.env["crm.facilitation.why.here"]._get_departments(list(things))
        places = {}
        for need, names in things.items():
            row = {"name": need.name, "state": need.delivery_state, "things": list(dict.fromkeys(names))}
            places.setdefault(reasons[need], []).append(row)
        mine = self._get_own_departments()
        return {
            "id": rollout_sudo.id,
            "name": rollout_sudo.name,
            "launch_date": fields.Date.to_string(rollout_sudo.launch_date),
            "built": len(things),
            "asked": len(rollout_sudo.need_ids),
            "departments": [
                {"name": name, "is_mine": name in mine, "needs": sorted(rows, key=lambda row: row["name"])}
                # one's own department first, needs that no department is told of last
                for name, rows in sorted(places.items(), key=lambda item: (item[0] not in mine, not item[0], item[0]))
            ],
        }

    @api.model
    def _get_own_departments(self):
        """Names of the departments of the reader: of their employee record, and of their places in sessions."""
        # one's own departments
        employee_sudo = self.env.user.sudo().employee_ids
        places_sudo = self.env["crm.facilitation.participant"]._find_caller([])
        return set((employee_sudo.department_id | places_sudo.department_id).mapped("name"))
