// The views that compare methods over problems: the table, the curves, the profiles.
import { data } from "#data";
import {
  axis,
  bestLine,
  colour,
  drawLines,
  faint,
  figure,
  logAxis,
  nameOf,
  scaleAxis,
} from "#look";
import { amount, corners, envelope, holm, significant, total, unique, unpack } from "#numbers";
import { element, link, named, views } from "#state";
import { table } from "#tables";

const BRIGHT = 6; // lines in colour until a reader chooses
const studyOf = data.parts.find(({ key }) => key === "studies");
const classes = data.parts.filter((part) => part !== studyOf);
export const compared = classes.length ? classes : data.parts;
export const problemNames = data.problems.map((problem) => problem.name);
export const problemOf = (name) => data.problems.find((problem) => problem.name === name);
export const partOf = (title) => compared.find((part) => part.title === title) ?? compared[0];
// What a gradient counts as among evaluations is said in one place, above all views.
const unitOf = (key) =>
  ({ epochs: "passes over the data", seconds: "seconds" })[key] ?? "evaluations";
export const units = Object.fromEntries(data.axes.map(({ key }) => [key, unitOf(key)]));

const gradientsOf = (rows) => {
  const found = unique(rows.map((row) => data.rows[row].gradient)).filter(
    (name) => name !== "none",
  );
  return found.length ? found : ["none"];
};
export const withGradient = (rows, gradient) =>
  rows.filter(
    (row) =>
      gradient === "all" ||
      data.rows[row].gradient === gradient ||
      data.rows[row].gradient === "none",
  );
export const cellOf = (problem, row) => data.cells[problem]?.find((cell) => cell.row === row);
export const rowsOf = (problem) => (data.cells[problem] ?? []).map((cell) => cell.row);
export const selectOf = (key, label, options, initial) => ({
  kind: "select",
  key,
  label,
  options,
  initial,
});

// Of the costs, those that the runs compare by.
export const costControl = (costs) =>
  selectOf(
    "axis",
    "Cost",
    costs.filter(([key]) => key in units),
  );
// The costs that may be compared on problems of one sort. Mini-batches are no evaluations.
export const axisControl = (learning) =>
  costControl([
    learning ? ["epochs", "passes over the data"] : ["priced", "evaluations"],
    ["seconds", "seconds"],
  ]);
export const learns = (problem) => data.cells[problem]?.some((cell) => cell.curve.epochs) ?? false;
const partLearns = (part) => part?.axis === "epochs";
const partControl = () => selectOf("part", "Problems", named(compared.map(({ title }) => title)));
export const gradientControl = (rows) =>
  selectOf("gradient", "Gradient", [...named(gradientsOf(rows)), ["all", "all"]]);
export const targetTitle = (target) =>
  target === "own" ? "the run's own target" : `gap ${target}`;
export const targetControl = () =>
  selectOf(
    "target",
    "Target",
    data.targets.map((target) => [target, targetTitle(target)]),
  );
const statistics = {
  median: "Median",
  ert: "Expected running time",
  q25: "Lower quartile",
  q75: "Upper quartile",
  gap: "Final gap",
  solved: "Runs solved",
};

// A cell of the comparison as a table shows it; less is better, null is not reached.
function shownCell(problem, row, { statistic, axis: by, target }) {
  const cell = cellOf(problem, row);
  if (!cell) return { text: "", value: null };
  const t = data.targets.indexOf(target);
  const solved = `${cell.solved[t]}/${cell.runs}`;
  if (statistic === "solved") return { text: solved, value: -cell.solved[t] / cell.runs };
  if (statistic === "gap")
    return { text: significant(cell.gap, 2), value: cell.gap, small: solved };
  const value = cell.cost[by][statistic][t];
  const close = statistic === "median" && value != null && cell.close?.[by][t] === "1";
  return {
    text: amount(value, by),
    value,
    small: `${solved}${close ? " ≈" : ""}`,
    title:
      statistic === "ert" && value != null
        ? `95 % interval ${amount(cell.cost[by].low[t], by)} to ${amount(cell.cost[by].high[t], by)}`
        : null,
  };
}

