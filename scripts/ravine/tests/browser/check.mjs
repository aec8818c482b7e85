// Opens a report in headless Chromium and checks that it does what it says.
// usage: node check.mjs PAGE BARE_PAGE CHROMIUM SCREENSHOTS
// BARE_PAGE is a report without runs. Each check prints a line. The exit status is 1 if one failed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const installed = createRequire(process.env.RAVINE_PLAYWRIGHT + "/");
const { chromium } = installed("playwright-core");
const { source: axeSource } = installed("axe-core");
const [file, bare, executablePath, screenshots] = process.argv.slice(2);
const home = pathToFileURL(file).href;
const views = ["overview", "table", "curves", "profiles", "paths", "demo", "problem", "method", "studies", "lecture"];
const flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let failed = 0;
let slowest = [0, ""];
const complaints = [];
const requests = [];

async function check(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.message}`);
  }
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

async function open(browser, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(message.text()); });
  page.on("pageerror", (error) => complaints.push(error.stack));
  page.on("request", (request) => { if (!/^(file|data|blob):/.test(request.url())) requests.push(request.url()); });
  return page;
}

async function go(page, address) {
  if (page.url().startsWith(home)) await page.evaluate((hash) => { location.hash = hash; }, `#/${address}`);
  else await page.goto(`${home}#/${address}`);
  const view = address.split("?")[0];
  await page.waitForFunction((name) => !document.getElementById(`view-${name}`).hidden && document.querySelector("nav [aria-current]"), view);
  await page.waitForTimeout(30);
}

// What is drawn, without what a library numbers anew each time.
const drawn = (page) => page.evaluate(() => {
  const view = document.querySelector(".view:not([hidden])");
  const of = (selector, read) => [...view.querySelectorAll(selector)].map(read);
  return [
    of(".plot path[d], polyline", (shape) => shape.getAttribute("d") ?? shape.getAttribute("points")),
    of(".plot path, polyline", (shape) => shape.getAttribute("style") ?? shape.getAttribute("stroke")),
    of(".arrow", (arrow) => arrow.style.display),
    of(".marker", (marker) => marker.getAttribute("transform")),
    of("canvas", (canvas) => canvas.toDataURL().length),
    of(".plot text, figcaption, .content p, .content td, .content th, .content dd, h2", (text) => text.textContent),
  ].map((part) => part.join("|")).join("\n");
});

// Sets a control as a user would, and measures how long the page takes to answer.
const operate = (page, key, value) => page.evaluate(([name, next]) => {
  const control = document.querySelector(`.view:not([hidden]) [data-key="${name}"]`);
  if (control.type === "checkbox") control.checked = next;
  else control.value = next;
  const begin = performance.now();
  control.dispatchEvent(new Event(control.type === "search" ? "input" : "change", { bubbles: true }));
  return performance.now() - begin;
}, [key, value]);

const controlsOf = (page) => page.evaluate(() =>
  [...document.querySelectorAll(".view:not([hidden]) > .controls [data-key]")].filter((c) => c.type !== "search")
    .map((c) => ({ key: c.dataset.key, values: c.type === "checkbox" ? [!c.checked] : [...c.options].map((o) => o.value).filter((v) => v !== c.value) })));

async function toggles(page, view) {
  await go(page, view);
  for (const { key, values } of await controlsOf(page)) {
    if (key === "speed") continue;  // is heard only while playing
    for (const value of values.slice(0, 4)) {
      await go(page, view);
      const before = await drawn(page);
      const took = await operate(page, key, value);
      if (took > slowest[0]) slowest = [took, `${view}, ${key}`];
      expect((await drawn(page)) !== before, `${view}: ${key} = ${value} changes nothing`);
    }
  }
}

async function state(page, view, key) {
  await go(page, view);
  const [{ values }] = (await controlsOf(page)).filter((control) => control.key === key);
  await operate(page, key, values.at(-1));
  const fold = page.locator(".view:not([hidden]) .legend summary");
  if (await fold.count()) {
    await fold.click();
    await page.locator(".view:not([hidden]) .legend [data-row]").first().click();
  }
  await page.waitForTimeout(300);  // for the figures that follow the first
  const [address, before] = [page.url(), await drawn(page)];
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForSelector("nav [aria-current]");
  await page.waitForTimeout(300);
  expect((await drawn(page)) === before, `${address} shows something else when it is opened again`);
}

