const browser = [
  "Blob,DecompressionStream,Event,Option,Response,URLSearchParams,atob,document,getComputedStyle",
  "history,location,matchMedia,requestAnimationFrame,setTimeout,window,Plotly,console",
];
const readonly = browser.flatMap((names) => names.split(",").map((name) => [name, "readonly"]));

export default [
  {
    languageOptions: { globals: Object.fromEntries(readonly) },
    rules: {
      "array-callback-return": "error",
      "constructor-super": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-len": ["error", { code: 110, ignoreStrings: true, ignoreTemplateLiterals: true }],
      "no-const-assign": "error",
      "no-dupe-keys": "error",
      "no-fallthrough": "error",
      "no-import-assign": "error",
      "no-redeclare": "error",
      "no-self-assign": "error",
      "no-undef": "error",
      "no-unreachable": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      "valid-typeof": "error",
    },
  },
];