function withBest(columns) {
  // marks the best of each column of cells
  for (const cells of columns) {
    const known = cells.filter((cell) => cell.value != null).map((cell) => cell.value);
    const best = Math.min(...known);
    if (known.length > 1) for (const cell of cells) cell.best = cell.value === best;
    for (const cell of cells) if (cell.best) cell.small = cell.small?.replace(" ≈", "");
  }
}

// The rows of a part, those that its verdict ranks first and in its order.
const inOrder = (part) => [...part.order, ...part.rows.filter((row) => !part.order.includes(row))];
const methodCell = (row) => ({
  text: data.rows[row].name,
  row,
  link: link("method", { method: data.rows[row].method }, data.rows[row].name),
});

function note(content, key, text, title) {
  let box = content.querySelector(`p.${key}`);
  if (!box) {
    if (title) content.append(element("h3", {}, title));
    content.append((box = element("p", { class: key })));
  }
  box.textContent = text;
}

views.set("table", {
  controls: (p) => {
    const part = partOf(p.part);
    if (!part) return [];
    return [
      partControl(),
      selectOf("statistic", "Statistic", Object.entries(statistics)),
      axisControl(partLearns(part)),
      targetControl(),
      selectOf(
        "against",
        "Against",
        inOrder(part).map((row) => [String(row), nameOf(row)]),
      ),
      { kind: "search", key: "filter", label: "Filter", hint: "part of a name" },
    ];
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    const rows = inOrder(part);
    const columns = part.problems.map((problem) => rows.map((row) => shownCell(problem, row, p)));
    withBest(columns);
    const several = gradientsOf(rows).length > 1;
    const t = data.targets.indexOf(p.target);
    const heads = [
      { title: "method" },
      ...(several ? [{ title: "gradient", minor: true }] : []),
      { title: "solved", numeric: true },
      ...part.problems.map((title) => ({ title, numeric: true, minor: true })),
    ];
    const body = rows.map((row, i) => [
      methodCell(row),
      ...(several ? [data.rows[row].gradient] : []),
      solvedProblems(part, row, t),
      ...columns.map((column) => column[i]),
    ]);
    const what = {
      gap: "Median of the gaps at the end",
      solved: `Runs that reached ${targetTitle(p.target)}`,
    }[p.statistic];
    const caption =
      `${what ?? `${statistics[p.statistic]} of ${units[p.axis]} to ${targetTitle(p.target)}`}. ` +
      "Methods stand in the verdict's order. Small print: runs that reached it of all runs. ★ best of its column; ≈ not significantly worse than the best (a rank-sum test needs four runs a cell). " +
      "A heading sorts; “–” was not reached by enough runs.";
    note(content, "caption", caption);
    table(content, "comparison", `Methods by problems, ${caption}`, heads, body, p.filter);
    drawDuels(content, part, rows, p);
    drawEndings(content, part, rows, p);
  },
});

function solvedProblems(part, row, t) {
  const cells = part.problems.map((problem) => cellOf(problem, row)).filter(Boolean);
  const solved = cells.filter((cell) => cell.solved[t] > cell.runs / 2).length;
  return { text: `${solved}/${cells.length}`, value: -solved };
}

// A row's pairing with another: won, tied, lost, ratio, p; undefined where nothing was shared.
function pairing(part, by, row, other) {
  const found = part.pairs[by];
  if (found[`${row}.${other}`]) return found[`${row}.${other}`];
  const turned = found[`${other}.${row}`];
  if (!turned) return undefined;
  const [won, tied, lost, ratio, chance] = turned;
  return [lost, tied, won, ratio == null ? null : 1 / ratio, chance];
}

// What a signed-rank test over so many problems that differ says of a pair.
function says(won, lost, p, comparisons) {
  if (p <= 0.05) return won > lost ? "ahead" : "behind";
  return 2 ** (1 - won - lost) * comparisons > 0.05 ? "too few problems to test" : "within chance";
}

