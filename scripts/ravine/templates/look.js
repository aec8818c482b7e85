// How methods and figures look, in light and in dark.

// The data and the figures' library lie in the page compressed, at a quarter of their size.
async function unzipped(id) {
  const bytes = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

const darkPalette = ["#4aa5e8", "#f4783c", "#2fc59a", "#dd9cc4", "#e6e6e6", "#8fd0f5", "#f3b83f", "#c9a04a"];
const media = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => media.matches && document.documentElement.dataset.print === undefined;
const colour = (row) => (isDark() ? darkPalette : data.palette)[data.rows[row].colour];
const plain = (i) => (isDark() ? darkPalette : data.palette)[i % 8];
const dash = (row) => data.dashes[data.rows[row].dash];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const narrow = () => window.innerWidth < 640;
const dashArrays = { solid: "", dash: "6 3", dot: "2 3", dashdot: "6 3 2 3" };
const faint = (hex, alpha) => `rgba(${[1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)).join(",")},${alpha})`;

function sample(row) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const attributes = { x1: 0, x2: 32, y1: 6, y2: 6, stroke: colour(row), "stroke-width": 3, "stroke-dasharray": dashArrays[dash(row)] };
  for (const [name, value] of Object.entries(attributes)) line.setAttribute(name, value);
  svg.setAttribute("viewBox", "0 0 32 12");
  svg.setAttribute("aria-hidden", "true");
  svg.append(line);
  return svg;
}

// Plotly reads some markup in texts; a name is never markup.
const safe = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const axis = (title, more) => ({ title: { text: safe(title) }, automargin: true, exponentformat: "power",
  gridcolor: css("--line"), linecolor: css("--line"), zeroline: false, ...more });
const logAxis = (title, more) => axis(title, { type: "log", dtick: 1, ...more });
const scaleAxis = (title, isLog, more) => (isLog ? logAxis(title, more) : axis(title, { rangemode: "tozero", ...more }));

function line(row, x, y, more = {}) {
  return { x, y, name: safe(`${data.rows[row].name}${data.rows[row].gradient === "none" ? "" : `, ${data.rows[row].gradient}`}`),
    type: "scatter", mode: x.length > 1 ? "lines" : "markers", meta: row, line: { color: colour(row), dash: dash(row), width: 2.2, shape: "hv" },
    marker: { color: colour(row), size: 8 }, ...more };
}

// A figure: its drawing, a caption that says what it shows and how to read it, and its numbers.
function figure(content, key, caption, small = false) {
  let box = content.querySelector(`figure[data-figure="${key}"]`);
  if (!box) {
    box = element("figure", { "data-figure": key },
      element("div", { class: small ? "plot small" : "plot", role: "img" }), element("figcaption"));
    content.append(box);
  }
  box.querySelector("figcaption").textContent = caption;
  const plot = box.querySelector(".plot");
  plot.setAttribute("aria-label", caption);
  return plot;
}

// Makes room for a legend below the axis' title: a row an entry on a phone, else four a row.
function legendBelow(plot, count) {
  const rem = (plot.classList.contains("small") ? 22 : 30) - (narrow() ? (plot.classList.contains("small") ? 4 : 6) : 0);
  plot.style.height = `${rem + 1.25 * (narrow() ? count : Math.ceil(count / 4))}rem`;
  return { orientation: "h", x: 0, y: -66 / (16 * rem - 85), yanchor: "top" };
}

function draw(plot, traces, x, y, more = {}) {
  const layout = { xaxis: x, yaxis: y, showlegend: false, hovermode: "closest", paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)", margin: { l: 55, r: 15, t: 15, b: 45 },
    font: { family: "system-ui, sans-serif", size: narrow() ? 11 : 13, color: css("--ink") },
    legend: more.showlegend && !more.legend ? legendBelow(plot, traces.length) : undefined,
    modebar: { bgcolor: "rgba(0,0,0,0)", color: css("--dim"), activecolor: css("--ink") },
    hoverlabel: { bgcolor: css("--paper"), font: { color: css("--ink") } }, ...more };
  if (!traces.length) layout.annotations = [{ text: "nothing to draw for this choice", showarrow: false, x: 0.5, y: 0.5, xref: "paper", yref: "paper" }];
  Plotly.react(plot, traces, layout, { responsive: true, displaylogo: false, displayModeBar: !narrow(),
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"] });
}

function significant(value, digits = 3) {
  if (value == null) return "–";
  return value !== 0 && (Math.abs(value) >= 1e6 || Math.abs(value) < 1e-4) ? value.toExponential(digits - 1).replace("e+", "e") : Number(value.toPrecision(digits)).toString();
}

function amount(value, by) {
  if (value == null) return "–";
  if (by === "seconds") {
    for (const [scale, unit] of [[1, "s"], [1e-3, "ms"], [1e-6, "µs"]]) if (value >= scale) return `${significant(value / scale)} ${unit}`;
    return `${significant(value * 1e6)} µs`;
  }
  return by === "epochs" ? significant(value) : value.toLocaleString("en", { maximumFractionDigits: 1, useGrouping: false });
}
