import { _t } from "@web/core/l10n/translation";

const TABS = ["needs", "votes", "conflicts", "heard"];
// what a step of this kind works with; in the others the desk stays where it is
const TAB_OF_KIND = {
    vote: "votes",
    conflicts: "conflicts",
    decide: "needs",
    discuss: "needs",
    needs: "needs",
    process: "needs",
    retro: "needs",
    cluster: "needs",
    fit: "needs",
};

/** The tab of the desk that a step works with; undefined for steps without one. */
export function tabOf(step) {
    return TAB_OF_KIND[step?.kind];
}

/**
 * The tabs of the desk with what waits in each.
 *
 * @param {{needs: Object[], rounds: Object[], conflicts: Object[]}} room the state
 * @returns {{code: string, name: string, count: number | string, key: number}[]} `key` is the digit that opens it
 */
export function describeTabs(room) {
    const open = room.rounds.filter((round) => round.state === "open").length;
    const unsettled = room.conflicts.filter(({ state }) => ["open", "discussing"].includes(state)).length;
    const counts = { needs: room.needs.length, votes: open, conflicts: unsettled };
    const names = {
        needs: _t("Needs"),
        votes: _t("Votes"),
        conflicts: _t("Conflicts"),
        heard: _t("Who was heard"),
    };
    return TABS.map((code, index) => ({ code, name: names[code], count: counts[code] || "", key: index + 1 }));
}