function drawDuels(content, part, rows, p) {
  const against = Number(p.against);
  const found = rows
    .filter((row) => row !== against)
    .map((row) => [row, pairing(part, p.axis, row, against)])
    .filter(([, pair]) => pair);
  const adjusted = holm(found.map(([, pair]) => pair[4]));
  const text = found.length
    ? `Each method against ${nameOf(against)} over the problems that both ran, by the median of ${units[p.axis]} to each run's own target: how often it needs less, as much, more; the geometric mean of its cost over the other's where both solve; and Wilcoxon's signed-rank test with Holm's correction over this table.`
    : "There are too many pairs of methods here, or one method alone, to test each against another.";
  note(content, "duels", text, "Each against one");
  const heads = [
    "method",
    "gradient",
    "won / tied / lost",
    "cost over the other's",
    "p (Holm)",
    "says",
  ];
  table(
    content,
    "duels",
    "Each method against one over the problems",
    heads.map((title, i) => ({ title, numeric: i > 1 && i < 5, minor: [1, 2, 4].includes(i) })),
    found.map(([row, [won, tied, lost, ratio]], i) => [
      methodCell(row),
      data.rows[row].gradient,
      { text: `${won} / ${tied} / ${lost}`, value: lost - won },
      { text: ratio == null ? "–" : `${significant(ratio)}×`, value: ratio },
      { text: significant(adjusted[i], 2), value: adjusted[i] },
      says(won, lost, adjusted[i], found.length),
    ]),
    p.filter,
  );
}

function drawEndings(content, part, rows, p) {
  const statuses = (problem) => data.cells[problem].flatMap((cell) => Object.keys(cell.statuses));
  const names = unique(part.problems.flatMap(statuses)).sort();
  const body = rows.map((row) => [
    { text: data.rows[row].name, row },
    data.rows[row].gradient,
    ...names.map((name) => {
      const counts = part.problems.map((problem) => cellOf(problem, row)?.statuses[name] ?? 0);
      return { text: String(total(counts)), value: -total(counts) };
    }),
  ]);
  note(content, "ends", "How many runs of each method ended in which way.", "How the runs ended");
  const heads = [
    { title: "method" },
    { title: "gradient", minor: true },
    ...names.map((title) => ({
      title: title.replaceAll("_", " "),
      numeric: true,
      minor: title !== "target_reached",
    })),
  ];
  table(content, "statuses", "How many runs ended in which way", heads, body, p.filter);
}

function bandTrace(row, { x, low, high }) {
  const known = x.map((_, i) => i).filter((i) => low[i] != null && high[i] != null);
  const edge = [
    ...corners(known.map((i) => [x[i], high[i]])),
    ...corners(known.map((i) => [x[i], low[i]])).reverse(),
  ];
  return {
    x: edge.map(([at]) => at),
    y: edge.map(([, gap]) => gap),
    type: "scatter",
    mode: "lines",
    fill: "toself",
    fillcolor: faint(colour(row), 0.14),
    line: { width: 0 },
    hoverinfo: "skip",
    meta: `band ${row}`,
  };
}

const curvesOf = (problem, rows, by) =>
  rows
    .map((row) => [row, cellOf(problem, row)?.curve[by]])
    .filter(([, curve]) => curve)
    .map(([row, curve]) => ({ row, ...unpack(curve) }));

// The rows that reach the target of a problem with the least, then those that end the lowest.
export function bestOn(problem, rows, by) {
  const rank = (row) => {
    const cell = cellOf(problem, row);
    return [cell.cost[by].median[0] ?? Infinity, cell.gap ?? Infinity];
  };
  const order = rows.map((row) => [row, ...rank(row)]);
  order.sort((a, b) => (a[1] === b[1] ? a[2] - b[2] : a[1] - b[1]));
  return order.slice(0, BRIGHT).map(([row]) => row);
}

