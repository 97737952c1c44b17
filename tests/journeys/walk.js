/* Walks screens of the web client one after the other, and keeps what can be read on each: texts, hints, labels, what
   stands in fields. Run behind settle.js with a list of steps in `window.walk`; answers {screen: [texts]}. */
(async () => {
    const { action, orm } = odoo.__WOWL_DEBUG__.root.env.services;
    const ATTRIBUTES = ["placeholder", "title", "aria-label", "data-tooltip", "alt"];
    const found = {};
    const opened = new Set();

    /* figures that Odoo makes up for a list that is empty are nobody's words */
    const isDrawn = (element) => element.checkVisibility() && !element.closest(".o_view_sample_data");

    function read(screen) {
        const texts = new Set();
        // most texts are in Russian: whether the others are drawn is asked last, for it costs most
        const keep = (text, element) => {
            const words = text.trim();
            if (/[A-Za-z]{2}/.test(words) && !texts.has(words) && isDrawn(element)) {
                texts.add(words);
            }
        };
        for (const element of document.body.querySelectorAll("*:not(script, style, noscript)")) {
            for (const node of element.childNodes) {
                if (node.nodeType === Node.TEXT_NODE) {
                    keep(node.textContent, element);
                }
            }
            for (const name of ATTRIBUTES) {
                keep(element.getAttribute(name) || "", element);
            }
            if (element.matches("textarea, input:not([type=checkbox], [type=radio], [type=hidden])")) {
                keep(String(element.value), element);
            }
        }
        found[screen] = [...texts];
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
            // several menus lead to the same form of the same record
            if (opened.has(`${res_model} ${id}`)) {
                continue;
            }
            opened.add(`${res_model} ${id}`);
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