const markers = (page) => page.locator(".marker").evaluateAll((all) => all.map((m) => m.getAttribute("transform")));
const every = (a, b, differs) => a.length === b.length && a.length > 0 && a.every((one, i) => (one !== b[i]) === differs);

async function player(page) {
  await go(page, "paths?problem=bowl");
  expect((await page.locator('.view:not([hidden]) [data-key="step"]').evaluate((s) => s.value === s.max && s.max > 0)), "the paths are not opened at their end");
  await page.getByRole("button", { name: "To the start" }).click();
  const start = await markers(page);
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForFunction((before) => [...document.querySelectorAll(".marker")].every((m, i) => m.getAttribute("transform") !== before[i]), start, { timeout: 5000 });
  await page.getByRole("button", { name: "Pause" }).click();
  const paused = await markers(page);
  await page.waitForTimeout(250);
  expect(every(paused, await markers(page), false), "a marker moves while the player pauses");
  expect(/step=\d/.test(page.url()), "the address does not know the step");
  await page.getByRole("button", { name: "To the start" }).click();
  expect(every(start, await markers(page), false), "To the start does not bring the markers back");
  await page.getByRole("button", { name: "+1: one step on" }).click();
  const one = await markers(page);
  expect(every(start, one, true), "One step on leaves a marker where it was");
  await page.getByRole("button", { name: "−1: one step back" }).click();
  expect(every(start, await markers(page), false), "One step back is not the way back");
  const moment = () => page.locator('[data-table="moment"] tbody').innerText();
  const first = await moment();
  expect(/\(.+, .+\)/.test(first), "no gradient is shown at the first step");
  await page.getByRole("button", { name: "To the end" }).click();
  expect((await moment()) !== first, "the table of the moment stands still");
  const side = () => page.locator(".stage canvas").nth(1).evaluate((c) => c.toDataURL());
  const before = await side();
  await page.locator('[data-key="turn"]').focus();
  await page.keyboard.press("ArrowRight");
  expect((await side()) !== before, "turning leaves the surface where it was");
}

async function tables(page) {
  await go(page, "table");
  const rows = () => page.locator('[data-table="comparison"] tbody tr').allInnerTexts();
  const all = await rows();
  await operate(page, "filter", "momentum");
  const some = await rows();
  expect(some.length > 0 && some.length < all.length && some.every((row) => row.includes("momentum")), "the filter does not filter");
  await operate(page, "filter", "no such method");
  expect((await rows()).join().includes("no row matches"), "a filter that matches nothing does not say so");
  await operate(page, "filter", "");
  const head = page.locator('[data-table="comparison"] thead button').nth(1);
  await head.click();
  const up = await rows();
  expect((await page.locator("thead th[aria-sort=ascending]").count()) === 1, "the sorted column is not announced");
  await head.click();
  expect(JSON.stringify(up) !== JSON.stringify(await rows()), "sorting the other way changes nothing");
  const [address, down] = [page.url(), JSON.stringify(await rows())];
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForSelector("nav [aria-current]");
  expect(JSON.stringify(await rows()) === down, "the address does not know how the table is sorted");
}

