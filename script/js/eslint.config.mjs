import js from "@eslint/js";

export default [
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {
                AbortController: "readonly",
                btoa: "readonly",
                clearInterval: "readonly",
                clearTimeout: "readonly",
                console: "readonly",
                crypto: "readonly",
                document: "readonly",
                getComputedStyle: "readonly",
                Event: "readonly",
                KeyboardEvent: "readonly",
                localStorage: "readonly",
                odoo: "readonly",
                requestAnimationFrame: "readonly",
                Response: "readonly",
                setInterval: "readonly",
                setTimeout: "readonly",
                URL: "readonly",
                URLSearchParams: "readonly",
                window: "readonly",
            },
        },
    },
];