// Gaps from 1 down to a little below the target, or as far as any curve comes; what is exact at a step
// leaves the figure at the bottom instead of pressing all else into its top.
function gapSpan(problem, series, isLog) {
  const target = problemOf(problem)?.gap;
  const values = series.flatMap(({ y }) => y).filter((gap) => gap > 0);
  if (!values.length) return [0.1, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!isLog) return [0, 1.02 * most];
  return [Math.max(target ? target / 10 : 0, least / 2), 2 * most];
}

function costSpan(series, bright, isLog) {
  const drawn = series.filter(({ row }) => bright.has(row));
  const values = (drawn.length ? drawn : series).flatMap(({ x }) => x).filter((at) => at > 0);
  if (!values.length) return [0.1, 1];
  const most = Math.max(...values);
  return isLog ? [Math.min(...values, most / 2), most] : [0, most];
}

export function drawCurves(content, key, problem, p, small = false) {
  const rows = withGradient(rowsOf(problem), p.gradient);
  const curves = curvesOf(problem, rows, p.axis);
  const about = problemOf(problem);
  const assumed = about?.assumed
    ? " f* is not known here: the best value of all loaded runs stands in for it."
    : "";
  const shaded = p.band ? "; shaded, the middle half of the runs" : "";
  const caption =
    `The relative gap (best − f*) / (f(x₀) − f*) on ${problem} against ${units[p.axis]}: the median over seeds${shaded}. ` +
    `Lower and further left is better; a line ends where its last run ended. Dotted: the least gap of all methods at each cost.${assumed}`;
  const plot = figure(content, key, caption, small);
  const series = curves.map(({ row, x, middle }) => {
    const known = x.map((_, i) => i).filter((i) => middle[i] != null);
    return { row, x: known.map((i) => x[i]), y: known.map((i) => middle[i]) };
  });
  const bands = curves
    .filter(({ row }) => p.band && p.bright.has(row))
    .map((curve) => bandTrace(curve.row, curve));
  const span = {
    x: costSpan(series, p.bright, p.logx),
    y: gapSpan(problem, series, p.logy),
    logX: p.logx,
    logY: p.logy,
  };
  const axes = { x: scaleAxis(units[p.axis], p.logx), y: scaleAxis("relative gap", p.logy) };
  drawLines(plot, series, p.bright, bestLine(...envelope(curves)), axes, span, bands);
}

export const drawingControls = [
  { kind: "check", key: "logx", label: "log cost", initial: true },
  { kind: "check", key: "logy", label: "log gap", initial: true },
  { kind: "check", key: "band", label: "middle half", initial: false },
];

// The problem on which the best method needs the most: one whose curves tell something.
export const tellingProblem = () => {
  const part = compared[0];
  const least = (problem) => {
    const costs = rowsOf(problem).map(
      (row) => cellOf(problem, row).cost[part.axis].median[0] ?? Infinity,
    );
    const best = Math.min(...costs);
    return Number.isFinite(best) ? best : 0;
  };
  return [...(part?.problems ?? problemNames)].sort((a, b) => least(b) - least(a))[0];
};

export const chosenProblem = (p) => (data.cells[p.problem] ? p.problem : tellingProblem());

export function curveControls(problem, gradient) {
  const rows = withGradient(rowsOf(problem), gradient);
  const initial = bestOn(problem, rows, learns(problem) ? "epochs" : "priced");
  return [...drawingControls, { kind: "legend", key: "show", rows, initial }];
}

views.set("curves", {
  controls: (p) => {
    const problem = chosenProblem(p);
    const choice = gradientControl(rowsOf(problem));
    return [
      selectOf("problem", "Problem", named(problemNames), problem),
      choice,
      axisControl(learns(problem)),
      ...curveControls(problem, p.gradient ?? choice.options[0][0]),
    ];
  },
  draw: (p, content) => {
    drawCurves(content, "curves", p.problem, p);
    const body = withGradient(rowsOf(p.problem), p.gradient).map((row) => {
      const cell = cellOf(p.problem, row);
      const t = (k) => ({
        text: amount(cell.cost[p.axis].median[k], p.axis),
        value: cell.cost[p.axis].median[k],
      });
      return [
        { text: data.rows[row].name, row },
        ...data.targets.map((_, k) => t(k)),
        { text: significant(cell.gap, 2), value: cell.gap },
      ];
    });
    const heads = data.targets.map((target, k) => ({
      title: target === "own" ? "own target" : target,
      numeric: true,
      minor: k > 0,
    }));
    table(
      content,
      "ladder",
      "Median cost to each target",
      [{ title: "method" }, ...heads, { title: "final gap", numeric: true, minor: true }],
      body,
    );
  },
});

