// What is shown is what the address says: #/view?key=value. Controls write it; drawing reads it.
import { data } from "#data";
import { colour, isDark, sample, tellApart } from "#look";
export const views = new Map(); // name -> {controls: (parameters) => [control], draw: (parameters, content)}
const PAPER = 680; // pixels between the margins of an upright A4 or letter page
const offered = [...document.querySelectorAll("nav a")].map((anchor) => anchor.hash.slice(2));
// What is shown: the view, its parameters as the address gives them, and whether the address, not a
// control, has the word.
export const state = { shown: "overview", address: {}, arrived: false, price: "priced" };

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

export function set(key, value) {
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
  // A price stays when another view is opened.
  if (data.prices.some(({ key }) => key === state.address.price)) state.price = state.address.price;
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

// The chips of all methods, folded away: the lines carry their names themselves.
function legendControl() {
  const count = element("summary");
  const chips = element("div", {
    class: "chips",
    role: "group",
    "aria-label": "Methods in colour",
  });
  return [
    element("details", { class: "legend" }, count, chips),
    (control) => {
      const bright = brightRows(control);
      const wanted = [control.rows.join("."), isDark()].join();
      if (chips.dataset.made !== wanted) {
        chips.replaceChildren(...control.rows.map((row) => chip(row, control)), ...quick(control));
        chips.dataset.made = wanted;
      }
      chips.control = control;
      const shown = control.rows.filter((row) => bright.has(row)).length;
      count.textContent = `Methods: ${shown} of ${control.rows.length} ${control.verb ?? "in colour"}`;
      for (const button of chips.querySelectorAll("[data-row]")) {
        const row = Number(button.dataset.row);
        button.setAttribute("aria-pressed", String(bright.has(row)));
        button.querySelector("line").setAttribute("stroke", colour(row));
      }
    },
  ];
}

function chip(row, control) {
  const choose = (event) => {
    const now = event.currentTarget.parentElement.control ?? control;
    const bright = brightRows(now);
    if (event.shiftKey) return set("show", String(row));
    if (!bright.delete(row)) bright.add(row);
    set("show", [...bright].sort((a, b) => a - b).join(".") || "-");
  };
  const title = "Show or grey out; with Shift: this one alone";
  const name = element("span", {}, ...breakable(data.rows[row].name));
  return element(
    "button",
    { type: "button", "data-row": row, title, onclick: choose },
    sample(row),
    name,
  );
}

const quick = (control) => [
  element("button", { type: "button", onclick: () => set("show", control.rows.join(".")) }, "all"),
  element("button", { type: "button", onclick: () => set("show", undefined) }, "the best"),
];

// The rows that are drawn in colour: those that the address names, else those of the control.
export function brightRows(control) {
  const given = state.address.show;
  if (given === undefined) return new Set(control.initial);
  const named = given.split(".").filter((text) => /^\d+$/.test(text));
  return new Set(named.map(Number).filter((row) => control.rows.includes(row)));
}

const makers = {
  select: selectControl,
  check: checkControl,
  search: searchControl,
  legend: legendControl,
};

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
  parameters.bright = brightRows(
    controls.find(({ kind }) => kind === "legend") ?? { rows: [], initial: [] },
  );
  tellApart([...parameters.bright]);
  if (parameters.axis === "priced") parameters.axis = state.price;
  return [controls, parameters];
}

// What a gradient counts as, chosen in one place for all views.
function followPrice() {
  const select = document.getElementById("price");
  if (select) select.value = state.price;
  for (const box of document.querySelectorAll("[data-price]"))
    box.hidden = box.dataset.price !== state.price;
}

function choosePrice(key) {
  state.price = key;
  set("price", key === "priced" ? undefined : key);
}

function showOthers(button) {
  const hidden = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!hidden));
  for (const item of button.parentElement.querySelectorAll(".more")) item.hidden = hidden;
}

function drawView(name) {
  const root = document.getElementById(`view-${name}`);
  const [controls, parameters] = resolve(views.get(name) ?? {});
  const box = root.querySelector(".controls");
  if (box) sync(box, controls);
  const content = root.querySelector(".content");
  if (content && views.has(name)) views.get(name).draw(parameters, content, root);
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
  followPrice();
  drawView(state.shown);
}

export function start() {
  window.addEventListener("hashchange", read);
  document
    .getElementById("price")
    ?.addEventListener("change", (event) => choosePrice(event.target.value));
  for (const button of document.querySelectorAll(".others"))
    button.addEventListener("click", () => showOthers(button));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", render);
  // Paper gets the view that one sees, in dark ink.
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.print = ""; // now, since the media change after what is drawn
    render();
    // A figure has the width of the window, which paper cuts.
    for (const plot of document.querySelectorAll(".view:not([hidden]) .plot.js-plotly-plot"))
      Plotly.relayout(plot, { width: PAPER });
  });
  window.addEventListener("afterprint", () => {
    delete document.documentElement.dataset.print;
    for (const plot of document.querySelectorAll(".plot.js-plotly-plot")) Plotly.purge(plot);
    render();
  });
  read();
}
