import { useEffect, useExternalListener } from "@odoo/owl";

/**
 * Keep the screen on while ``isNeeded()``: on the projector, and while somebody reads a ballot.
 *
 * A browser gives the lock up when the page is hidden; it is taken again on return. Browsers without it do without.
 */
export function useWakeLock(isNeeded) {
    const { wakeLock } = window.navigator;
    let lock = null;
    const take = async () => {
        if (!wakeLock || !isNeeded() || document.visibilityState !== "visible" || (lock && !lock.released)) {
            return;
        }
        try {
            lock = await wakeLock.request("screen");
        } catch {
            // a phone that saves its battery refuses
            lock = null;
        }
    };
    useExternalListener(document, "visibilitychange", take);
    useEffect(
        (needed) => {
            if (needed) {
                take();
                return () => lock?.release();
            }
            return () => {};
        },
        () => [Boolean(isNeeded())],
    );
}