async function keyboard(page) {
  await page.goto("about:blank");
  await go(page, "curves");
  const focused = () => page.evaluate(() => document.activeElement.dataset.key ?? document.activeElement.textContent);
  const reach = async (wanted) => {
    for (let i = 0; i < 60; i++) {
      if ((await focused())?.trim().startsWith(wanted)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reaches ${wanted}`);
  };
  await page.keyboard.press("Tab");
  expect((await focused()).startsWith("Skip"), "the first stop is not the way past the header");
  await reach("problem");
  let before = await drawn(page);
  await page.keyboard.press("ArrowDown");
  expect((await drawn(page)) !== before, "an arrow key does not choose another problem");
  expect((await focused()) === "problem", "the focus is lost when a choice is drawn");
  await reach("Methods: ");
  await page.keyboard.press("Enter");
  await reach("momentum:beta=0.7");
  before = await drawn(page);
  await page.keyboard.press("Space");
  expect((await drawn(page)) !== before, "Space does not hide a method");
  await page.keyboard.press("Shift+Tab");
  await reach("momentum:beta=0.7");
  await page.keyboard.press("Space");
  expect((await drawn(page)) === before, "Space does not bring the method back");
  await page.keyboard.press("Shift+Enter");
  const pressed = page.locator(".view:not([hidden]) .legend [aria-pressed=true]");
  expect((await pressed.allInnerTexts()).join().trim() === "momentum:beta=0.7", "Shift with Enter does not show one alone");
  await go(page, "paths?problem=bowl&step=0");
  await reach("▶ Play");
  const start = await markers(page);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(400);
  await page.keyboard.press("Enter");
  expect(every(start, await markers(page), true), "Enter does not play");
}

// What dragging and a double click do in a figure, keys do too.
async function zoom(page) {
  await page.goto("about:blank");
  await go(page, "curves?problem=bowl");
  const plot = page.locator("#view-curves .plot[role=img]");
  const range = () => plot.evaluate((p) => [p.layout.xaxis.range, p.layout.yaxis.range].flat());
  const first = await range();
  await plot.focus();
  await page.keyboard.press("+");
  const near = await range();
  expect(near[0] > first[0] && near[1] < first[1] && near[2] > first[2] && near[3] < first[3], `+ does not zoom: ${near}`);
  await page.keyboard.press("ArrowRight");
  const moved = await range();
  expect(moved[0] > near[0] && moved[1] > near[1] && moved[2] === near[2], `an arrow does not move: ${moved}`);
  await page.keyboard.press("0");
  expect(JSON.stringify(await range()) === JSON.stringify(first), "0 does not show all");
}

async function reading(page, view) {
  await go(page, view);
  const lacks = await page.evaluate(() => {
    const shown = document.querySelector(".view:not([hidden])");
    const none = (selector, has) => [...shown.querySelectorAll(selector)].filter((e) => !has(e)).map((e) => e.outerHTML.slice(0, 80));
    return [
      ...none("figure", (f) => f.querySelector("figcaption").textContent.length > 40),
      ...none("[role=img]", (f) => (f.getAttribute("aria-label") ?? "").length > 10),
      ...none("select, input", (c) => c.labels?.length > 0 || c.getAttribute("aria-label")),
      ...none("button", (b) => b.textContent.trim() || b.getAttribute("aria-label")),
      ...none("th", (h) => h.hasAttribute("scope")),
      ...none("[role=region]", (r) => r.getAttribute("aria-label")),
    ];
  });
  expect(!lacks.length, `not described: ${lacks.join(" ")}`);
}

// The first screen: each class has a sentence and a chart, and a price of gradients that changes both.
async function verdicts(page) {
  await go(page, "overview");
  const shown = () => page.locator(".verdicts:not([hidden]) .verdict").allInnerTexts();
  const first = await shown();
  const silent = first.filter((text) => !/: .+\. It solved|: no method reached/.test(text));
  expect(first.length > 1 && !silent.length, `no verdict: ${silent[0]}`);
  expect((await page.locator(".verdicts:not([hidden]) .ranking li:visible").count()) > 3, "no chart");
  await page.selectOption("#price", "priced-n");
  expect((await shown()).join() !== first.join(), "another price changes no verdict");
  expect(page.url().includes("price=priced-n"), "the address does not know the price");
  await go(page, "table");
  expect((await page.locator("#price").inputValue()) === "priced-n", "the price is lost in another view");
  await page.selectOption("#price", "priced");
  await go(page, "overview");
}

// No figure is empty, whatever view is opened first.
async function filled(page, view) {
  await go(page, view);
  await page.waitForTimeout(300);
  const empty = await page.evaluate(() => [...document.querySelectorAll(".view:not([hidden]) figure .plot")]
    .filter((plot) => !plot.querySelector("path.js-line, path.point, .points path, .barlayer path")).map((plot) => plot.parentElement.dataset.figure));
  expect(!empty.length, `empty figures: ${empty}`);
}

async function accessible(page, view) {
  await go(page, view);
  await page.waitForTimeout(300);
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  expect(!violations.length, violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 120)).join(" ")}`).join("\n"));
}

// At most six lines are in colour until a reader chooses, and their names stand at their ends.
async function labels(page) {
  await go(page, "curves?problem=bowl");
  const names = await page.locator(".view:not([hidden]) .annotation").count();
  expect(names >= 3 && names <= 7, `${names} labels at the ends of lines`);
  const pressed = await page.locator(".view:not([hidden]) .legend [aria-pressed=true]").count();
  expect(pressed <= 6 && pressed === names - 1, `${pressed} methods in colour`);
}

// The demo's path follows the sliders, a click on the surface, and the keys.
async function demo(page) {
  await go(page, "demo");
  const path = () => page.locator("polyline.demo").getAttribute("points");
  const changes = async (what, act) => {
    const before = await path();
    await act();
    expect((await path()) !== before, `${what} leaves the path as it was`);
  };
  for (const key of ["step", "beta", "steps"]) {
    await changes(key, async () => {
      await page.locator(`#view-demo [data-key="${key}"]`).focus();
      await page.keyboard.press("ArrowLeft");
    });
  }
  await changes("a click", () => page.locator("#view-demo .stage").click({ position: { x: 80, y: 60 } }));
  await changes("an arrow key", async () => {
    await page.locator("#view-demo .stage").focus();
    await page.keyboard.press("ArrowRight");
  });
  const [address, before] = [page.url(), await path()];
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForSelector("nav [aria-current]");
  expect((await path()) === before, "the address does not know the demo");
}

// Each section of the lecture has a figure of the loaded runs, or the command that makes it.
async function lecture(page) {
  await go(page, "lecture");
  await page.waitForFunction(() => document.querySelectorAll("#view-lecture section").length === 11);
  const sections = await page.locator("#view-lecture section").evaluateAll((all) => all.map((one) =>
    [one.querySelector("h3").textContent, one.querySelectorAll("figure").length, one.querySelectorAll("code").length, one.querySelectorAll("a").length]));
  const bare = sections.filter(([, figures, commands, links]) => figures + commands + links === 0);
  expect(!bare.length, `nothing to see: ${bare}`);
  expect(sections.some(([, figures]) => figures > 0) && sections.every(([, figures, commands]) => figures === 0 || commands === 0), "a figure and its command");
}

// Of the lines in colour no two have the same one, and a grid of steps has one line.
async function colours(page) {
  await go(page, "curves?problem=bowl");
  const strokes = await page.locator(".view:not([hidden]) .legend [aria-pressed=true] line").evaluateAll((all) => all.map((l) => l.getAttribute("stroke")));
  expect(strokes.length > 2 && new Set(strokes).size === strokes.length, `lines alike: ${strokes}`);
  const chips = () => page.locator(".view:not([hidden]) .legend [data-row]").allTextContents();
  const grid = (await chips()).filter((name) => name.includes("heavy_ball"));
  expect(grid.length === 1 && grid[0].includes("step=0.3"), `not the best step alone: ${grid}`);
  await operate(page, "steps", true);
  expect((await chips()).filter((name) => name.includes("heavy_ball")).length === 5, "not all steps of the grid");
}

async function shapes(browser) {
  const phone = await open(browser, { viewport: { width: 390, height: 844 } });
  const dark = await open(browser, { colorScheme: "dark" });
  await go(phone, "overview");
  await go(dark, "overview");
  for (const view of views) {
    await go(phone, view);
    await go(dark, view);
    const wide = await phone.evaluate(() => document.documentElement.scrollWidth);
    expect(wide <= 390, `${view} is ${wide} pixels wide on a phone of 390`);
    const paper = await dark.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper === "rgb(17, 22, 28)", `${view} is not dark in dark mode: ${paper}`);
    if (screenshots) {
      await phone.screenshot({ path: `${screenshots}/${view}-phone.png`, fullPage: true });
      await dark.screenshot({ path: `${screenshots}/${view}-dark.png`, fullPage: true });
    }
  }
}

