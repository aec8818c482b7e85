// Tables that sort by any column, at a click or a key, and show the rows that a text matches. What a
// table is sorted by stands in the address, as all that one sees.
import { sample } from "#look";
import { compare } from "#numbers";
import { breakable, element, hash, state } from "#state";

// columns: [{title, numeric}]; rows: [[cell]]; a cell is {text, value, small, best, link} or a text.
export function table(content, key, label, columns, rows, filter = "") {
  let box = content.querySelector(`[data-table="${key}"]`);
  if (!box) {
    box = element(
      "div",
      { class: "scroll", role: "region", tabindex: "0", "data-table": key },
      element("table", {}, element("thead"), element("tbody")),
    );
    content.append(box);
  }
  box.setAttribute("aria-label", label);
  box.columns = columns;
  box.rows = rows.map((row) =>
    row.map((cell) =>
      typeof cell === "object" && cell !== null ? cell : { text: String(cell ?? "") },
    ),
  );
  box.filter = filter.toLowerCase();
  const [column, way] = (state.address[`sort-${key}`] ?? "").split(".");
  box.sorted = columns[column] ? { column: Number(column), up: way !== "down" } : undefined;
  drawHead(box);
  drawBody(box);
  return box;
}

// A column that is `minor` makes way on a phone.
const classes = ({ numeric, minor }, best) =>
  [numeric && "number", minor && "minor", best && "best"].filter(Boolean).join(" ") || null;

function drawHead(box) {
  const titles = box.columns.map((column) => column.title).join("\n");
  if (box.titles !== titles) {
    if (box.titles !== undefined && !state.arrived) sort(box, undefined); // other columns, another order
    box.titles = titles;
    box
      .querySelector("thead")
      .replaceChildren(
        element(
          "tr",
          {},
          ...box.columns.map((column, i) =>
            element(
              "th",
              { scope: "col", class: classes(column) },
              element(
                "button",
                { type: "button", onclick: () => sortBy(box, i) },
                ...breakable(column.title),
              ),
            ),
          ),
        ),
      );
  }
  [...box.querySelectorAll("thead th")].forEach((head, i) => {
    head.setAttribute(
      "aria-sort",
      box.sorted?.column === i ? (box.sorted.up ? "ascending" : "descending") : "none",
    );
  });
}

function sort(box, sorted) {
  box.sorted = sorted;
  state.address = {
    ...state.address,
    [`sort-${box.dataset.table}`]: sorted && `${sorted.column}.${sorted.up ? "up" : "down"}`,
  };
  history.replaceState(null, "", hash(state.shown, state.address));
}

function sortBy(box, column) {
  sort(box, { column, up: box.sorted?.column === column ? !box.sorted.up : true });
  drawHead(box);
  drawBody(box);
}

function drawBody(box) {
  let rows = box.rows.filter(
    (row) => !box.filter || row.some((cell) => cell.text.toLowerCase().includes(box.filter)),
  );
  if (box.sorted) rows = [...rows].sort((a, b) => compare(a, b, box.sorted));
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      ...row.map((cell, i) => {
        const inside = cell.link
          ? [cell.link]
          : cell.best
            ? [`★ ${cell.text}`]
            : breakable(cell.text);
        if (cell.row !== undefined) inside.unshift(sample(cell.row), " ");
        if (cell.small) inside.push(" ", element("small", {}, cell.small));
        return element(
          i === 0 ? "th" : "td",
          {
            scope: i === 0 ? "row" : null,
            title: cell.title,
            class: classes(box.columns[i], cell.best),
          },
          ...inside,
        );
      }),
    ),
  );
  if (!body.length)
    body.push(
      element(
        "tr",
        {},
        element("td", { colspan: box.columns.length, class: "none" }, "no row matches"),
      ),
    );
  box.querySelector("tbody").replaceChildren(...body);
}
