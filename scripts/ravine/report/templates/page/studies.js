// Figures of single questions: growth with n, the step, momentum, stochastic rates, and the kernels.
import { selectOf } from "#compare";
import { data } from "#data";
import { axis, colour, css, dash, draw, figure, logAxis, plain, safe } from "#look";
import { amount, significant, spread, unique } from "#numbers";
import { element, views } from "#state";
import { table } from "#tables";
const study = (key, title, draws) => ({ key, title, draws });
const lineOf = (series, i, more = {}) => ({
  x: series.x,
  y: series.y,
  name: safe(series.name),
  type: "scatter",
  mode: series.x.length > 1 ? "lines+markers" : "markers",
  line: { color: plain(i), dash: data.dashes[Math.floor(i / 8) % 4], width: 2 },
  marker: { color: plain(i), size: 6, symbol: i % 8 },
  ...more,
});
const withLegend = { showlegend: true };

// The line of a method in the look that it has everywhere.
function methodLine(series, method, i) {
  const row = data.rows.findIndex((one) => one.method === method);
  if (row < 0) return lineOf(series, i);
  return lineOf(series, i, {
    line: { color: colour(row), dash: dash(row), width: 2 },
    marker: { color: colour(row), size: 7, symbol: i % 8 },
  });
}

export function power(name, exponent, [x0, x1], y0) {
  // a guide of known slope through (x0, y0)
  return {
    x: [x0, x1],
    y: [y0, y0 * (x1 / x0) ** exponent],
    name,
    type: "scatter",
    mode: "lines",
    line: { color: css("--dim"), width: 1.2, dash: "dot" },
    hoverinfo: "name",
  };
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
    data.growth.map((s, i) =>
      methodLine({ ...s, name: `${s.name}, n^${significant(s.exponent, 2)}` }, s.method, i),
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
    series.map((s, k) => ({ ...methodLine(s, s.method, k), mode: "lines" })),
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
      ...series.map((s, k) => ({ ...methodLine(s, s.name, k), mode: "lines" })),
      power("1/√t", -0.5, [x0, x1], top),
      power("1/t", -1, [x0, x1], top),
    ],
    logAxis("epochs"),
    logAxis("mean relative gap"),
    withLegend,
  );
}

function stepErrorFigure(content, { title, series }, i) {
  const [h0, h1] = spread(series.flatMap((s) => s.x));
  const high = Math.max(...series.flatMap((s) => s.y));
  const orders = series
    .filter((s) => s.slope != null)
    .map((s) => `${s.name} ${s.slope.toFixed(2)}`)
    .join(", ");
  const caption =
    `The relative error of each gradient source on ${title} against its step h. From the right each line falls with the order of its truncation error (1 for forward, 2 for centered differences), until round-off, which grows like 1/h, takes over.` +
    (orders ? ` Slopes measured before round-off: ${orders}.` : "");
  const guides = [1, 2].map((order) => ({
    ...power(`slope ${order}`, order, [h1, h0], high),
    hoverinfo: "name",
  }));
  const floor = Math.min(...series.flatMap((s) => s.y)) / 3;
  draw(
    figure(content, `step${i}`, caption),
    [...series.map((s, k) => lineOf(s, k)), ...guides],
    logAxis("step h"),
    logAxis("relative error", { range: [Math.log10(floor), Math.log10(high * 3)] }),
    withLegend,
  );
}

function costErrorFigure(content, { title, points }, i) {
  const caption = `The relative error of each gradient source on ${title} against what a gradient costs in evaluations of f. Further down and further left is better; what is exact is drawn at 1e-17.`;
  const sources = unique(data.kernels.costs.flatMap((one) => one.points.map(({ name }) => name)));
  draw(
    figure(content, `cost${i}`, caption, true),
    points.map((p, k) => ({
      x: [Math.max(p.evaluations ?? 1, 1)],
      y: [p.error],
      name: safe(p.name),
      text: [safe(p.name)],
      type: "scatter",
      mode: "markers+text",
      textposition: ["middle right", "middle left"][k % 2],
      cliponaxis: false,
      marker: {
        size: 11,
        color: plain(sources.indexOf(p.name)),
        symbol: sources.indexOf(p.name) % 8,
      },
    })),
    logAxis("evaluations a gradient", { dtick: "D2" }),
    logAxis("relative error"),
  );
}

