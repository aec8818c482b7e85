// The player: the paths of all chosen methods at once, step by step, from above and from the side.
import { bestOn, selectOf } from "#compare";
import { data } from "#data";
import { colour, css, dash, dashArrays, isDark } from "#look";
import { significant } from "#numbers";
import { element, hash, named, state, views } from "#state";
import { centred, paintContours, paintSurface, project } from "#surface";
import { table } from "#tables";
const SVG = "http://www.w3.org/2000/svg";
const player = { step: 0, playing: false, last: 0, turn: 35, tilt: 40 };
let stage = null; // of the problem that is shown

const trajectoryOf = (name) =>
  data.trajectories.find(({ problem }) => problem === name) ?? data.trajectories[0];
const lengthOf = (paths) => Math.max(1, ...paths.map(({ x }) => x.length)) - 1;
const atStep = (path) => Math.min(Math.floor(player.step), path.x.length - 1);

export function fractions({ window: [[x0, x1], [y0, y1]] }, [x, y]) {
  return [(x - x0) / (x1 - x0), (y - y0) / (y1 - y0)];
}

function heightOf({ surface }, f) {
  if (!surface || f == null) return 0;
  const height =
    (Math.log(Math.max(f - surface.base, 1e-300)) - surface.low) / (surface.high - surface.low);
  return Math.min(Math.max(height, 0), 1.15);
}

// A circle, a square, triangles, a diamond, a cross: what a dash tells of a line, a form tells of a marker.
export const markers = [
  "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0",
  "M-5.5,-5.5h11v11h-11z",
  "M0,-7L6.5,5H-6.5z",
  "M0,-7.5L7.5,0L0,7.5L-7.5,0z",
  "M0,7L6.5,-5H-6.5z",
  "M-2,-7h4v5h5v4h-5v5h-4v-5h-5v-4h5z",
];

export const shape = (tag, attributes) => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

// One of the two pictures: where a point of a path is drawn, and the shapes that are moved.
function makePicture(label, place) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  const svg = shape("svg", {
    viewBox: "0 0 600 500",
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": label,
  });
  return {
    box: element("div", { class: "stage" }, canvas, svg),
    canvas,
    svg,
    place,
    shapes: new Map(),
  };
}

function makeShapes(picture, paths) {
  picture.svg.replaceChildren();
  picture.shapes.clear();
  for (const { row } of paths) {
    const trail = shape("polyline", {
      fill: "none",
      stroke: colour(row),
      "stroke-width": 2.4,
      "stroke-linejoin": "round",
      "stroke-dasharray": dashArrays[dash(row)],
      class: "trail",
    });
    const thin = { stroke: colour(row), "stroke-width": 1.6, "stroke-opacity": 0.8, fill: "none" };
    const arrow = shape("line", { ...thin, class: "arrow" });
    const carried = shape("line", { ...thin, "stroke-dasharray": "3 3", class: "arrow" });
    const scale = shape("ellipse", { ...thin, class: "arrow" });
    const marker = shape("path", {
      d: markers[data.rows[row].dash],
      fill: colour(row),
      stroke: css("--paper"),
      "stroke-width": 2,
      class: "marker",
      "data-row": row,
    });
    marker.append(shape("title", {}));
    marker.firstChild.textContent = data.rows[row].name;
    picture.shapes.set(row, { trail, arrow, carried, scale, marker });
  }
  for (const kind of ["trail", "scale", "carried", "arrow", "marker"])
    for (const found of picture.shapes.values()) picture.svg.append(found[kind]);
}

function moveShapes(picture, item, paths, arrows) {
  for (const path of paths) {
    const { trail, arrow, carried, scale, marker } = picture.shapes.get(path.row);
    const n = atStep(path);
    const points = path.x.slice(0, n + 1).map((x, i) => picture.place(item, x, path.f[i]));
    trail.setAttribute(
      "points",
      points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
    );
    const [x, y] = points.at(-1);
    marker.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    const near = (vector) => placeNear(picture, item, path, n, vector);
    moveArrow(arrow, arrows && near(path.gradient?.[n]), [x, y]);
    moveArrow(carried, arrows && near(path.momentum?.[n]), [x, y]);
    // The scale divides the step: the smaller it is, the wider the ellipse along its coordinate.
    const divisors = picture === stage.above && arrows && path.scale?.[n];
    scale.style.display = divisors ? "" : "none";
    if (!divisors) continue;
    const least = Math.min(...divisors);
    const [rx, ry] = divisors.map((divisor) => Math.max((26 * least) / divisor, 2));
    for (const [name, value] of Object.entries({ cx: x, cy: y, rx, ry }))
      scale.setAttribute(name, value.toFixed(1));
  }
}

