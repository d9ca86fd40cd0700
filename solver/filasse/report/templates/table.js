// Sorts the table by a click on a heading, filters it, and finds the run of a clicked point.
const table = document.getElementById("table"), body = table.tBodies[0];
const headings = [...table.tHead.rows[0].cells];
const text = (row, column) => row.cells[column].textContent.trim();

function order(column, sign) {
  return (one, other) => {
    const [a, b] = [one, other].map(row => row.cells[column].dataset.value);
    const missing = (a === "") - (b === "");  // also in descending order at the end
    if (missing) return missing;
    const numbers = a !== undefined && !isNaN(a) && !isNaN(b);
    const difference = numbers ? a - b : text(one, column).localeCompare(text(other, column));
    return sign * difference;
  };
}

headings.forEach((heading, column) => heading.firstElementChild.addEventListener("click", () => {
  const down = heading.ariaSort === "ascending";
  headings.forEach(other => { other.ariaSort = "none"; });
  heading.ariaSort = down ? "descending" : "ascending";
  body.append(...[...body.rows].sort(order(column, down ? -1 : 1)));
}));

document.getElementById("filter").addEventListener("input", event => {
  const wanted = event.target.value.toLowerCase();
  for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
});

function show(name) {
  const row = document.getElementById("run-" + name);
  if (!row) return;
  for (const other of body.rows) other.classList.toggle("chosen", other === row);
  row.hidden = false;
  row.scrollIntoView({ block: "center" });
}

for (const chart of document.querySelectorAll(".js-plotly-plot"))
  chart.on("plotly_click", event => show(event.points[0].customdata));
