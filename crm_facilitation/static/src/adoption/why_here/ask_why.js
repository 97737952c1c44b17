import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { WhyHereDialog } from "./why_here_dialog";

const LEADERS = ["crm_facilitation.group_facilitator", "crm_facilitation.group_sponsor"];

/** Whether records of the model can be asked about. */
export function isWatched(resModel) {
    return (session.facilitation_watched_models || []).includes(resModel);
}

/** Why a record is there: leaders get to the trace, everybody else reads who asked for it. */
export async function askWhy({ action, dialog, orm }, resModel, resId) {
    if ((await Promise.all(LEADERS.map((group) => user.hasGroup(group)))).some(Boolean)) {
        return action.doAction(await orm.call("crm.facilitation.feature", "action_why_here", [resModel, resId]));
    }
    const reasons = await orm.call("project.project", "why_here", [[], resModel, resId]);
    dialog.add(WhyHereDialog, { reasons, title: _t("Why is this here?") });
}