// Where a tenth of the window leads against a vector, as steepest descent goes against its gradient.
function placeNear(picture, item, path, n, vector) {
  const size = vector ? Math.hypot(...vector) : 0;
  if (!(size > 0)) return null;
  const reach = [0, 1].map(
    (i) => path.x[n][i] - (0.1 * (item.window[i][1] - item.window[i][0]) * vector[i]) / size,
  );
  return picture.place(item, reach, path.f[n]);
}

function moveArrow(arrow, end, [x1, y1]) {
  arrow.style.display = end ? "" : "none";
  if (!end) return;
  for (const [name, value] of Object.entries({ x1, y1, x2: end[0], y2: end[1] }))
    arrow.setAttribute(name, value.toFixed(1));
}

const angles = () => ({ turn: (player.turn * Math.PI) / 180, tilt: (player.tilt * Math.PI) / 180 });
export const pair = (values) =>
  values ? `(${values.map((v) => significant(v)).join(", ")})` : "–";

function buildStage(content) {
  const above = makePicture("Paths over the contours, seen from above", (item, x) => {
    const [u, v] = fractions(item, x);
    return [600 * u, 500 * (1 - v)];
  });
  const side = makePicture("Paths over the surface, seen from the side", (item, x, f) => {
    const [u, v] = fractions(item, x);
    const [px, py] = project([u, v, heightOf(item, f)], stage.seen);
    return [600 * px, 500 * py];
  });
  const button = (text, label, action) =>
    element("button", { type: "button", "aria-label": label, onclick: action }, text);
  const play = button("▶ Play", "Play", () => setPlaying(!player.playing));
  const slider = (label, key, low, high, after) => {
    const input = element("input", {
      type: "range",
      min: low,
      max: high,
      value: player[key],
      "data-key": key,
      oninput: () => {
        player[key] = Number(input.value);
        after();
      },
    });
    return [element("label", {}, label, input), input];
  };
  const [stepLabel, scrub] = slider("Step", "step", 0, 1, () => {
    setPlaying(false);
    moveAll();
  });
  const turned = () => {
    repaintSide();
    remember();
  };
  const [turnLabel] = slider("Turn", "turn", 0, 359, turned);
  const [tiltLabel] = slider("Tilt", "tilt", 10, 85, turned);
  const buttons = element(
    "div",
    { class: "controls players", role: "group", "aria-label": "Player" },
    play,
    button("Start", "To the start", () => jump(0)),
    button("−1", "−1: one step back", () => jump(Math.ceil(player.step) - 1)),
    button("+1", "+1: one step on", () => jump(Math.floor(player.step) + 1)),
    button("End", "To the end", () => jump(Infinity)),
    stepLabel,
    turnLabel,
    tiltLabel,
  );
  const where = element("p", { "aria-live": "polite" });
  const note = element("p", { class: "none" });
  content.replaceChildren(
    buttons,
    element("div", { class: "stages" }, above.box, side.box),
    where,
    note,
  );
  side.box.addEventListener("pointerdown", (event) => turnWith(event, side.box));
  stage = { content, above, side, play, scrub, where, note, problem: null };
}

