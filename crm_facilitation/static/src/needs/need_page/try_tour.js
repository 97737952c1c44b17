import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";
import { createPointerState } from "@web_tour/js/tour_pointer/tour_pointer_state";
import { tourState } from "@web_tour/js/tour_state";

const TOURS = registry.category("web_tour.tours");
const name = (needId) => `crm_facilitation.try_need_${needId}`;

/**
 * Show on the screen that is open what came of a need, step by step.
 *
 * The tour is made in the browser from the need. It is played beside Odoo's own service for tours, which would note on
 * the server that this user wants tours, and ask it for a record of each.
 *
 * @param {{bus: Object, services: Object}} env
 * @param {number} needId
 * @param {{trigger: string, text: string}[]} hints
 * @param {() => void} onEnd called when the last step is done
 * @returns {Promise<() => void>} ends it before
 */
export async function playTryTour(env, needId, hints, onEnd) {
    const steps = hints.map(({ trigger, text }) => ({
        trigger,
        content: text,
        tooltipPosition: "bottom",
        run: "click",
    }));
    TOURS.add(name(needId), { steps: () => steps }, { force: true });
    await loadBundle("web_tour.interactive");
    const { TourPointer } = odoo.loader.modules.get("@web_tour/js/tour_pointer/tour_pointer");
    const { TourInteractive } = odoo.loader.modules.get("@web_tour/js/tour_interactive/tour_interactive");
    const pointer = createPointerState();
    const remove = env.services.overlay.add(
        TourPointer,
        { pointerState: pointer.state, bounce: true },
        { sequence: 1100 },
    );
    const tour = new TourInteractive({ name: name(needId), steps, url: "/odoo" });
    let isOver = false;
    const stop = () => {
        if (!isOver) {
            isOver = true;
            tour.observer?.disconnect();
            tour.removeListeners();
            remove();
            TOURS.remove(name(needId));
            // nobody goes on with it after a reload
            tourState.clear();
        }
    };
    tourState.setCurrentIndex(0);
    tour.start(env, pointer, () => {
        stop();
        onEnd();
    });
    return stop;
}
