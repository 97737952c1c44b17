from odoo import api, models


class ProjectProject(models.Model):
    """The readiness list ("equilibrium"): what must hold before launch.

    Each area defines its own checks, by inheriting :meth:`_get_readiness_checks`, and what a roll-out cannot be launched
    without, by inheriting :meth:`_launch_foundations`. Another addon does the same, or adds a line of its own making to
    :meth:`facilitation_readiness`. Each check is one search, whatever the size of the roll-out.
    """

    _inherit = "project.project"

    @api.readonly
    def facilitation_readiness(self) -> list[dict]:
        """What must hold before launch.

        :return: list of ``{code, name, ok, count, action, missing}``: ``count`` is the number of records that stand in
            the way, ``action`` opens them (an action's dictionary, or False), ``missing`` says what is not met, and is
            empty where the check holds. A check that has nothing to look at yet does not hold either, with a count of 0
            and no action.
        """
        self.ensure_one()
        self.check_access("read")
        checks = sorted(self._get_readiness_checks(), key=lambda check: check.sequence)
        # several checks are about the same needs
        present = {subject: bool(subject()) for subject in {check.subject for check in checks} - {None}}
        lines = [self._get_readiness_line(check, present.get(check.subject, True)) for check in checks]
        return [self._foundation_check(), *lines]

    def _get_readiness_line(self, check, is_about_something):
        obstacles = check.obstacles()
        line = self._readiness_check(check.code, check.name, obstacles)
        if obstacles or is_about_something:
            return line | {"missing": self._word_missing(check, len(obstacles)) if obstacles else ""}
        name = self._word_missing(check, 0)
        return line | {"ok": False, "name": name, "missing": name, "action": False}

    @api.model
    def _word_missing(self, check, count):
        """What is not met of a check: the sentence that says what must hold reads in a list as if it held."""
        if check.subject and not count:
            return self.env._("%s: nothing to check yet", check.name)
        words = check.missing or self.env._("Not met: %s", check.name)
        # what is always about something is about the roll-out itself, which nobody counts
        return f"{words}: {count}" if check.subject else words

    @api.model
    def _name_missing(self, lines):
        """What is not met of lines of the readiness list, in words; another addon's line may not have them."""
        return [line.get("missing") or self.env._("Not met: %s", line["name"]) for line in lines if not line["ok"]]

    @api.model
    def _name_overridden(self, failed):
        """The same of what the evidence of a launch names: ``{code: count}``."""
        checks = {check.code: check for check in self._get_readiness_checks()}
        foundations = {"foundations": self.env._("Something is missing that no roll-out is launched without")}
        return [
            self._word_missing(checks[code], count)
            if code in checks
            else foundations.get(code) or self.env._("Not met: %s", code)
            for code, count in failed.items()
        ]

    @api.model
    def _get_check_names(self):
        """``{code: name}`` of every check, for whoever reads in the evidence what held."""
        names = {check.code: check.name for check in self._get_readiness_checks()}
        return {"foundations": self._get_foundation_name()} | names

    @api.model
    def _readiness_check(self, code, name, obstacles):
        """One line of the readiness list: it holds when there are no ``obstacles`` (records)."""
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": obstacles._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", obstacles.ids)],
            # an accepted need stands in the way archived too
            "context": {"active_test": False},
        }
        if obstacles._name == self._name and obstacles <= self:
            action = self._open()
        return {"code": code, "name": name, "ok": not obstacles, "count": len(obstacles), "action": action}

    def _foundation_check(self):
        """What every roll-out has before its launch."""
        missing = [name for name, present in self._launch_foundations() if not present]
        name = self._get_foundation_name()
        if missing:
            name = self.env._("There is something to launch. Missing: %s", ", ".join(missing))
        return {
            "code": "foundations",
            "name": name,
            "ok": not missing,
            "count": len(missing),
            "action": self._open(),
            "missing": self.env._("Missing: %s", ", ".join(missing)) if missing else "",
        }

    @api.model
    def _get_foundation_name(self):
        return self.env._("There is something to launch")

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "project.project",
            "res_id": self.id,
            "views": [(self.get_formview_id(), "form")],
        }
