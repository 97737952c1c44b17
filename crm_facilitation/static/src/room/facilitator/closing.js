import { browser } from "@web/core/browser/browser";

const ROUND = "crm.facilitation.round";
const NOTICE = 10000;

/** A moment as the server writes it. */
export const toText = (moment) => new Date(moment).toISOString().slice(0, 19).replace("T", " ");

/**
 * Close a vote with ten seconds' notice: its deadline is set, phones count down, then it is counted.
 *
 * Where this page goes away meanwhile, the deadline closes it.
 */
export async function closeSoon(commands, clock, round) {
    const now = clock.now();
    await commands.call(ROUND, "write", [[round.id], { deadline: toText(now + NOTICE) }]);
    const wait = Math.max(0, now + NOTICE + 1000 - clock.now());
    await new Promise((resolve) => browser.setTimeout(resolve, wait));
    return commands.call(ROUND, "action_close", [[round.id]]);
}