function turnWith(down, box) {
  const [x, y, turn, tilt] = [down.clientX, down.clientY, player.turn, player.tilt];
  const move = (event) => {
    player.turn = (((turn + (event.clientX - x) / 2) % 360) + 360) % 360;
    player.tilt = Math.min(Math.max(tilt + (event.clientY - y) / 3, 10), 85);
    for (const key of ["turn", "tilt"])
      stage.content.querySelector(`[data-key=${key}]`).value = player[key];
    repaintSide();
  };
  const up = () => {
    remember();
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  box.setPointerCapture?.(down.pointerId);
}

function sizeCanvas(canvas) {
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  canvas.width = Math.round(Math.max(canvas.clientWidth, 200) * scale);
  canvas.height = Math.round(Math.max(canvas.clientHeight, 160) * scale);
}

function repaintSide() {
  stage.seen = centred(stage.item.surface, angles());
  paintSurface(stage.side.canvas, stage.item.surface, stage.seen);
  moveShapes(stage.side, stage.item, stage.paths, stage.arrows);
}

function jump(step) {
  player.step = Math.min(Math.max(step, 0), lengthOf(stage.paths));
  setPlaying(false);
  moveAll();
}

// The address learns where the player stands, without drawing anything anew.
function remember() {
  state.address = {
    ...state.address,
    problem: stage.problem,
    step: Math.floor(player.step),
    turn: Math.round(player.turn),
    tilt: Math.round(player.tilt),
  };
  history.replaceState(null, "", hash(state.shown, state.address));
}

function setPlaying(playing) {
  if (playing && player.step >= lengthOf(stage.paths)) player.step = 0;
  const starts = playing && !player.playing;
  player.playing = playing;
  player.last = 0;
  stage.play.textContent = playing ? "⏸ Pause" : "▶ Play";
  stage.play.setAttribute("aria-label", playing ? "Pause" : "Play");
  if (starts) requestAnimationFrame(tick);
  else if (!playing && state.shown === "paths") remember();
}

function tick(now) {
  if (!player.playing || state.shown !== "paths") return setPlaying(false);
  const seconds = player.last ? Math.min((now - player.last) / 1000, 0.1) : 0;
  player.last = now;
  player.step = Math.min(player.step + seconds * stage.speed, lengthOf(stage.paths));
  moveAll();
  if (player.step >= lengthOf(stage.paths)) setPlaying(false);
  else requestAnimationFrame(tick);
}

function moveAll() {
  const { item, paths } = stage;
  stage.scrub.max = lengthOf(paths);
  stage.scrub.value = Math.floor(player.step);
  for (const picture of [stage.above, stage.side]) moveShapes(picture, item, paths, stage.arrows);
  const text = `Step ${Math.floor(player.step)} of ${lengthOf(paths)}`;
  if (!player.playing || Math.floor(player.step) % 10 === 0) stage.where.textContent = text;
  table(
    stage.content,
    "moment",
    "Each method at this step",
    ["method", "evaluations", "x", "f", "gradient", "momentum", "adaptive scale", "state"].map(
      (title, i) => ({ title, numeric: i > 0 && i < 7, minor: i > 3 || i === 2 }),
    ),
    paths.map((path) => {
      const n = atStep(path);
      return [
        { text: data.rows[path.row].name, row: path.row },
        { text: String(path.evaluations[n]), value: path.evaluations[n] },
        pair(path.x[n]),
        { text: significant(path.f[n], 4), value: path.f[n] },
        pair(path.gradient?.[n]),
        pair(path.momentum?.[n]),
        pair(path.scale?.[n]),
        n < path.x.length - 1 ? "under way" : path.status.replaceAll("_", " "),
      ];
    }),
  );
}

// A problem is opened where the address says, else at the end, with the paths in full.
function openAt(p) {
  const end = lengthOf(stage.paths);
  const [step, turn, tilt] = [
    (state.arrived && p.step) || end,
    p.turn ?? player.turn,
    p.tilt ?? player.tilt,
  ].map(Number);
  Object.assign(player, {
    step: step >= 0 ? Math.min(step, end) : end,
    turn: turn >= 0 ? turn : 35,
    tilt: tilt >= 10 ? tilt : 40,
  });
  for (const key of ["turn", "tilt"])
    stage.content.querySelector(`[data-key=${key}]`).value = player[key];
}

const theNote = (item) =>
  `${item.surface ? `${isDark() ? "Dark is low, light is high" : "Light is low, dark is high"}; bands and heights are logarithmic in f.` : "This build cannot evaluate the problem, so no surface is drawn."} ` +
  `One run a method, from seed ${item.seed}. The first 150 steps are recorded one by one and later ones ever more sparsely; evaluations tell how far apart they are. ` +
  "Momentum and adaptive scale are the method's own. With them drawn at the markers, the solid line leads against the gradient, the dashed one against the momentum, and the ellipse is wide along the coordinate whose scale is small.";

views.set("paths", {
  controls: (p) => {
    const item = trajectoryOf(p.problem);
    const rows = item ? item.paths.map(({ row }) => row) : [];
    return [
      selectOf("problem", "Problem", named(data.trajectories.map(({ problem }) => problem))),
      selectOf(
        "speed",
        "Speed",
        [
          ["3", "3 steps/s"],
          ["10", "10 steps/s"],
          ["30", "30 steps/s"],
          ["100", "100 steps/s"],
        ],
        "10",
      ),
      { kind: "check", key: "arrows", label: "gradient, momentum, scale", initial: false },
      {
        kind: "legend",
        key: "show",
        verb: "shown",
        rows,
        initial: item ? bestOn(item.problem, rows, "priced") : [],
      },
    ];
  },
  draw: (p, content) => {
    const item = trajectoryOf(p.problem);
    if (!item) return;
    if (!stage) buildStage(content);
    const opens = state.arrived || stage.problem !== item.problem;
    Object.assign(stage, {
      item,
      problem: item.problem,
      speed: Number(p.speed),
      arrows: p.arrows,
      paths: item.paths.filter(({ row }) => p.bright.has(row)),
    });
    if (opens) openAt(p);
    player.step = Math.min(player.step, lengthOf(stage.paths));
    const look = [item.problem, isDark(), stage.above.canvas.clientWidth].join();
    if (stage.look !== look) {
      for (const picture of [stage.above, stage.side]) sizeCanvas(picture.canvas);
      paintContours(stage.above.canvas, item.surface);
      stage.look = look;
    }
    for (const picture of [stage.above, stage.side]) makeShapes(picture, stage.paths);
    stage.note.textContent = theNote(item);
    repaintSide();
    moveAll();
  },
});
