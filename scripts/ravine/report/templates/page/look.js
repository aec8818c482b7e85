// How methods and figures look, in light and in dark.
import { data } from "#data";
import { apart, colours, shortened } from "#numbers";
import { element } from "#state";
import { listen } from "#zoom";

const darkPalette = [
  "#4aa5e8",
  "#ff6f2e",
  "#2fc59a",
  "#ffb0e0",
  "#f2f2f2",
  "#7a5cf5",
  "#ffd24a",
  "#d03a60",
];
export const media = matchMedia("(prefers-color-scheme: dark)");
export const isDark = () => media.matches && document.documentElement.dataset.print === undefined;
// Colours for rows that share one with others in the same figure; the rest keep that of their method.
let apartColours = new Map();
const colourOf = (row) => apartColours.get(row) ?? data.rows[row].colour;
export const colour = (row) => (isDark() ? darkPalette : data.palette)[colourOf(row)];

// Gives each of the rows a colour of its own, while there are colours left.
export function tellApart(rows) {
  const inOrder = [...rows].sort((a, b) => a - b);
  apartColours = colours(inOrder, (row) => data.rows[row].colour, data.palette.length);
}
export const plain = (i) => (isDark() ? darkPalette : data.palette)[i % 8];
export const dash = (row) => data.dashes[data.rows[row].dash];
export const css = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const narrow = () => window.innerWidth < 640;
export const dashArrays = {
  solid: "",
  dash: "6 3",
  dot: "2 3",
  dashdot: "6 3 2 3",
  longdash: "11 3",
  longdashdot: "11 3 2 3",
};
export const faint = (hex, alpha) =>
  `rgba(${[1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)).join(",")},${alpha})`;

export function sample(row) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const attributes = {
    x1: 0,
    x2: 32,
    y1: 6,
    y2: 6,
    stroke: colour(row),
    "stroke-width": 3,
    "stroke-dasharray": dashArrays[dash(row)],
  };
  for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
  svg.setAttribute("viewBox", "0 0 32 12");
  svg.setAttribute("aria-hidden", "true");
  svg.append(line);
  return svg;
}

// Plotly reads some markup in texts; a name is never markup.
export const safe = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");

export const axis = (title, more) => ({
  title: { text: safe(title) },
  automargin: true,
  exponentformat: "power",
  gridcolor: css("--line"),
  linecolor: css("--line"),
  zeroline: false,
  ...more,
});
export const logAxis = (title, more) => axis(title, { type: "log", dtick: 1, ...more });
export const scaleAxis = (title, isLog, more) =>
  isLog ? logAxis(title, more) : axis(title, { rangemode: "tozero", ...more });

export function line(row, x, y, more = {}) {
  return {
    x,
    y,
    name: safe(
      `${data.rows[row].name}${data.rows[row].gradient === "none" ? "" : `, ${data.rows[row].gradient}`}`,
    ),
    type: "scatter",
    mode: x.length > 1 ? "lines" : "markers",
    meta: row,
    line: { color: colour(row), dash: dash(row), width: 2.2, shape: "hv" },
    marker: { color: colour(row), size: 8 },
    ...more,
  };
}

// A figure: its drawing, a caption that says what it shows and how to read it, and its numbers.
export function figure(content, key, caption, small = false) {
  let box = content.querySelector(`figure[data-figure="${key}"]`);
  if (!box) {
    box = element(
      "figure",
      { "data-figure": key },
      element("div", {
        class: small ? "plot small" : "plot",
        role: "img",
        tabindex: "0",
        "aria-description": "The keys + and - zoom, arrows move, 0 shows all",
      }),
      element("figcaption"),
    );
    listen(box.querySelector(".plot"));
    content.append(box);
  }
  box.querySelector("figcaption").textContent = caption;
  const plot = box.querySelector(".plot");
  plot.setAttribute("aria-label", caption);
  return plot;
}

// Makes room for a legend below the axis' title: a row an entry on a phone, else four a row.
function legendBelow(plot, count) {
  const rem =
    (plot.classList.contains("small") ? 22 : 30) -
    (narrow() ? (plot.classList.contains("small") ? 4 : 6) : 0);
  plot.style.height = `${rem + 1.25 * (narrow() ? count : Math.ceil(count / 4))}rem`;
  return { orientation: "h", x: 0, y: -66 / (16 * rem - 85), yanchor: "top" };
}

export function draw(plot, traces, x, y, more = {}) {
  const layout = {
    xaxis: x,
    yaxis: y,
    showlegend: false,
    hovermode: "closest",
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 55, r: 15, t: 15, b: 45 },
    font: { family: "system-ui, sans-serif", size: narrow() ? 11 : 13, color: css("--ink") },
    legend: more.showlegend && !more.legend ? legendBelow(plot, traces.length) : undefined,
    modebar: { bgcolor: "rgba(0,0,0,0)", color: css("--dim"), activecolor: css("--ink") },
    hoverlabel: { bgcolor: css("--paper"), font: { color: css("--ink") } },
    ...more,
  };
  if (!traces.length)
    layout.annotations = [
      {
        text: "nothing to draw for this choice",
        showarrow: false,
        x: 0.5,
        y: 0.5,
        xref: "paper",
        yref: "paper",
      },
    ];
  plot.first = { x: x.range ? [...x.range] : null, y: y.range ? [...y.range] : null };
  // Of lines that are gone Plotly leaves some behind.
  if (plot.data && plot.data.length !== traces.length) Plotly.purge(plot);
  Plotly.react(plot, traces, layout, {
    responsive: true,
    displaylogo: false,
    displayModeBar: !narrow(),
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
  });
}

