// Figures of single questions: growth with n, the step, momentum, stochastic rates.
import { selectOf } from "#compare";
import { data } from "#data";
import { chosenGap, gapControls, gapFigure, penaltyFigure } from "#heldout";
import {
  bandwidthFigure,
  costErrorFigure,
  kernel,
  reductionFigure,
  rooflineFigure,
  scalingFigure,
  stepErrorFigure,
  timeFigure,
} from "#kernels";
import { colour, css, dash, draw, figure, lineOf, logAxis, plain, power, tellApart, withLegend } from "#look";
import { significant, spread, unique } from "#numbers";
import { element, views } from "#state";

const study = (key, title, draws, controls = () => []) => ({ key, title, draws, controls });
const rowOf = (method) => data.rows.findIndex((one) => one.method === method);

// The lines of methods, each in the look that it has everywhere where no other is drawn alike.
function methodLines(series, methodOf, more = {}) {
  tellApart(series.map((s) => rowOf(methodOf(s))).filter((row) => row >= 0));
  return series.map((s, i) => ({ ...methodLine(s, methodOf(s), i), ...more }));
}

function methodLine(series, method, i) {
  const row = rowOf(method);
  if (row < 0) return lineOf(series, i);
  return lineOf(series, i, {
    line: { color: colour(row), dash: dash(row), width: 2 },
    marker: { color: colour(row), size: 7, symbol: i % 8 },
  });
}

function growthFigure(content) {
  const dimensions = unique(data.growth.flatMap((s) => s.x)).sort((a, b) => a - b);
  const caption =
    "The median number of evaluations to the target as the number n of variables grows, on logarithmic axes: a straight line is a power of n. " +
    data.growth
      .map((s) => `${s.name} grows like n to the ${significant(s.exponent, 2)}`)
      .join("; ") +
    ".";
  draw(
    figure(content, "growth", caption),
    methodLines(
      data.growth.map((s) => ({ ...s, name: `${s.name}, n^${significant(s.exponent, 2)}` })),
      (s) => s.method,
    ),
    logAxis("dimension n", {
      dtick: undefined,
      tickvals: dimensions,
      ticktext: dimensions.map(String),
    }),
    logAxis("evaluations of f"),
    withLegend,
  );
}

function roundsFigure(content, { title, series }, i) {
  const processors = series[0].x;
  const [low, high] = spread(series.flatMap((s) => s.y));
  const gains = series
    .map((s) => ({ name: s.name, gain: s.y[0] / s.y.at(-1) }))
    .sort((a, b) => b.gain - a.gain);
  const caption =
    `${title}: the rounds to the target on P processors, the geometric mean over problems. k evaluations that do not wait for each other take k/P rounds, rounded up, and a value with its gradient takes one. The counts are exact and need no machine with P processors. ` +
    "Shown are the methods that cost the least on 1 processor or on 1024. A problem that is not solved costs ten times the most that any run spent there; of several gradients the cheapest counts. " +
    `${gains[0].name} gains the most from ${processors.at(-1)} processors: its cost falls to 1/${significant(gains[0].gain, 2)}.`;
  draw(
    figure(content, `rounds${i}`, caption),
    methodLines(series, (s) => s.method),
    logAxis("processors P", {
      dtick: undefined,
      tickvals: processors,
      ticktext: processors.map(String),
    }),
    logAxis("rounds to the target", high < 30 * low ? { dtick: "D2", tickformat: "~g" } : {}),
    withLegend,
  );
}

function sweepFigure(content, sweep, i) {
  const { points } = sweep;
  const looks = {
    target_reached: ["circle", plain(2)],
    diverged: ["x", plain(1)],
    non_finite: ["x", plain(1)],
  };
  const gaps = unique(points.map((p) => p.status)).map((status) => {
    const chosen = points.filter((p) => p.status === status);
    const [symbol, color] = looks[status] ?? ["diamond", plain(0)];
    return {
      x: chosen.map((p) => p.step),
      y: chosen.map((p) => p.gap),
      name: `gap, ${status.replaceAll("_", " ")}`,
      type: "scatter",
      mode: "markers",
      cliponaxis: false,
      marker: { size: 11, symbol, color },
    };
  });
  const ended = points.filter(({ status }) => !["diverged", "non_finite"].includes(status));
  const spent = {
    x: ended.map((p) => p.step),
    y: ended.map((p) => p.evaluations),
    name: "evaluations of f (right)",
    yaxis: "y2",
    type: "scatter",
    mode: "lines+markers",
    line: { color: css("--dim"), width: 2, dash: "dot" },
    marker: { color: css("--dim"), size: 5 },
  };
  const reached = points
    .filter((p) => p.status === "target_reached")
    .sort((a, b) => a.evaluations - b.evaluations)[0];
  const caption =
    `Gradient descent on ${sweep.problem} with a constant step (${sweep.gradient} gradient): the gap at the end, and the evaluations that were spent where it did not diverge (dotted, right). ` +
    "✕ marks a step with which it diverged." +
    (reached
      ? ` Of these steps ${reached.step} reaches the target with the fewest evaluations, ${reached.evaluations}.`
      : " No step reaches the target.");
  draw(
    figure(content, `sweep${i}`, caption),
    [spent, ...gaps],
    logAxis("step", { dtick: "D2" }),
    logAxis("final relative gap"),
    {
      ...withLegend,
      yaxis2: logAxis("evaluations of f", { overlaying: "y", side: "right", showgrid: false }),
      margin: { l: 55, r: 60, t: 15, b: 45 },
    },
  );
}

