import { browser } from "@web/core/browser/browser";

/**
 * Call `act` when somebody looks at the page again or the device has a network again, and `onOffline` when it has none.
 *
 * @returns {() => void} ends it
 */
export function onComingBack(act, onOffline) {
    const comeBack = () => document.visibilityState === "visible" && act();
    const heard = [
        [document, "visibilitychange", comeBack],
        [browser, "focus", comeBack],
        [browser, "online", comeBack],
        [browser, "offline", onOffline],
    ];
    heard.forEach(([target, name, listener]) => target.addEventListener(name, listener));
    return () => heard.forEach(([target, name, listener]) => target.removeEventListener(name, listener));
}
