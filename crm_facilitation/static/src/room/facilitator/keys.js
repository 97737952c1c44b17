import { useExternalListener } from "@odoo/owl";

/**
 * Acts by key while a component is shown, wherever the focus is; nothing where somebody types or a dialog is open.
 *
 * @param {Object<string, Function>} acts by key, letters small
 */
export function useKeys(acts) {
    useExternalListener(window, "keydown", (event) => {
        const { target, key, code, ctrlKey, metaKey, altKey } = event;
        const isTyping = target.closest?.(
            "input, textarea, select, [contenteditable=true], .modal, .o_command_palette",
        );
        const isPressing = key === " " && target.closest?.("button, a, summary");
        // the same key on every keyboard, whatever letters are on it
        const letter = /^Key([A-Z])$/.exec(code)?.[1].toLowerCase();
        const act = acts[key.toLowerCase()] || (/^[a-z]$/i.test(key) ? undefined : acts[letter]);
        if (!act || isTyping || isPressing || ctrlKey || metaKey || altKey || document.querySelector(".modal")) {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
        act();
    });
}
