// On a phone the panels of a chart stand one below the other, and colour bars take little room.
function narrow(chart) {
  const layout = chart._fullLayout, axes = Object.keys(layout).filter(key => /^xaxis\d*$/.test(key));
  const update = { "margin.l": 55, "margin.r": 8, "legend.orientation": "h", "legend.y": 1.02, "legend.yanchor": "bottom" };
  if (axes.length > 1) {
    const each = 1 / axes.length;
    axes.sort((a, b) => (+a.slice(5) || 1) - (+b.slice(5) || 1)).forEach((axis, index) => {
      update[axis + ".domain"] = [0, 1];
      update["y" + axis.slice(1) + ".domain"] = [1 - (index + 0.8) * each, 1 - index * each];
      update["y" + axis.slice(1) + ".title.standoff"] = 4;
    });
    update.height = 190 * axes.length + 90;
    chart.parentElement.style.height = update.height + "px";  // the chart fills it
  }
  const bars = chart.data.flatMap((trace, index) => trace.colorbar ? [index] : []);
  const slim = { "colorbar.thickness": 8, "colorbar.title.side": "right", "colorbar.xpad": 2 };
  const done = bars.length ? Plotly.update(chart, slim, update, bars) : Plotly.relayout(chart, update);
  done.then(() => Plotly.Plots.resize(chart));
}
const phone = window.matchMedia("(max-width: 40rem)");
function fit() {
  if (phone.matches) for (const chart of document.querySelectorAll(".js-plotly-plot")) narrow(chart);
}
fit();
phone.addEventListener("change", fit);