export const nameOf = (row) => {
  const { name, gradient } = data.rows[row];
  return gradient === "none" ? name : `${name}, ${gradient}`;
};

const grey = () => css("--line");
const BEST_OF_ALL = "best of all";

// The line that no method lies beyond: the best ever known here.
export const bestLine = (x, y) => ({
  x,
  y,
  name: BEST_OF_ALL,
  type: "scatter",
  mode: "lines",
  line: { color: css("--ink"), width: 1.2, dash: "dot", shape: "hv" },
  hoverinfo: "name",
});

// Draws lines: those of `bright` rows in colour with their names at their ends, the others in grey
// until they are pointed at. `span` is what the axes show: {x: [low, high], y: [low, high], logX, logY}.
export function drawLines(plot, series, bright, reference, axes, span, under = []) {
  const inColour = series.filter(({ row }) => bright.has(row));
  const others = series.filter(({ row }) => !bright.has(row));
  const faded = others.map(({ row, x, y }) =>
    line(row, x, y, { line: { color: grey(), width: 1.2, shape: "hv" }, opacity: 0.9 }),
  );
  const drawn = inColour.map(({ row, x, y }) => line(row, x, y));
  const gradients = new Set(series.map(({ row }) => data.rows[row].gradient));
  gradients.delete("none");
  const told = (one) => (gradients.size > 1 ? one.name : (data.rows[one.meta]?.name ?? one.name));
  const traces = [...faded, ...under, ...(reference ? [reference] : []), ...drawn];
  const range = (low, high, isLog) => (isLog ? [Math.log10(low), Math.log10(high)] : [low, high]);
  const [xRange, yRange] = [range(...span.x, span.logX), range(...span.y, span.logY)];
  const labelled = [...drawn, ...(reference ? [reference] : [])];
  draw(
    plot,
    traces,
    { ...axes.x, range: xRange },
    { ...axes.y, range: yRange },
    {
      annotations: endLabels(
        plot,
        labelled.map((one) => ({ ...one, name: told(one) })),
        xRange,
        yRange,
        span,
      ),
      margin: { l: 55, r: narrow() ? 105 : 190, t: 30, b: 45 },
    },
  );
  brightenUnderPointer(plot, traces, faded.length);
}

function endLabels(plot, lines, [x0, x1], [y0, y1], { logX, logY }) {
  const most = narrow() ? 15 : 26;
  const at = (value, isLog) => (isLog ? Math.log10(value) : value);
  const ends = lines.map(({ x, y }) => {
    const last = x.findLastIndex((value, i) => at(value, logX) <= x1 && y[i] > 0);
    return [Math.max(at(x[last] ?? x[0], logX), x0), Math.max(at(y[last] ?? y[0], logY), y0)];
  });
  const height = Math.max(plot.clientHeight - 60, 100);
  const places = apart(
    ends.map(([, y]) => (y - y0) / (y1 - y0)),
    15 / height,
  );
  return lines.map(({ name, line: { color } }, i) => ({
    text: safe(shortened(name, most)),
    hovertext: safe(name),
    x: ends[i][0],
    y: ends[i][1],
    ax: x1 + 0.015 * (x1 - x0),
    ay: y0 + places[i] * (y1 - y0),
    axref: "x",
    ayref: "y",
    xanchor: "left",
    showarrow: true,
    arrowhead: 0,
    arrowwidth: 0.8,
    arrowcolor: color,
    font: { color, size: narrow() ? 10 : 12 },
  }));
}

function brightenUnderPointer(plot, traces, faded) {
  const colourOf = (i) => colour(traces[i].meta);
  plot.removeAllListeners?.("plotly_hover");
  plot.removeAllListeners?.("plotly_unhover");
  const paint = (event, way) => {
    const i = event.points[0].curveNumber;
    if (i < faded)
      Plotly.restyle(plot, { "line.color": way(i), "line.width": way === colourOf ? 2.4 : 1.2 }, [
        i,
      ]);
  };
  plot.on("plotly_hover", (event) => paint(event, colourOf));
  plot.on("plotly_unhover", (event) => paint(event, grey));
}

export const lineOf = (series, i, more = {}) => ({
  x: series.x,
  y: series.y,
  name: safe(series.name),
  type: "scatter",
  mode: series.x.length > 1 ? "lines+markers" : "markers",
  line: { color: plain(i), dash: data.dashes[Math.floor(i / 8) % 4], width: 2 },
  marker: { color: plain(i), size: 6, symbol: i % 8 },
  ...more,
});
export const withLegend = { showlegend: true };

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