// No column of a table is cut on a laptop or a phone, and a phone shows a figure beside the name.
async function widths(browser) {
  for (const width of [1440, 390]) {
    const page = await open(browser, { viewport: { width, height: 900 } });
    await go(page, "overview");
    for (const view of views) {
      await go(page, view);
      const cut = await page.evaluate(() => [...document.querySelectorAll(".view:not([hidden]) .scroll")].filter((box) => box.offsetParent)
        .filter((box) => box.scrollWidth > box.clientWidth || [...box.querySelectorAll("thead th")].filter((head) => head.offsetParent).length < 2)
        .map((box) => `${box.querySelector("table").dataset.table ?? box.ariaLabel} (${box.scrollWidth} of ${box.clientWidth})`));
      expect(!cut.length, `${view}, ${width} pixels: ${cut}`);
    }
  }
}

async function paper(browser) {
  const page = await open(browser, { colorScheme: "dark" });
  await go(page, "curves");
  const width = () => page.locator("#view-curves .main-svg").first().evaluate((svg) => svg.getBoundingClientRect().width);
  const before = await width();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const seen = await page.locator(".view:visible").evaluateAll((all) => all.map((view) => view.id));
  expect(seen.join() === "view-curves", `on paper instead of the view that one sees: ${seen}`);
  const wide = await page.evaluate(() => [...document.querySelectorAll(".plot .main-svg")].map((svg) => svg.getBoundingClientRect().width).filter((width) => width > 700));
  expect(!wide.length, `figures that paper cuts: ${wide}`);
  const ink = await page.evaluate(() => [...document.querySelectorAll(".plot text")].map((text) => getComputedStyle(text).fill).filter((fill) => fill === "rgb(232, 237, 242)"));
  expect(!ink.length, "what is dark on the screen is pale on paper");
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  expect((await page.locator(".view:visible").count()) === 1, "the other views stay after printing");
  expect((await width()) === before, "a figure keeps the width of paper");
}

