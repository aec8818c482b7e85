// The live demo: a method whose step, momentum and start are the reader's.
import { selectOf } from "#compare";
import { css, isDark } from "#look";
import { significant } from "#numbers";
import { follow, heights, rules, surfaces } from "#rules";
import { element, named, set, views } from "#state";
import { paintContours } from "#surface";
import { shape } from "#trajectories";

const SIDE = 121;
const [WIDTH, HEIGHT] = [600, 500];
let stage = null;

const slider = (label, key, low, high, step, show) => {
  const told = element("output");
  const input = element("input", {
    type: "range",
    min: low,
    max: high,
    step,
    "data-key": key,
    "aria-label": label, // a label around both would name the output
  });
  input.addEventListener("input", () => set(key, input.value));
  const box = element("label", {}, element("span", {}, `${label} `, told), input);
  return {
    box,
    input,
    update: (value) => {
      input.value = value;
      told.textContent = show(value);
    },
  };
};

function build(content) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const svg = shape("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    role: "img",
  });
  const trail = shape("polyline", { fill: "none", "stroke-width": 2, class: "demo" });
  const dots = shape("g", {});
  svg.append(trail, dots);
  const box = element(
    "div",
    {
      class: "stage",
      tabindex: "0",
      role: "application",
      "aria-label": "The surface: a click, or the arrow keys, set the start",
    },
    canvas,
    svg,
  );
  const sliders = {
    step: slider("Step", "step", -4, 0, 0.02, (value) => significant(10 ** value, 3)),
    beta: slider("Momentum β", "beta", 0, 0.99, 0.01, (value) => significant(value, 2)),
    steps: slider("Steps", "steps", 1, 300, 1, String),
  };
  const told = element("p", { "aria-live": "polite" });
  const note = element(
    "p",
    { class: "none" },
    "A click on the surface sets the start; so do the arrow keys while it has the focus. The page computes the steps itself, by the update rules that the library has.",
  );
  const group = element("div", {
    class: "controls players",
    role: "group",
    "aria-label": "Parameters",
  });
  group.append(...Object.values(sliders).map(({ box: one }) => one));
  content.replaceChildren(group, element("div", { class: "stages demo-stage" }, box), told, note);
  stage = { box, canvas, svg, trail, dots, sliders, told, painted: "" };
  box.addEventListener("click", (event) => startAt(fromClick(event)));
  box.addEventListener("keydown", moveStart);
}

function fromClick(event) {
  const { left, top, width, height } = stage.box.getBoundingClientRect();
  const [u, v] = [(event.clientX - left) / width, 1 - (event.clientY - top) / height];
  return stage.surface.window.map(([low, high], i) => low + (high - low) * [u, v][i]);
}

const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

function moveStart(event) {
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  startAt(
    stage.start.map((x, i) => {
      const [low, high] = stage.surface.window[i];
      return Math.min(Math.max(x + (move[i] * (high - low)) / 50, low), high);
    }),
  );
}

const startAt = (point) => set("start", point.map((x) => Number(x.toPrecision(4))).join(","));

function startOf(p, surface) {
  const given = (p.start ?? "").split(",").map(Number);
  return given.length === 2 && given.every(Number.isFinite) && p.start ? given : surface.start;
}

function number(text, fallback, low, high) {
  const value = text === undefined || text === "" ? NaN : Number(text);
  return Number.isFinite(value) ? Math.min(Math.max(value, low), high) : fallback;
}

function place([x, y]) {
  const [[x0, x1], [y0, y1]] = stage.surface.window;
  return [(WIDTH * (x - x0)) / (x1 - x0), HEIGHT * (1 - (y - y0) / (y1 - y0))];
}

function paint(name) {
  const look = [name, isDark(), stage.canvas.clientWidth].join();
  if (stage.painted === look) return;
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  stage.canvas.width = Math.round(Math.max(stage.canvas.clientWidth, 200) * scale);
  stage.canvas.height = Math.round(Math.max(stage.canvas.clientHeight, 160) * scale);
  paintContours(stage.canvas, heights(stage.surface, SIDE));
  stage.painted = look;
}

function drawPath(path) {
  const points = path.map(place);
  stage.trail.setAttribute(
    "points",
    points.map((at) => at.map((x) => x.toFixed(1)).join()).join(" "),
  );
  stage.trail.setAttribute("stroke", css("--link"));
  const dot = ([cx, cy], r, fill) =>
    shape("circle", { cx: cx.toFixed(1), cy: cy.toFixed(1), r, fill, class: "demo-marker" });
  const small = points.slice(1, 101).map((at) => dot(at, 2.5, css("--link")));
  stage.dots.replaceChildren(
    ...small,
    dot(points[0], 6, css("--ink")),
    dot(points.at(-1), 6, css("--link")),
  );
}

views.set("demo", {
  controls: () => [
    selectOf("surface", "Surface", named(Object.keys(surfaces))),
    selectOf("rule", "Method", named(Object.keys(rules)), "momentum"),
  ],
  draw: (p, content) => {
    if (!stage) build(content);
    const [surface, rule] = [surfaces[p.surface], rules[p.rule]];
    const steps = Math.round(number(p.steps, 60, 1, 300));
    const log = number(p.step, Math.log10(rule.step), -4, 0);
    const beta = number(p.beta, 0.9, 0, 0.99);
    Object.assign(stage, { surface, start: startOf(p, surface) });
    for (const [key, value] of Object.entries({ step: log, beta, steps }))
      stage.sliders[key].update(value);
    stage.sliders.beta.input.disabled = !rule.usesBeta;
    paint(p.surface);
    const path = follow(surface, rule, stage.start, { step: 10 ** log, beta, steps });
    drawPath(path);
    const [x, f] = [path.at(-1), surface.value(path.at(-1))];
    const where = `(${x.map((value) => significant(value)).join(", ")})`;
    stage.told.textContent =
      path.length <= steps
        ? `It leaves all bounds after ${path.length} steps: the step is too long.`
        : `After ${steps} steps from (${stage.start.map((value) => significant(value)).join(", ")}): ${where}, f = ${significant(f)}.`;
    stage.svg.setAttribute("aria-label", `${p.rule} on ${p.surface}. ${stage.told.textContent}`);
  },
});
