// What is shown is what the address says: #/view?key=value. Controls write it; drawing reads it.
import { data } from "#data";
import { isDark, sample } from "#look";
export const views = new Map(); // name -> {controls: (parameters) => [control], draw: (parameters, content)}
const PAPER = 680; // pixels between the margins of an upright A4 or letter page
const offered = [...document.querySelectorAll("nav a")].map((anchor) => anchor.hash.slice(2));
// What is shown: the view, its parameters as the address gives them, and whether the address, not a
// control, has the word.
export const state = { shown: "overview", address: {}, arrived: false };

// A long name may break before a parameter.
export const breakable = (text) =>
  text.split(/(?=[:_])/).flatMap((part, i) => (i ? [element("wbr"), part] : [part]));

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children); // text stays text: no markup in a name is ever parsed
  return made;
}

export const named = (values) => values.map((value) => [value, value]);

export function link(view, parameters, text) {
  return element("a", { href: hash(view, parameters) }, ...breakable(text));
}

export function hash(view, parameters) {
  const given = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== "" && value != null),
  );
  const query = given.toString();
  return `#/${view}${query ? `?${query}` : ""}`;
}

function set(key, value) {
  state.address = { ...state.address, [key]: value };
  history.replaceState(null, "", hash(state.shown, state.address));
  render();
}

