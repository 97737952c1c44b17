import { _t } from "@web/core/l10n/translation";
import { pageOf } from "./need_page_action";
import { playTryTour } from "./try_tour";

/** What stays in sight while somebody tries it: on a phone a pointer has little room. */
const wordsOf = (hints) => [_t("Does it do what you asked for?"), ...hints.map(({ text }) => text)].join(" · ");

/**
 * Open the screen on which something was configured for a need, with a way back to the need, and show where it is.
 *
 * @param {{bus: Object, services: Object}} env
 * @param {number} needId
 * @param {Object} action opens the screen
 * @param {{trigger: string, text: string}[]} hints
 */
export async function tryNeed(env, needId, action, hints) {
    const { action: actions, notification } = env.services;
    let stop;
    await actions.doAction(action);
    const back = () => {
        close();
        stop?.();
        return actions.doAction(pageOf({ id: needId }));
    };
    const close = notification.add(wordsOf(hints), {
        sticky: true,
        type: "info",
        className: "o_try_it",
        buttons: [{ name: _t("Back to my need"), primary: true, onClick: back }],
        onClose: () => stop?.(),
    });
    stop = await playTryTour(env, needId, hints, () => {});
}
