import js from "@eslint/js";

export default [
    js.configs.recommended,
    {
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {
                clearInterval: "readonly",
                clearTimeout: "readonly",
                console: "readonly",
                document: "readonly",
                getComputedStyle: "readonly",
                Event: "readonly",
                KeyboardEvent: "readonly",
                localStorage: "readonly",
                odoo: "readonly",
                setInterval: "readonly",
                setTimeout: "readonly",
                URLSearchParams: "readonly",
                window: "readonly",
            },
        },
    },
];
