import { Component, onWillStart, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const CHECK_FINGERPRINT = "crm_facilitation.fingerprint_wizard_action";
const OVERRIDE = "crm_facilitation.reason_wizard_action_launch_override";

/** The launch on one screen: each check that must hold, what stands in its way, and the buttons that release it. */
export class LaunchObstacles extends Component {
    static template = "crm_facilitation.LaunchObstacles";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.dialog = useService("dialog");
        this.state = useState({ projects: [], screen: null });
        this.words = { holds: _t("Holds"), missing: _t("Does not hold yet") };
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            this.state.projects = await this.orm.call("project.project", "list_rollouts", []);
            const { params, context } = this.props.action;
            const asked = params?.project_id || context?.active_id;
            const known = this.state.projects.some(({ id }) => id === asked);
            await this.load(known ? asked : this.state.projects[0]?.id);
        });
    }

    async load(projectId) {
        this.state.screen = projectId
            ? await this.orm.call("project.project", "get_launch_screen", [[projectId]])
            : null;
    }

    /** What does not hold comes first. */
    get checks() {
        return [...this.state.screen.checks].sort((one, other) => one.ok - other.ok);
    }

    get holding() {
        return this.state.screen.checks.filter((check) => check.ok).length;
    }

    get failing() {
        return this.state.screen.checks.length - this.holding;
    }

    get launchDate() {
        const { launch_date: date } = this.state.screen;
        return date ? formatDate(deserializeDate(date)) : "";
    }

    more(check) {
        return check.count > check.names.length ? _t("and %s more", check.count - check.names.length) : "";
    }

    get launched() {
        return this.state.screen.phase === "launched";
    }

    get score() {
        return Math.round(100 * this.state.screen.trace_score);
    }

    get scannedOn() {
        return formatDateTime(deserializeDateTime(this.state.screen.scanned_on));
    }

    async call(method) {
        const { id } = this.state.screen;
        const answer = await this.orm.call("project.project", method, [[id]]);
        await this.load(id);
        return answer;
    }

    async open(check) {
        return check.action && this.action.doAction(check.action);
    }

    async openAdvice() {
        const { id } = this.state.screen;
        return this.action.doAction(await this.orm.call("project.project", "action_open_trace_advice", [[id]]));
    }

    launch() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Launch?"),
            body: _t("The roll-out “%s” is launched. This cannot be taken back.", this.state.screen.name),
            confirmLabel: _t("Launch"),
            confirm: async () => {
                await this.call("action_facilitation_launch");
                this.notification.add(_t("The CRM is released."), { type: "success" });
            },
            cancel: () => {},
        });
    }

    checkFingerprint() {
        const { id } = this.state.screen;
        return this.action.doAction(CHECK_FINGERPRINT, { additionalContext: { default_project_id: id } });
    }

    override() {
        const { id } = this.state.screen;
        return this.action.doAction(OVERRIDE, {
            additionalContext: { active_model: "project.project", active_id: id, active_ids: [id] },
            onClose: () => this.load(id),
        });
    }
}

registry.category("actions").add("crm_facilitation.launch_obstacles", LaunchObstacles);
