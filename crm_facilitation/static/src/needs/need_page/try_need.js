import { _t } from "@web/core/l10n/translation";
import { NEED_PAGE, pageOf } from "./need_page_action";
import { playTryTour } from "./try_tour";

const SHOWN = "ACTION_MANAGER:UI-UPDATED";

/** What stays in sight while somebody tries it: on a phone a pointer has little room. */
const wordsOf = (hints) => [_t("Does it do what you asked for?"), ...hints.map(({ text }) => text)].join(" · ");

/** Go back to the page as it is on the way that was taken; another way since then leads to it anew. */
async function returnTo(actions, page, needId) {
    try {
        await actions.restore(page);
    } catch {
        await actions.doAction(pageOf({ id: needId }));
    }
}

/**
 * Open the screen on which something was configured for a need, with a way back to the need, and show where it is.
 *
 * The note that stays in sight is gone as soon as a page of a need is: it would lie over its buttons.
 *
 * @param {{bus: Object, services: Object}} env
 * @param {number} needId
 * @param {Object} action opens the screen
 * @param {{trigger: string, text: string}[]} hints
 */
export async function tryNeed(env, needId, action, hints) {
    const { action: actions, notification } = env.services;
    const page = actions.currentController?.jsId;
    let stop, isOver;
    await actions.doAction(action);
    const end = () => {
        isOver = true;
        stop?.();
        env.bus.removeEventListener(SHOWN, endOnPage);
    };
    const close = notification.add(wordsOf(hints), {
        sticky: true,
        type: "info",
        className: "o_try_it",
        buttons: [{ name: _t("Back to my need"), primary: true, onClick: () => returnTo(actions, page, needId) }],
        onClose: end,
    });
    const endOnPage = () => actions.currentController?.action.tag === NEED_PAGE && close();
    env.bus.addEventListener(SHOWN, endOnPage);
    stop = await playTryTour(env, needId, hints, () => {});
    // whoever is back before the tour has come sees none
    if (isOver) {
        stop?.();
    }
}
