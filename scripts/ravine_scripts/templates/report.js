"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);

  // Okabe & Ito's colours, told apart without seeing red or green; dashes tell the second round.
  const colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00", "#8c6d1f"];
  const dashes = ["solid", "dash", "dot"];
  const styles = new Map();
  const style = (name) => {
    if (!styles.has(name)) styles.set(name, styles.size);
    const i = styles.get(name);
    return { color: colours[i % colours.length], dash: dashes[Math.floor(i / colours.length) % 3], width: 2 };
  };
  const everySeries = [...Object.values(data.convergence), ...Object.values(data.profiles)].flat();
  for (const series of everySeries) style(series.name);

  const text = { evaluations: "evaluations of f", seconds: "seconds" };
  const axis = (title, more) => ({ title: { text: title }, automargin: true, exponentformat: "power",
    gridcolor: "#e3e6ea", zeroline: false, ...more });
  const log = (title, more) => axis(title, { type: "log", dtick: 1, ...more });

  function draw(figure, traces, x, y, more) {
    const narrow = window.innerWidth < 640;
    const legend = narrow ? { orientation: "h", x: 0, y: -0.2, yanchor: "top" } : { x: more ? 1.1 : 1.02, y: 1 };
    const layout = { xaxis: x, yaxis: y, showlegend: true, legend, hovermode: "closest",
      margin: { l: 60, r: 15, t: 30, b: 50 }, font: { family: "system-ui, sans-serif", size: 13 }, ...more };
    Plotly.react(figure, traces, layout, { responsive: true, displaylogo: false, displayModeBar: !narrow });
  }

  function fill(select, values) {
    const before = select.value;
    select.replaceChildren(...values.map((value) => new Option(value, value)));
    if (values.includes(before)) select.value = before;
  }

  const unique = (values) => [...new Set(values)];
  const gradients = (series) => {
    const found = unique(series.map((s) => s.gradient).filter((g) => g !== "none"));
    return found.length ? found : ["none"];
  };
  const ofGradient = (series, gradient) =>
    series.filter((s) => s.gradient === gradient || s.gradient === "none");

  function convergence() {
    const [problem, gradient, cost] = [at("problem"), at("curve-gradient"), at("curve-axis")];
    fill(problem, Object.keys(data.convergence));
    const update = () => {
      const series = data.convergence[problem.value];
      fill(gradient, gradients(series));
      const traces = ofGradient(series, gradient.value).map((s) => ({
        ...s[cost.value], name: s.name, type: "scatter",
        mode: s[cost.value].x.length > 1 ? "lines" : "markers",
        line: { ...style(s.name), shape: "hv" }, marker: { color: style(s.name).color } }));
      draw(at("convergence-figure"), traces, log(text[cost.value]), log("relative gap"));
    };
    for (const select of [problem, gradient, cost]) select.addEventListener("change", update);
    update();
  }

  function profile() {
    const [family, gradient, cost] = [at("profile-family"), at("profile-gradient"), at("profile-axis")];
    fill(family, Object.keys(data.profiles));
    const update = () => {
      const series = data.profiles[family.value];
      fill(gradient, gradients(series));
      const shown = ofGradient(series, gradient.value).filter((s) => s[cost.value].x.length);
      const end = Math.max(...shown.map((s) => s[cost.value].x.at(-1)));
      const traces = shown.map((s) => {
        const { x, y } = s[cost.value];
        return { x: [...x, end], y: [...y, y.at(-1)], name: s.name, type: "scatter", mode: "lines",
          line: { ...style(s.name), shape: "hv" } };
      });
      const title = cost.value === "evaluations" ? "evaluations of f / (n + 1)" : "seconds";
      draw(at("profile-figure"), traces, log(title),
        axis("share of targets reached", { range: [0, 1.02], tickformat: ".0%" }));
    };
    for (const select of [family, gradient, cost]) select.addEventListener("change", update);
    update();
  }

  function growth() {
    const traces = data.growth.map((s) => ({ x: s.x, y: s.y, name: s.name, type: "scatter",
      mode: "lines+markers", line: style(s.name) }));
    const dimensions = unique(data.growth.flatMap((s) => s.x)).sort((a, b) => a - b);
    draw(at("growth-figure"), traces,
      log("dimension n", { tickvals: dimensions, ticktext: dimensions.map(String) }),
      log("evaluations of f"));
  }

  function sweep(figure) {
    const { points } = data.sweeps[figure.dataset.index];
    const steps = points.map((p) => p.step);
    const looks = { target_reached: ["circle", colours[2]], diverged: ["x", colours[1]], non_finite: ["x", colours[1]] };
    const traces = unique(points.map((p) => p.status)).map((status) => {
      const chosen = points.filter((p) => p.status === status);
      const [symbol, color] = looks[status] ?? ["diamond", colours[0]];
      return { x: chosen.map((p) => p.step), y: chosen.map((p) => p.gap), name: `gap, ${status}`,
        type: "scatter", mode: "markers", cliponaxis: false, marker: { size: 12, symbol, color } };
    });
    const line = { x: steps, y: points.map((p) => p.gap), type: "scatter", mode: "lines",
      line: { color: "#9aa4af", width: 1 }, hoverinfo: "skip", showlegend: false };
    const spent = { x: steps, y: points.map((p) => p.evaluations), name: "evaluations of f", yaxis: "y2",
      type: "scatter", mode: "lines+markers", line: { color: "#55606d", width: 2, dash: "dot" } };
    draw(figure, [line, ...traces, spent], log("step"), log("final relative gap"),
      { yaxis2: log("evaluations of f", { overlaying: "y", side: "right", showgrid: false }) });
  }

  function beta(figure) {
    const traces = data.betas[figure.dataset.index].series.map((s, i) => ({ x: s.x, y: s.y, name: s.name,
      type: "scatter", mode: "lines", line: { shape: "hv", width: 2, color: colours[i % 8], dash: dashes[i % 3] } }));
    draw(figure, traces, log("evaluations of f"), log("relative gap"));
  }

  function tables() {
    const show = (by) => {
      for (const part of document.querySelectorAll(".by")) part.hidden = part.dataset.by !== by;
    };
    document.querySelector("fieldset.choice").hidden = false;
    for (const input of document.querySelectorAll('input[name="by"]')) {
      input.addEventListener("change", () => show(input.value));
    }
    show("evaluations");
  }

  tables();
  if (at("convergence-figure")) convergence();
  if (at("profile-figure")) profile();
  if (at("growth-figure")) growth();
  document.querySelectorAll(".figure.sweep").forEach(sweep);
  document.querySelectorAll(".figure.beta").forEach(beta);
})();
