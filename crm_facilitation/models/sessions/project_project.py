from ast import literal_eval

from odoo import api, fields, models
from odoo.api import Self, ValuesType
from odoo.exceptions import UserError, ValidationError

PHASES = [("discovery", "Discovery"), ("configuration", "Configuration"), ("launched", "Launched")]


class ProjectProject(models.Model):
    """The roll-out of a CRM: the hub of sessions, needs, conflicts, goals, KPIs and features.

    Invariant: it is of one company, as everything is that belongs to it.
    """

    _name = "project.project"
    _inherit = ["project.project", "crm.facilitation.guarded"]
    _write_policy = """
        facilitator management | *                       | decided | is_facilitation affected_department_ids
        facilitator management | discovery configuration | decided | facilitation_phase
        anybody                | *                       | decided | name active
    """
    _policy_state = "facilitation_phase"
    _edit_kind = "rollout_edited"

    is_facilitation = fields.Boolean("CRM roll-out")
    facilitation_phase = fields.Selection(PHASES, "Phase", default="discovery", copy=False)
    affected_department_ids = fields.Many2many(
        "hr.department", string="Affected departments", context={"active_test": False}
    )
    session_ids = fields.One2many("crm.facilitation.session", "project_id", "Sessions", context={"active_test": False})
    need_ids = fields.One2many("crm.facilitation.need", "project_id", "Needs", context={"active_test": True})
    goal_ids = fields.One2many("crm.facilitation.goal", "project_id", "Goals", context={"active_test": True})
    feature_ids = fields.One2many("crm.facilitation.feature", "project_id", "Features")
    launch_date = fields.Date(copy=False)
    session_count = fields.Integer("Sessions held or planned", compute="_compute_facilitation_counts")
    need_count = fields.Integer("Needs raised", compute="_compute_facilitation_counts")

    _check_facilitation_company = models.Constraint(
        "CHECK (is_facilitation IS NOT TRUE OR company_id IS NOT NULL)",
        "A roll-out belongs to a company. Choose the one whose people take part.",
    )

    @api.depends("session_ids", "need_ids")
    def _compute_facilitation_counts(self):
        for name in ("session", "need"):
            groups = self.env[f"crm.facilitation.{name}"]._read_group(
                [("project_id", "in", self.ids)], ["project_id"], ["__count"]
            )
            counts = dict(groups)
            for project in self:
                project[f"{name}_count"] = counts.get(project, 0)

    def _leaves_evidence(self) -> bool:
        """A roll-out whose first session has begun."""
        # whoever may read the sessions
        states = set(self.sudo().session_ids.mapped("state"))
        return bool(states - {"draft", "cancelled"})

    @api.constrains("company_id", "is_facilitation")
    def _check_company_of_sessions(self):
        """Customer and analytic account can change the company of a project too."""
        for project in self:
            # sessions that the caller may not read count too
            if project.sudo().session_ids.company_id - project.company_id:
                raise ValidationError(self._get_stays_in_company(project))

    @api.model_create_multi
    def create(self, vals_list: list[ValuesType]) -> Self:
        # what is not said in the values may be said by defaults, those of the context too
        is_rollout = self.default_get(["is_facilitation"]).get("is_facilitation")
        return super().create(
            [self._name_company(vals) if vals.get("is_facilitation", is_rollout) else vals for vals in vals_list]
        )

    @api.model
    def _name_company(self, vals):
        """Values of a roll-out with its company: that of its customer or account, else the creator's."""
        if vals.get("company_id"):
            return vals
        default = vals | self.default_get(["company_id", "partner_id", "account_id"])
        # which company they are of is asked whoever may read them
        account_sudo = self.env["account.analytic.account"].sudo().browse(default.get("account_id"))
        # and so it is of the customer
        partner_sudo = self.env["res.partner"].sudo().browse(default.get("partner_id"))
        company = account_sudo.company_id or partner_sudo.company_id or self.env.company
        return vals | {"company_id": default.get("company_id") or company.id}

    def write(self, vals: ValuesType) -> bool:
        if "company_id" in vals:
            # the refusal tells what the caller may not read
            self.check_access("write")
            self._check_may_change_company(vals)
        if not vals.get("is_facilitation") or vals.get("company_id"):
            return super().write(vals)
        for project in self:
            company = project.company_id or project.env.company
            super(ProjectProject, project).write(vals | {"company_id": company.id})
        return True

    def _check_may_change_company(self, vals):
        """What people of one company brought about is not shown to another one by moving it."""
        for project in self.filtered(lambda project: vals.get("is_facilitation", project.is_facilitation)):
            if not vals["company_id"] and "is_facilitation" not in vals:
                raise UserError(
                    self.env._("“%s” belongs to a company. Choose the one whose people take part.", project.name)
                )
            # what the caller may not read counts too
            kept_sudo = project.sudo()
            if project.company_id.id != vals["company_id"] and project.company_id and kept_sudo._has_history():
                raise UserError(self._get_stays_in_company(project))

    @api.model
    def _get_stays_in_company(self, project):
        # its company is named whoever may read it
        project_sudo = project.sudo()
        return self.env._(
            "“%(rollout)s” stays with %(company)s: its sessions, goals, figures and evidence belong to the people of that "
            "company. Create a new roll-out for the other one.",
            rollout=project.name,
            company=project_sudo.session_ids[:1].company_id.name or project_sudo.company_id.name,
        )

    def _has_history(self):
        return super()._has_history() or bool(self.session_ids)

    def _holds_own_words(self):
        # not everybody who exports what hangs on a project reads it
        return super()._holds_own_words() or any(self.sudo().mapped("is_facilitation"))

    def copy(self, default: ValuesType | None = None) -> Self:
        """A copied roll-out starts with its tasks as ordinary work: nobody asked for them in a session of its own."""
        return super(ProjectProject, self.with_context(copy_project_tasks=True)).copy(default)

    def _get_readiness_checks(self):
        """Hook: what must hold before launch, a list of :class:`tools.readiness.Check`. Each area adds its own.

        Nothing is searched before the ``obstacles`` of a check are called, so that the names alone cost nothing.
        """
        return []

    def _launch_foundations(self):
        """Hook: ``(name, whether there is one)`` of what no roll-out is launched without. Each area adds its own."""
        # what stands in the way does so whoever may read it
        project_sudo = self.sudo()
        return [
            (self.env._("affected departments"), project_sudo.affected_department_ids),
            (self.env._("a closed session"), "closed" in project_sudo.session_ids.mapped("state")),
        ]

    def get_formview_id(self, access_uid: int | None = None) -> int | bool:
        """A roll-out opens on its own form; who only takes part on a short one, since that reads what they may not."""
        user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        # Odoo asks with all rights
        if self.with_user(user).has_access("read") and self.is_facilitation:
            leads = user.has_group("project.group_project_user")
            form = "project_project_view_form" if leads else "project_project_view_form_participant"
            return self.env.ref(f"crm_facilitation.{form}").id
        return super().get_formview_id(access_uid=access_uid)

    def action_open_rollout(self) -> dict:
        """This roll-out on its own form."""
        self.ensure_one()
        return self.get_formview_action()

    def action_open_project(self) -> dict:
        """All settings that Odoo has for a project."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("project.edit_project").id, "form")],
        }

    def action_open_sessions(self) -> dict:
        """The sessions of this roll-out."""
        return self._open_own("crm_facilitation.session_action", {"default_project_id": self.id})

    def action_open_needs(self) -> dict:
        """The needs of this roll-out."""
        return self._open_own("crm_facilitation.need_action", {})

    def _open_own(self, action_id, context):
        """The action ``action_id`` narrowed to the records of this roll-out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_id)
        return action | {"domain": [("project_id", "=", self.id)], "context": context}

    @api.model
    def _open_focused(self, xml_id, shown=None):
        """A list of things of all roll-outs, opened on one of them, which is a filter that can be taken away.

        Where there is one alone that has sessions, nothing needs to be filtered.

        :param xml_id: of the window action; its search has a field ``project_id``
        :param shown: domain of what the list shows at first, where it does not show everything: a roll-out that has
            nothing of it comes after those that have
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        rollouts = self._get_last_sessions()
        if len(rollouts) > 1:
            context = literal_eval(action["context"] or "{}")
            known = self.concat(*rollouts)._sort_by_work()
            if shown:
                filled = self.env[action["res_model"]]._read_group(shown, ["project_id"])
                known = known.filtered(lambda rollout: (rollout,) in filled) or known
            action["context"] = context | {"search_default_project_id": known[0].id}
        return action

    @api.model
    def _get_last_sessions(self):
        """``{roll-out: (day on which its last session begins, the highest id of its sessions)}``, of those in use."""
        groups = self.env["crm.facilitation.session"]._read_group(
            [("project_id.active", "=", True)], ["project_id"], ["date_start:max", "id:max"]
        )
        return {rollout: (day, number) for rollout, day, number in groups}

    def _sort_by_work(self):
        """The roll-outs, first the one on which the reader works: not launched yet, led by them, with the last session."""
        last, never = self._get_last_sessions(), (fields.Date.to_date("1970-01-01"), 0)
        reader = self.env.user
        return self.sorted(
            lambda rollout: (
                rollout.facilitation_phase != "launched",
                rollout.user_id == reader,
                last.get(rollout, never),
                rollout.id,
            ),
            reverse=True,
        )

    @api.model
    @api.readonly
    def list_rollouts(self) -> list[dict]:
        """The roll-outs to choose from on a page that is about one, ``[{id, display_name}]``: the first is the one to open."""
        rollouts = self.search([("is_facilitation", "=", True)])._sort_by_work()
        return [{"id": rollout.id, "display_name": rollout.display_name} for rollout in rollouts]
