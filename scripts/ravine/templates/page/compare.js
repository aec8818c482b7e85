// The views that compare methods over problems: the table, the curves, the profiles.
import { data } from "#data";
import { axis, colour, draw, faint, figure, line, logAxis, scaleAxis } from "#look";
import { amount, corners, significant, unique, unpack } from "#numbers";
import { element, hiddenRows, link, named, valueOf, views } from "#state";
import { table } from "#tables";
export const compared = data.parts.filter(
  (part) => part.title !== "Studies" || data.parts.length === 1,
);
export const problemNames = data.problems.map((problem) => problem.name);
export const problemOf = (name) => data.problems.find((problem) => problem.name === name);
export const partOf = (title) => compared.find((part) => part.title === title) ?? compared[0];
export const units = Object.fromEntries(data.axes.map(({ key, title }) => [key, title]));

const gradientsOf = (rows) => {
  const found = unique(rows.map((row) => data.rows[row].gradient)).filter(
    (gradient) => gradient !== "none",
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
export function visible(rows) {
  const hidden = hiddenRows(rows);
  return rows.filter((row) => !hidden.has(row));
}

export const selectOf = (key, label, options, initial) => ({
  kind: "select",
  key,
  label,
  options,
  initial,
});
export const axisControl = (initial) =>
  selectOf(
    "axis",
    "Cost",
    data.axes.map(({ key, title }) => [key, title]),
    initial,
  );
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
export const axisOf = (part) =>
  part && part.problems.some((p) => data.cells[p].some((c) => c.curve.epochs))
    ? "seconds"
    : "evaluations";

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

views.set("table", {
  controls: (p) => {
    const part = partOf(p.part);
    return [
      selectOf("part", "Problems", named(compared.map(({ title }) => title))),
      gradientControl(part.rows),
      selectOf("statistic", "Statistic", Object.entries(statistics)),
      axisControl(axisOf(part)),
      targetControl(),
      { kind: "search", key: "filter", label: "Filter", hint: "part of a name" },
    ];
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    const rows = withGradient(part.rows, p.gradient);
    const columns = part.problems.map((problem) => rows.map((row) => shownCell(problem, row, p)));
    withBest(columns);
    const several = gradientsOf(rows).length > 1;
    const heads = [
      { title: "method" },
      ...(several ? [{ title: "gradient" }] : []),
      ...part.problems.map((title) => ({ title, numeric: true })),
    ];
    const body = rows.map((row, i) => [
      {
        text: data.rows[row].name,
        row,
        link: link("method", { method: data.rows[row].method }, data.rows[row].name),
      },
      ...(several ? [data.rows[row].gradient] : []),
      ...columns.map((column) => column[i]),
    ]);
    const what = {
      gap: "Median of the gaps at the end",
      solved: `Runs that reached ${targetTitle(p.target)}`,
    }[p.statistic];
    const caption =
      `${what ?? `${statistics[p.statistic]} of ${units[p.axis]} to ${targetTitle(p.target)}`}. ` +
      "Small print: runs that reached it of all runs. ★ best of its column; ≈ not significantly worse than the best (a rank-sum test needs four runs a cell). " +
      "A heading sorts; “–” was not reached by enough runs.";
    let note = content.querySelector("p");
    if (!note) content.append((note = element("p")));
    note.textContent = caption;
    table(content, "comparison", `Methods by problems, ${caption}`, heads, body, p.filter);
  },
});

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

function curveTraces(problem, rows, by, band) {
  const curves = rows
    .map((row) => [row, cellOf(problem, row)?.curve[by]])
    .filter(([, curve]) => curve)
    .map(([row, curve]) => [row, unpack(curve)]);
  return [
    ...(band ? curves.map(([row, curve]) => bandTrace(row, curve)) : []),
    ...curves.map(([row, curve]) => line(row, curve.x, curve.middle)),
  ];
}

// The three rows that end lowest, for those who do not see the lines.
function lowest(problem, rows) {
  const ends = rows
    .map((row) => [row, cellOf(problem, row)?.gap])
    .filter(([, gap]) => gap != null)
    .sort((a, b) => a[1] - b[1])
    .slice(0, 3);
  return ends.length
    ? ` Lowest at the end: ${ends.map(([row, gap]) => `${data.rows[row].name} (${significant(gap, 2)})`).join(", ")}.`
    : "";
}

// Gaps from 1 down to a little below the target, or as far as any curve comes; what is exact at a step
// leaves the figure at the bottom instead of pressing all else into its top.
function gapAxis(problem, traces, isLog) {
  const target = problemOf(problem)?.gap;
  const values = traces.flatMap(({ y }) => y).filter((gap) => gap > 0);
  if (!isLog || !target || !values.length) return scaleAxis("relative gap", isLog);
  const low = Math.max(target / 10, Math.min(...values) / 2);
  return logAxis("relative gap", { range: [Math.log10(low), Math.log10(2 * Math.max(...values))] });
}

export function drawCurves(content, key, problem, rows, p, small = false) {
  const about = problemOf(problem);
  const assumed = about?.assumed
    ? " f* is not known here: the best value of all loaded runs stands in for it."
    : "";
  const caption =
    `The relative gap (best − f*) / (f(x₀) − f*) on ${problem} against ${units[p.axis]}: the median over seeds${p.band ? ", and shaded the middle half of the runs" : ""}. ` +
    `Lower and further left is better. A run that has ended keeps its last gap.${assumed}${lowest(problem, rows)}`;
  const plot = figure(content, key, caption, small);
  const traces = curveTraces(problem, rows, p.axis, p.band);
  draw(plot, traces, scaleAxis(units[p.axis], p.logx), gapAxis(problem, traces, p.logy));
}

export const drawingControls = [
  { kind: "check", key: "logx", label: "log cost", initial: true },
  { kind: "check", key: "logy", label: "log gap", initial: true },
  { kind: "check", key: "band", label: "middle half", initial: true },
];

views.set("curves", {
  controls: (p) => {
    const problem = data.cells[p.problem] ? p.problem : problemNames[0];
    const rows = rowsOf(problem);
    const gradient = valueOf(gradientControl(rows));
    return [
      selectOf("problem", "Problem", named(problemNames)),
      gradientControl(rows),
      axisControl(cellOf(problem, rows[0])?.curve.epochs ? "seconds" : "evaluations"),
      ...drawingControls,
      { kind: "legend", key: "hide", rows: withGradient(rows, gradient) },
    ];
  },
  draw: (p, content) => {
    const rows = visible(withGradient(rowsOf(p.problem), p.gradient));
    drawCurves(content, "curves", p.problem, rows, p);
    const body = rows.map((row) => {
      const cell = cellOf(p.problem, row);
      const t = (k) => ({
        text: amount(cell.cost[p.axis].median[k], p.axis),
        value: cell.cost[p.axis].median[k],
      });
      return [
        { text: data.rows[row].name, row },
        data.rows[row].gradient,
        ...data.targets.map((_, k) => t(k)),
        { text: significant(cell.gap, 2), value: cell.gap },
      ];
    });
    table(
      content,
      "ladder",
      "Median cost to each target",
      [
        { title: "method" },
        { title: "gradient" },
        ...data.targets.map((target) => ({
          title: target === "own" ? "own target" : target,
          numeric: true,
        })),
        { title: "final gap", numeric: true },
      ],
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

views.set("profiles", {
  controls: (p) => {
    const part = partOf(p.part);
    const gradients = Object.keys(part.profiles);
    const gradient = gradients.includes(p.gradient) ? p.gradient : gradients[0];
    const found = part.profiles[gradient];
    const controls = [
      selectOf(
        "part",
        "Problems",
        named(
          compared.filter(({ profiles }) => Object.keys(profiles).length).map(({ title }) => title),
        ),
      ),
      selectOf(
        "kind",
        "Kind",
        Object.entries(kinds).map(([key, [title]]) => [key, title]),
      ),
      axisControl(axisOf(part)),
      selectOf("gradient", "Gradient", named(gradients)),
    ];
    if (found && p.kind && p.kind !== "ecdf")
      controls.push(
        selectOf(
          "target",
          "Accuracy",
          Object.keys(found[p.kind] ?? {}).map((gap) => [gap, `gap ${gap}`]),
        ),
      );
    controls.push({ kind: "check", key: "logx", label: "log cost", initial: true });
    controls.push({
      kind: "legend",
      key: "hide",
      rows: found ? found.ecdf[data.axes[0].key].map(([row]) => row) : [],
    });
    return controls;
  },
  draw: (p, content) => {
    const part = partOf(p.part);
    const found = part?.profiles[p.gradient]?.[p.kind];
    const series = (found ? (p.kind === "ecdf" ? found : found[p.target])?.[p.axis] : null) ?? [];
    const kept = new Set(visible(series.map(([row]) => row)));
    const shown = series.filter(([row, x]) => x.length && kept.has(row));
    const end = Math.max(...shown.map(([, x]) => x.at(-1)));
    const [title, xTitle, meaning] = kinds[p.kind];
    const best = shown
      .map(([row, , share]) => [data.rows[row].name, share.at(-1)])
      .sort((a, b) => b[1] - a[1])
      .slice(0, 3);
    const gaps =
      p.kind === "ecdf" && part
        ? ` Targets: gaps ${part.gaps.map((gap) => significant(gap, 2)).join(", ")}.`
        : "";
    const caption =
      `${title}: ${meaning}. Higher and further left is better.${gaps}` +
      (best.length
        ? ` Highest at the right: ${best.map(([name, share]) => `${name} (${Math.round(100 * share)} %)`).join(", ")}.`
        : "");
    const traces = shown.map(([row, x, share]) => line(row, [...x, end], [...share, share.at(-1)]));
    draw(
      figure(content, "profile", caption),
      traces,
      scaleAxis(xTitle(p.axis), p.logx),
      axis("share", { range: [0, 1.02], tickformat: ".0%" }),
    );
  },
});
