import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

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
                ["display_name"],
            );
            await this.load(this.props.action.params?.project_id || this.state.projects[0]?.id);
        });
    }

    async load(projectId) {
        this.state.projectId = projectId;
        this.state.checks = projectId
            ? await this.orm.call("project.project", "facilitation_readiness", [[projectId]])
            : [];
    }

    /** What does not hold comes first. */
    get checks() {
        return [...this.state.checks].sort((one, other) => one.ok - other.ok);
    }

    get failing() {
        return this.state.checks.filter((check) => !check.ok).length;
    }

    open(check) {
        return check.action && this.action.doAction(check.action);
    }
}

registry.category("actions").add("crm_facilitation.launch_obstacles", LaunchObstacles);
