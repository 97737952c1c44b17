/* When a screen stands still: nothing is asked of the server, and nothing on the page has changed for a moment. Nothing
   is on its way there: what would take its time is at its end at once.
   Put before a script that runs in the web client; a fixed pause would be too long for most screens, and too short for some. */
const settle = (() => {
    const QUIET = 40;
    const LONGEST = 7000;
    const { browser } = odoo.loader.modules.get("@web/core/browser/browser");
    let asked = 0;
    let changed = performance.now();
    const end = () => {
        asked--;
        changed = performance.now();
    };
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (...body) {
        asked++;
        this.addEventListener("loadend", end, { once: true });
        return send.apply(this, body);
    };
    const { fetch } = browser;
    browser.fetch = (...request) => {
        asked++;
        return fetch(...request).finally(end);
    };
    new MutationObserver(() => (changed = performance.now())).observe(document.body, {
        childList: true,
        characterData: true,
        subtree: true,
    });
    const isBusy = () => document.querySelector(".o_blockUI, .o_view_nocontent_empty_folder_loading");
    const still = new CSSStyleSheet();
    still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
    document.adoptedStyleSheets.push(still);

    return async () => {
        const begun = performance.now();
        // what was just done is drawn in the next frame
        changed = begun;
        while (performance.now() - begun < LONGEST) {
            await new Promise((resolve) => setTimeout(resolve, 10));
            if (!asked && performance.now() - changed > QUIET && !isBusy()) {
                return;
            }
        }
    };
})();