function timeFigure(content, { title, series }, i) {
  const caption = `Seconds a gradient of ${title} against the number n of variables, a line a source and backend. Lower is better; where lines cross, threads begin to pay.`;
  draw(
    figure(content, `time${i}`, caption),
    series.map((s, k) => lineOf(s, k)),
    logAxis("n", { dtick: "D2" }),
    logAxis("seconds a gradient"),
    withLegend,
  );
}

// The rate of each case as a share of the pure read's: how near it is to the memory's roof.
function reductionFigure(content, cases) {
  const bars = cases
    .filter(({ ratio }) => ratio)
    .map((one) => ({ ...one, label: `${one.what}, ${one.precision}`, share: 1 / one.ratio }));
  const caption =
    "Whole-data value and gradient: the rate at which each case reads its data, as a share of the fastest pure read of the same bytes by the same threads in the same run. " +
    "The line at 100 % is the memory's roof: a bar that comes near it is bound by memory alone, and what is left before it is arithmetic. The reads themselves show how much a repetition differs from the fastest.";
  const labels = unique(bars.map(({ label }) => safe(label)));
  const executors = unique(bars.map(({ executor }) => executor));
  const plot = figure(content, "reductions", caption);
  plot.style.height = `${8 + labels.length * (0.7 + 0.55 * executors.length)}rem`;
  draw(
    plot,
    executors.map((executor, k) => {
      const mine = bars.filter((bar) => bar.executor === executor);
      return {
        type: "bar",
        orientation: "h",
        y: mine.map(({ label }) => safe(label)),
        x: mine.map(({ share }) => share),
        name: safe(executor),
        marker: { color: plain(k) },
      };
    }),
    axis("share of the pure read's rate", { tickformat: ".0%", rangemode: "tozero" }),
    axis("", {
      type: "category",
      categoryorder: "array",
      categoryarray: labels,
      autorange: "reversed",
    }),
    {
      showlegend: true,
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", traceorder: "normal" },
      bargap: 0.25,
      margin: { l: 160, r: 15, t: 45, b: 45 },
      shapes: [
        {
          type: "line",
          x0: 1,
          x1: 1,
          yref: "paper",
          y0: 0,
          y1: 1,
          line: { color: css("--ink"), width: 1.5, dash: "dot" },
        },
      ],
    },
  );
  const number = (value, scale = 1) => ({
    text: significant(value == null ? null : value / scale),
    value,
  });
  table(
    content,
    "reductions",
    "Reductions, case by case",
    [
      "case",
      "precision",
      "backend",
      "time",
      "GB/s",
      "time over the pure read's",
      "million samples/s",
    ].map((title, i) => ({ title, numeric: i > 2 })),
    cases.map((one) => [
      one.what,
      one.precision,
      one.executor,
      { text: amount(one.seconds, "seconds"), value: one.seconds },
      number(one.rate, 1e9),
      number(one.ratio),
      number(one.samples, 1e6),
    ]),
  );
}

function rooflineFigure(content, { threads, points, bandwidth, peak }, i) {
  const kinds = unique(kernel.rooflines.flatMap((one) => one.points.map(({ what }) => what)));
  const [low, high] = spread([...points.map(({ intensity }) => intensity), peak / bandwidth]);
  const roof = [low / 2, peak / bandwidth, high * 2];
  const traces = unique(points.map(({ what }) => what)).map((what) => {
    const mine = points.filter((point) => point.what === what);
    const color = plain(kinds.indexOf(what));
    return {
      x: mine.map(({ intensity }) => intensity),
      y: mine.map(({ flops }) => flops / 1e9),
      text: mine.map(({ name }) => safe(name)),
      name: safe(what),
      type: "scatter",
      mode: "markers",
      hovertemplate: "%{text}<br>%{y:.3g} GFLOP/s<extra></extra>",
      marker: { size: 11, color, symbol: mine[0].bare ? "square-open" : kinds.indexOf(what) % 8 },
    };
  });
  const line = {
    x: roof,
    y: roof.map((x) => Math.min(x * bandwidth, peak) / 1e9),
    name: "roof",
    type: "scatter",
    mode: "lines",
    line: { color: css("--dim"), width: 2 },
    hoverinfo: "skip",
  };
  const caption =
    `Roofline of ${threads} thread${threads > 1 ? "s" : ""} in double precision: the operations a second of each reduction against its operations a byte of data read. The slanted roof is the fastest pure read (${significant(bandwidth / 1e9)} GB/s), ` +
    `the flat one the fastest matrix product (${significant(peak / 1e9)} GFLOP/s), both measured in this run. On the roof nothing is left to gain. Open squares are bare matrix products of other libraries that do the same work.`;
  draw(
    figure(content, `roofline${i}`, caption),
    [line, ...traces],
    logAxis("operations a byte", { dtick: "D2" }),
    logAxis("GFLOP/s", { dtick: "D2" }),
    withLegend,
  );
}