export function read() {
  const [path, query] = location.hash.replace(/^#\//, "").split("?");
  const next = offered.includes(path) ? path : "overview";
  const moved = next !== state.shown;
  state.shown = next;
  state.address = Object.fromEntries(new URLSearchParams(query ?? ""));
  state.arrived = true;
  render();
  state.arrived = false;
  if (moved) window.scrollTo(0, 0);
}

// A control is {key, label, kind: "select" | "check" | "search" | "legend", options, initial}.
export function valueOf(control) {
  const given = state.address[control.key];
  if (control.kind === "check")
    return given === undefined ? Boolean(control.initial) : given === "1";
  if (control.kind === "select") {
    const values = control.options.map(([value]) => String(value));
    return values.includes(given) ? given : String(control.initial ?? values[0] ?? "");
  }
  return given ?? "";
}

function selectControl(control) {
  const select = element("select", {
    "data-key": control.key,
    onchange: () => set(control.key, select.value),
  });
  return [
    element("label", {}, control.label, select),
    (current) => {
      const values = current.options.map(([v, text]) => `${v}\n${text}`).join("\n\n");
      if (select.dataset.values !== values) {
        select.replaceChildren(...current.options.map(([v, text]) => new Option(text, v)));
        select.dataset.values = values;
      }
      select.value = valueOf(current);
    },
  ];
}

function checkControl(control) {
  const box = element("input", {
    type: "checkbox",
    "data-key": control.key,
    onchange: () => set(control.key, box.checked ? "1" : "0"),
  });
  return [
    element("label", { class: "check" }, box, control.label),
    (current) => {
      box.checked = valueOf(current);
    },
  ];
}

function searchControl(control) {
  const box = element("input", {
    type: "search",
    "data-key": control.key,
    placeholder: control.hint ?? "",
    oninput: () => set(control.key, box.value),
  });
  return [
    element("label", {}, control.label, box),
    (current) => {
      if (document.activeElement !== box) box.value = valueOf(current);
    },
  ];
}

function legendControl() {
  const box = element("div", {
    class: "legend",
    role: "group",
    "aria-label": "Methods shown",
  });
  return [
    box,
    (current) => {
      const hidden = hiddenRows(current.rows);
      const wanted = current.rows.join(".");
      if (box.dataset.rows !== wanted || box.dataset.theme !== String(isDark())) {
        box.replaceChildren(
          ...current.rows.map((row) =>
            element(
              "button",
              {
                type: "button",
                "data-row": row,
                title: "Show or hide; double-click: this one alone",
                onclick: () => toggleRow(row, current.rows),
                ondblclick: () => showOnly(row, current.rows),
              },
              sample(row),
              element("span", {}, ...breakable(data.rows[row].name)),
            ),
          ),
          element("button", { type: "button", onclick: () => set("hide", "-") }, "all"),
          element(
            "button",
            { type: "button", onclick: () => set("hide", current.rows.join(".")) },
            "none",
          ),
        );
        Object.assign(box.dataset, { rows: wanted, theme: String(isDark()) });
      }
      for (const button of box.querySelectorAll("[data-row]")) {
        button.setAttribute("aria-pressed", String(!hidden.has(Number(button.dataset.row))));
      }
    },
  ];
}

const makers = {
  select: selectControl,
  check: checkControl,
  search: searchControl,
  legend: legendControl,
};

// Until the user chooses, the variants that only studies compare are hidden beside the methods.
const inComparison = new Set(
  data.parts.flatMap(({ title, rows }) => (title === "Studies" ? [] : rows)),
);

export function hiddenRows(rows) {
  if (state.address.hide !== undefined)
    return new Set(
      state.address.hide
        .split(".")
        .filter((text) => /^\d+$/.test(text))
        .map(Number),
    );
  return new Set(
    rows.some((row) => inComparison.has(row)) ? rows.filter((row) => !inComparison.has(row)) : [],
  );
}

function toggleRow(row, rows) {
  const hidden = hiddenRows(rows);
  if (!hidden.delete(row)) hidden.add(row);
  set("hide", [...hidden].sort((a, b) => a - b).join(".") || "-");
}

const showOnly = (row, rows) => set("hide", rows.filter((other) => other !== row).join(".") || "-");

// Controls stay in the document while they stay the same, so that the keyboard's focus does.
function sync(root, controls) {
  const kept = root.made ?? new Map();
  const wanted = new Map();
  for (const control of controls) {
    const made = kept.get(control.key) ?? makers[control.kind](control);
    made[1](control);
    wanted.set(control.key, made);
  }
  const boxes = [...wanted.values()].map(([box]) => box);
  if (boxes.length !== root.children.length || boxes.some((box, i) => root.children[i] !== box))
    root.replaceChildren(...boxes);
  root.made = wanted;
}

function resolve(view) {
  const parameters = { ...state.address };
  const controls = view.controls ? view.controls(parameters) : [];
  for (const control of controls)
    if (control.kind !== "legend") parameters[control.key] = valueOf(control);
  return [controls, parameters];
}

function drawView(name) {
  const root = document.getElementById(`view-${name}`);
  const [controls, parameters] = resolve(views.get(name));
  const box = root.querySelector(".controls");
  if (box) sync(box, controls);
  const content = root.querySelector(".content");
  if (content) views.get(name).draw(parameters, content, root);
}

function render() {
  for (const section of document.querySelectorAll(".view"))
    section.hidden = section.id !== `view-${state.shown}`;
  for (const anchor of document.querySelectorAll("nav a")) {
    const current = anchor.hash.split("?")[0] === `#/${state.shown}`;
    if (!current) anchor.removeAttribute("aria-current");
    else if (!anchor.hasAttribute("aria-current")) {
      anchor.setAttribute("aria-current", "page");
      anchor.parentElement.scrollLeft = anchor.offsetLeft - anchor.parentElement.clientWidth / 3;
    }
  }
  drawView(state.shown);
}

export function start() {
  window.addEventListener("hashchange", read);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
  // On paper every view follows the other, each as it would first be seen.
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.print = ""; // now, since the media change after what is drawn
    for (const name of offered) {
      document.getElementById(`view-${name}`).hidden = false;
      drawView(name);
    }
    // A figure has the width of the window, which paper cuts.
    for (const plot of document.querySelectorAll(".plot.js-plotly-plot"))
      Plotly.relayout(plot, { width: PAPER });
  });
  window.addEventListener("afterprint", () => {
    delete document.documentElement.dataset.print;
    for (const plot of document.querySelectorAll(".plot.js-plotly-plot")) Plotly.purge(plot);
    render();
  });
  read();
}
