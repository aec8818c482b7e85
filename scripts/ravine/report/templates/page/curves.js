// The view of the curves, gap against cost, which other views draw too.
import {
  axisControl,
  bestOn,
  bestSteps,
  cellOf,
  chosenProblem,
  gradientControl,
  learns,
  problemNames,
  problemOf,
  rowsOf,
  selectOf,
  units,
  withGradient,
} from "#compare";
import { data } from "#data";
import { bestLine, colour, drawLines, faint, figure, scaleAxis } from "#look";
import { amount, corners, envelope, significant, unpack } from "#numbers";
import { named, views } from "#state";
import { table } from "#tables";

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

export const curvesOf = (problem, rows, by) =>
  rows
    .map((row) => [row, cellOf(problem, row)?.curve[by]])
    .filter(([, curve]) => curve)
    .map(([row, curve]) => ({ row, ...unpack(curve) }));

// The axis goes from a gap of 1 to a little below the target, or as far as any curve comes. A curve
// that is exact at some step leaves the figure at the bottom, and does not press all else to the
// top.
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

const costOn = (problem) => (learns(problem) ? "epochs" : "priced");

// The rows that the views of a problem show.
export function shownRows(problem, p) {
  const rows = withGradient(rowsOf(problem), p.gradient);
  return p.steps ? rows : bestSteps(problem, rows, costOn(problem));
}

export function drawCurves(content, key, problem, p, small = false) {
  const rows = shownRows(problem, p);
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

function curveControls(problem, gradient, steps) {
  const all = shownRows(problem, { gradient, steps: true });
  const rows = shownRows(problem, { gradient, steps });
  const initial = bestOn(problem, bestSteps(problem, rows, costOn(problem)), costOn(problem));
  const more = { kind: "check", key: "steps", label: "all steps of a grid", initial: false };
  const hasGrid = bestSteps(problem, all, costOn(problem)).length < all.length;
  return [
    ...drawingControls,
    ...(hasGrid ? [more] : []),
    { kind: "legend", key: "show", rows, initial },
  ];
}

// The controls of a view that draws the curves of one problem.
export function problemControls(p) {
  const problem = chosenProblem(p);
  const choice = gradientControl(rowsOf(problem));
  return [
    selectOf("problem", "Problem", named(problemNames), problem),
    choice,
    axisControl(learns(problem)),
    ...curveControls(problem, p.gradient ?? choice.options[0][0], p.steps === "1"),
  ];
}

views.set("curves", {
  controls: problemControls,
  draw: (p, content) => {
    drawCurves(content, "curves", p.problem, p);
    const body = shownRows(p.problem, p).map((row) => {
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
