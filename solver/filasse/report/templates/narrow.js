// On a phone the panels of a chart stand one below the other, and colour bars take little room.
function narrow(chart) {
  const layout = chart._fullLayout, axes = Object.keys(layout).filter(key => /^xaxis\d*$/.test(key));
  const wide = chart.getBoundingClientRect().width;
  const update = { "margin.l": 55, "margin.r": 8, "legend.orientation": "h", "legend.y": 1.02, "legend.yanchor": "bottom" };
  if (axes.length > 1) {
    const each = 1 / axes.length;
    axes.sort((a, b) => (+a.slice(5) || 1) - (+b.slice(5) || 1)).forEach((axis, index) => {
      update[axis + ".domain"] = [0, 1];
      update["y" + axis.slice(1) + ".domain"] = [1 - (index + 0.8) * each, 1 - index * each];
      update["y" + axis.slice(1) + ".title.standoff"] = 4;
    });
    update.height = 190 * axes.length + 90;
  }
  const bars = chart.data.flatMap((trace, index) => trace.colorbar ? [index] : []);
  const slim = { "colorbar.thickness": 8, "colorbar.title.side": "right", "colorbar.xpad": 2 };
  if (bars.length) Plotly.update(chart, slim, { ...update, width: wide }, bars);
  else Plotly.relayout(chart, update);
}
if (window.innerWidth < 640)
  for (const chart of document.querySelectorAll(".js-plotly-plot")) narrow(chart);
