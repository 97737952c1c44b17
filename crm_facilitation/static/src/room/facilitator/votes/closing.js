import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { toMoment } from "../../live/clock";

const ROUND = "crm.facilitation.round";
const NOTICE = 10000;
// the server's clock has passed the deadline when it is asked to count
const AFTERWARDS = 1000;

/** A moment as the server writes it. */
export const toText = (moment) => new Date(moment).toISOString().slice(0, 19).replace("T", " ");

/** What closing these votes shows to the whole room, in words; empty where none of them is on the screens. */
export function wordReveal(pulled, rounds) {
    const isShown = pulled?.model === "round" && rounds.some(({ id }) => id === pulled.id);
    return isShown ? _t("It is on every screen: its result appears there then.") : "";
}

/** Whether the vote ends by itself within the notice that closing it would give. */
const endsSoon = ({ deadline }, now) => Boolean(deadline) && toMoment(deadline) <= now + NOTICE;

/**
 * Give the notice of ten seconds: the deadline of each vote is set, and phones count down.
 *
 * Where this page goes away meanwhile, the deadline closes them.
 *
 * @returns {Promise<Function>} counts them when the notice is over
 */
export async function announceClosing(commands, clock, rounds) {
    const now = clock.now();
    const announced = rounds.filter((round) => !endsSoon(round, now));
    for (const { id } of announced) {
        await commands.insist(ROUND, "write", [[id], { deadline: toText(now + NOTICE) }]);
    }
    const ends = Math.max(...rounds.map(({ deadline }) => (deadline ? toMoment(deadline) : 0)), 0);
    const until = announced.length ? now + NOTICE : ends;
    return async () => {
        const wait = Math.max(0, until + AFTERWARDS - clock.now());
        await new Promise((resolve) => browser.setTimeout(resolve, wait));
        for (const { id } of rounds) {
            await commands.countVote(id);
        }
    };
}

/** Close votes with ten seconds' notice. */
export async function closeSoon(commands, clock, rounds) {
    const count = await announceClosing(commands, clock, rounds);
    return count();
}