export const kinds = {
  ecdf: [
    "Runtime distribution",
    (by) => (by === "seconds" || by === "epochs" ? units[by] : `${units[by]} / n`),
    "the share of all pairs of a run and a target that were reached within a cost (COCO's empirical distribution of runtimes)",
  ],
  performance: [
    "Performance profile",
    (by) => `ratio to the best method, in ${units[by]}`,
    "the share of problems that a method solves within a factor of the best method's median cost (Dolan & Moré 2002): at 1 stands how often it is the best, at the right how many problems it solves at all",
  ],
  data: [
    "Data profile",
    (by) => (by === "seconds" || by === "epochs" ? units[by] : `${units[by]} / (n + 1)`),
    "the share of problems that a method solves within a cost in simplex gradients (Moré & Wild 2009)",
  ],
};

const profiled = compared.filter(({ profiles }) => Object.keys(profiles).length);
const seriesOf = (part, kind, target, by) =>
  (kind === "ecdf" ? part?.profiles.ecdf : part?.profiles[kind]?.[target])?.[by] ?? [];

views.set("profiles", {
  controls: (p) => {
    const part = partOf(p.part);
    const controls = [
      selectOf("part", "Problems", named(profiled.map(({ title }) => title))),
      selectOf(
        "kind",
        "Kind",
        Object.entries(kinds).map(([key, [title]]) => [key, title]),
      ),
      axisControl(partLearns(part)),
    ];
    const gaps = Object.keys(part?.profiles[p.kind] ?? {});
    if (p.kind && p.kind !== "ecdf")
      controls.push(
        selectOf(
          "target",
          "Accuracy",
          gaps.map((gap) => [gap, `gap ${gap}`]),
        ),
      );
    controls.push({ kind: "check", key: "logx", label: "log cost", initial: true });
    const initial = part?.order.slice(0, BRIGHT) ?? [];
    return [...controls, { kind: "legend", key: "show", rows: part ? inOrder(part) : [], initial }];
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    const found = seriesOf(part, p.kind, p.target, p.axis).filter(([, x]) => x.length);
    const bright = found.filter(([row]) => p.bright.has(row));
    const end = Math.max(...(bright.length ? bright : found).map(([, x]) => x.at(-1)));
    const series = found.map(([row, x, share]) => ({
      row,
      x: [...x, end],
      y: [...share, share.at(-1)],
    }));
    const best = series.find(({ row }) => row < 0);
    const methods = series.filter(({ row }) => row >= 0);
    const [title, xTitle, meaning] = kinds[p.kind];
    const gaps =
      p.kind === "ecdf"
        ? ` Targets: gaps ${part.gaps.map((gap) => significant(gap, 2)).join(", ")}.`
        : "";
    const dotted = best
      ? " Dotted: the least that any method needed, problem by problem and target by target."
      : "";
    const caption = `${title}: ${meaning}. Higher and further left is better.${gaps}${dotted}`;
    const starts = methods
      .filter(({ row }) => p.bright.has(row))
      .map(({ x }) => x.find((at) => at > 1e-8));
    const low = p.kind === "performance" ? 1 : Math.min(...starts.filter(Boolean), end / 2);
    const span = { x: p.logx ? [low, end] : [0, end], y: [0, 1.02], logX: p.logx, logY: false };
    const axes = {
      x: p.logx ? logAxis(xTitle(p.axis)) : axis(xTitle(p.axis)),
      y: axis("share", { tickformat: ".0%" }),
    };
    const plot = figure(content, "profile", caption);
    drawLines(plot, methods, p.bright, best && bestLine(best.x, best.y), axes, span);
  },
});