function betaFigure(content, { problem, gradient, series }, i) {
  const caption = `Momentum on ${problem} (${gradient} gradient): the relative gap against evaluations. β = 0 is plain descent. The lines end at ${series.map((s) => `${significant(s.x.at(-1))} evaluations with ${s.name}`).join(", ")}.`;
  draw(
    figure(content, `beta${i}`, caption),
    methodLines(series, (s) => s.method, { mode: "lines" }),
    logAxis("evaluations of f"),
    logAxis("relative gap"),
    withLegend,
  );
}

function rateFigure(content, { problem, series }, i) {
  const [x0, x1] = spread(series.flatMap((s) => s.x));
  const top = Math.max(...series.map((s) => s.y[0]));
  const caption =
    `Stochastic gradient descent on ${problem}: the mean gap over seeds against epochs for each step policy. ` +
    "In theory a constant step stops falling at the noise that it keeps, and steps with Σα = ∞ and Σα² < ∞ keep falling. Dotted: the theory's rates 1/t for strongly convex risks and 1/√t for convex ones (Bottou, Curtis & Nocedal 2018), of which only the slopes matter.";
  draw(
    figure(content, `rate${i}`, caption),
    [
      ...methodLines(series, (s) => s.name, { mode: "lines" }),
      power("1/√t", -0.5, [x0, x1], top),
      power("1/t", -1, [x0, x1], top),
    ],
    logAxis("epochs"),
    logAxis("mean relative gap"),
    withLegend,
  );
}

const sharing = kernel.scaling.flatMap(({ kind, series }) =>
  series.filter(({ share }) => share).map((s) => ({ ...s, name: `${kind} ${s.name}` })),
);
export const studies = [
  study(
    "step",
    "The step of gradient descent",
    data.sweeps.map((sweep, i) => (content) => sweepFigure(content, sweep, i)),
  ),
  study(
    "momentum",
    "Momentum: β = 0 and more",
    data.betas.map((one, i) => (content) => betaFigure(content, one, i)),
  ),
  study(
    "rates",
    "Stochastic descent against theory",
    data.rates.map((one, i) => (content) => rateFigure(content, one, i)),
  ),
  study(
    "heldout",
    "Training and held-out samples",
    data.held_out.length ? [(content, p) => gapFigure(content, chosenGap(p))] : [],
    gapControls,
  ),
  study(
    "penalty",
    "Empirical risk and risk against the penalty",
    data.penalties.map((one, i) => (content) => penaltyFigure(content, one, i)),
  ),
  study(
    "rounds",
    "Cost against the number of processors",
    data.rounds.map((one, i) => (content) => roundsFigure(content, one, i)),
  ),
  study("growth", "Evaluations against the dimension", data.growth.length ? [growthFigure] : []),
  study("gradients", "Gradient sources: error, cost and time", [
    ...kernel.steps.map((one, i) => (content) => stepErrorFigure(content, one, i)),
    ...kernel.costs.map((one, i) => (content) => costErrorFigure(content, one, i)),
    ...kernel.times.map((one, i) => (content) => timeFigure(content, one, i)),
  ]),
  study(
    "reductions",
    "Batch reductions against the machine's roofs",
    kernel.reductions.length
      ? [
          ...kernel.rooflines.map((one, i) => (content) => rooflineFigure(content, one, i)),
          (content) => reductionFigure(content, kernel.reductions),
        ]
      : [],
  ),
  study("scaling", "Scaling over threads", [
    ...kernel.scaling.map((one, i) => (content) => scalingFigure(content, one, i)),
    ...(sharing.length ? [(content) => bandwidthFigure(content, sharing)] : []),
  ]),
].filter(({ draws }) => draws.length);

// The first figure answers at once, the others follow one by one.
function drawInTurn([first, ...rest], content, p) {
  if (content.dataset.study !== p.study) return; // another study was chosen meanwhile
  first(content, p);
  if (rest.length) setTimeout(() => drawInTurn(rest, content, p));
}

const studyOf = (p) => studies.find(({ key }) => key === p.study);

views.set("studies", {
  controls: (p) =>
    studies.length
      ? [
          selectOf(
            "study",
            "Study",
            studies.map(({ key, title }) => [key, title]),
          ),
          ...(studyOf(p) ?? studies[0]).controls(p),
        ]
      : [],
  draw: (p, content, root) => {
    const chosen = studyOf(p);
    root.querySelector("h2").textContent = chosen ? chosen.title : "Studies";
    if (content.dataset.study !== p.study) content.replaceChildren();
    content.dataset.study = p.study;
    if (chosen) drawInTurn(chosen.draws, content, p);
    else
      content.replaceChildren(
        element(
          "p",
          {},
          "The loaded results hold no study: no method with several steps, betas or dimensions, and no results of the gradients, reductions or scaling binaries.",
        ),
      );
  },
});
