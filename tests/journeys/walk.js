/* Walks screens of the web client one after the other, and keeps what can be read on each: texts, hints, labels, what
   stands in fields. Run with a list of steps in `window.walk`; answers {screen: [texts]}. */
(async () => {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
    const ATTRIBUTES = ["placeholder", "title", "aria-label", "data-tooltip", "alt"];
    const found = {};

    async function settle() {
        let before = -1;
        for (let turn = 0; turn < 60; turn++) {
            await pause(120);
            const busy = document.querySelector(".o_blockUI, .o_view_nocontent_empty_folder_loading");
            const size = document.body.innerText.length;
            if (!busy && size === before) {
                return;
            }
            before = size;
        }
    }

    function read(screen) {
        const texts = new Set();
        for (const element of document.body.querySelectorAll("*")) {
            // figures that Odoo makes up for a list that is empty are nobody's words
            const isDrawn = element.checkVisibility() && !element.closest(".o_view_sample_data");
            if (["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) || !isDrawn) {
                continue;
            }
            for (const node of element.childNodes) {
                if (node.nodeType === Node.TEXT_NODE) {
                    texts.add(node.textContent.trim());
                }
            }
            for (const name of ATTRIBUTES) {
                texts.add((element.getAttribute(name) || "").trim());
            }
            if (element.matches("textarea, input:not([type=checkbox], [type=radio], [type=hidden])")) {
                texts.add(String(element.value).trim());
            }
        }
        found[screen] = [...texts].filter((text) => /[A-Za-z]{2}/.test(text));
    }

    async function readTabs(screen) {
        await settle();
        read(screen);
        for (const tab of document.querySelectorAll(".o_notebook_headers a.nav-link:not(.active)")) {
            tab.click();
            await settle();
            read(`${screen}, ${tab.textContent.trim()}`);
        }
        const more = document.querySelector(".o_facilitation_more_toggle");
        if (more) {
            more.click();
            await settle();
            read(`${screen}, …`);
            more.click();
        }
    }

    async function open(step, screen, context = {}) {
        await action.doAction(step, { clearBreadcrumbs: true, additionalContext: context });
        await readTabs(screen);
    }

    async function openWindow({ res_model, views }, screen) {
        for (const [, type] of views.filter(([, type]) => !["form", "search", "activity"].includes(type)).slice(1)) {
            await action.switchView(type);
            await readTabs(`${screen} (${type})`);
        }
        if (!views.some(([, type]) => type === "form")) {
            return;
        }
        const form = { type: "ir.actions.act_window", res_model, views: [[false, "form"]] };
        const ids = await orm.search(
            res_model,
            res_model === "project.project" ? [["is_facilitation", "=", true]] : [],
        );
        for (const id of new Set([ids[0], ids[Math.floor(ids.length / 2)], ids.at(-1)].filter(Boolean))) {
            await open({ ...form, res_id: id }, `${screen}: ${id}`);
        }
    }

    for (const { step, context, isWhole, name } of window.walk) {
        const screen = name || String(step);
        await open(step, screen, context);
        const current = action.currentController?.action;
        if (isWhole && current?.type === "ir.actions.act_window" && current.target !== "new") {
            await openWindow(current, screen);
        }
        for (const close of document.querySelectorAll(".modal .btn-close")) {
            close.click();
        }
    }
    return found;
})();