const overThreads = (series) => {
  const threads = unique(series.flatMap((s) => s.x)).sort((a, b) => a - b);
  return axis("threads", { type: "log", tickvals: threads, ticktext: threads.map(String) });
};
const scalingLines = (series, y) => {
  const whats = unique(series.map(({ what }) => what));
  return series.map((s, k) => {
    const [color, nth] = [
      plain(whats.indexOf(s.what)),
      series.slice(0, k).filter(({ what }) => what === s.what).length,
    ];
    return lineOf({ ...s, y: s[y] }, k, {
      line: { color, width: 2, dash: data.dashes[nth % 4] },
      marker: { color, size: 7, symbol: whats.indexOf(s.what) % 8 },
    });
  });
};
const ideal = (threads) => ({
  x: spread(threads),
  y: [1, 1],
  name: "ideal",
  type: "scatter",
  mode: "lines",
  line: { color: css("--dim"), width: 1.2, dash: "dot" },
  hoverinfo: "skip",
});

const scalings = {
  strong:
    "Strong scaling: the same work on more threads. Efficiency is the time of one thread over threads times the time; 1 is ideal.",
  weak: "Weak scaling: work that grows with the threads. Efficiency is the time of one thread's work over the time of all; 1 is ideal.",
};

function scalingFigure(content, { kind, series }, i) {
  const fractions = series
    .filter((s) => s.serial_fraction != null)
    .map((s) => `${s.name} ${significant(s.serial_fraction, 2)}`)
    .join("; ");
  draw(
    figure(
      content,
      `scaling${i}`,
      `${scalings[kind]}${fractions ? ` Serial fraction (Amdahl 1967): ${fractions}.` : ""}`,
    ),
    [ideal(series.flatMap((s) => s.x)), ...scalingLines(series, "y")],
    overThreads(series),
    axis("efficiency", { rangemode: "tozero" }),
    withLegend,
  );
}

function bandwidthFigure(content, series) {
  const caption =
    "The share of the memory's bandwidth that reductions reach: the time of a pure read of the same bytes by the same threads over their own. 1 is the roof; a share that falls as threads are added means that something other than memory holds them back.";
  draw(
    figure(content, "bandwidth", caption),
    [ideal(series.flatMap((s) => s.x)), ...scalingLines(series, "share")],
    overThreads(series),
    axis("share of the read's bandwidth", { rangemode: "tozero" }),
    withLegend,
  );
}

const kernel = data.kernels;
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
function drawInTurn([first, ...rest], content, key) {
  if (content.dataset.study !== key) return; // another study was chosen meanwhile
  first(content);
  if (rest.length) setTimeout(() => drawInTurn(rest, content, key));
}

views.set("studies", {
  controls: () =>
    studies.length
      ? [
          selectOf(
            "study",
            "Study",
            studies.map(({ key, title }) => [key, title]),
          ),
        ]
      : [],
  draw: (p, content, root) => {
    const chosen = studies.find(({ key }) => key === p.study);
    root.querySelector("h2").textContent = chosen ? chosen.title : "Studies";
    if (content.dataset.study !== p.study) content.replaceChildren();
    content.dataset.study = p.study;
    if (chosen) drawInTurn(chosen.draws, content, p.study);
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
