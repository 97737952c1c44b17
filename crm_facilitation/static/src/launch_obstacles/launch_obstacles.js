import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const NAMED = 3;

/** What stands between a roll-out and its launch: each check that must hold, and what stands in its way. */
export class LaunchObstacles extends Component {
    static template = "crm_facilitation.LaunchObstacles";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ projects: [], projectId: false, checks: [] });
        this.words = { holds: _t("Holds"), missing: _t("Does not hold yet") };
        this.display = { controlPanel: {} };
        onWillStart(async () => {
            this.state.projects = await this.orm.searchRead(
                "project.project",
                [["is_facilitation", "=", true]],
                ["display_name", "launch_date"],
            );
            await this.load(this.props.action.params?.project_id || this.state.projects[0]?.id);
        });
    }

    async load(projectId) {
        const checks = projectId ? await this.orm.call("project.project", "facilitation_readiness", [[projectId]]) : [];
        const named = await Promise.all(checks.map((check) => this.name(check)));
        Object.assign(this.state, { projectId, checks: named });
    }

    /** The first few records that stand in the way, by name: a number alone tells management nothing. */
    async name(check) {
        const { res_model: model, domain } = check.action || {};
        if (check.ok || !model || !domain) {
            return { ...check, names: [] };
        }
        const found = await this.orm.searchRead(model, domain, ["display_name"], { limit: NAMED });
        return { ...check, names: found.map((record) => record.display_name) };
    }

    /** What does not hold comes first. */
    get checks() {
        return [...this.state.checks].sort((one, other) => one.ok - other.ok);
    }

    get project() {
        return this.state.projects.find((project) => project.id === this.state.projectId);
    }

    get launchDate() {
        return this.project?.launch_date ? formatDate(deserializeDate(this.project.launch_date)) : "";
    }

    get holding() {
        return this.state.checks.filter((check) => check.ok).length;
    }

    get failing() {
        return this.state.checks.length - this.holding;
    }

    more(check) {
        return check.count > check.names.length ? _t("and %s more", check.count - check.names.length) : "";
    }

    open(check) {
        return check.action && this.action.doAction(check.action);
    }
}

registry.category("actions").add("crm_facilitation.launch_obstacles", LaunchObstacles);
