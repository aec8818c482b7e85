// Figures of the kernels: gradients, reductions, and how they scale.
import { data } from "#data";
import { axis, css, draw, figure, lineOf, logAxis, plain, power, safe, withLegend } from "#look";
import { amount, significant, spread, unique } from "#numbers";
import { table } from "#tables";

export const kernel = data.kernels;

export function stepErrorFigure(content, { title, series }, i) {
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

export function costErrorFigure(content, { title, points }, i) {
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

export function timeFigure(content, { title, series }, i) {
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
export function reductionFigure(content, cases) {
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

export function rooflineFigure(content, { threads, points, bandwidth, peak }, i) {
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

export function scalingFigure(content, { kind, series }, i) {
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

export function bandwidthFigure(content, series) {
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