const browser = await chromium.launch({ executablePath, args: flags });
const page = await open(browser, {});
await go(page, "overview");
for (const view of views) await check(`${view}: each control changes what is drawn`, () => toggles(page, view));
for (const view of views) await check(`${view}: everything is described`, () => reading(page, view));
for (const view of views) await check(`${view}: no figure is empty`, () => filled(page, view));
for (const view of views) await check(`${view}: axe finds nothing`, () => accessible(page, view));
await check("the demo follows sliders, clicks and keys", () => demo(page));
await check("the first screen has the verdicts", () => verdicts(page));
await check("lines carry their names", () => labels(page));
await check("no two lines are alike, and a grid is one", () => colours(page));
await check("the lecture has its figures", () => lecture(page));
await check("play moves every marker, pause stops them, steps go both ways", () => player(page));
await check("tables filter and sort", () => tables(page));
await check("the keyboard is enough", () => keyboard(page));
await check("keys zoom and move a figure", () => zoom(page));
for (const [view, key] of [["table", "statistic"], ["curves", "axis"], ["profiles", "kind"], ["problem", "axis"], ["paths", "problem"], ["studies", "study"]]) {
  await check(`${view}: the address is the state`, () => state(page, view, key));
}
await check("a name is never markup", async () => {
  await go(page, "overview");
  expect(await page.evaluate(() => window.hacked === undefined && !document.querySelector("img, .content b")), "a name was parsed as markup");
});
await check("it fits a phone and goes dark", () => shapes(browser));
await check("no table is cut", () => widths(browser));
await check("paper gets the view that one sees", () => paper(browser));
await check("a page without runs has no view of them", async () => {
  for (const view of views) {
    await page.goto(`${pathToFileURL(bare).href}#/${view}`);
    await page.waitForSelector("nav [aria-current]");
    expect((await page.locator(".view:visible").count()) === 1, `${view} shows more or less than one view`);
  }
});
await check("nothing is fetched", async () => expect(!requests.length, requests.join(" ")));
await check("the console is silent", async () => expect(!complaints.length, complaints.join("\n")));
console.log(`slowest answer to a control: ${slowest[0].toFixed(0)} ms (${slowest[1]})`);
await browser.close();
process.exit(failed ? 1 : 0);
