// What charts share: a canvas as wide as its panel, in the colours of the page, that can leave it as a picture.
import { useEffect, useRef } from "../html.js";
import { download } from "../text/csv.js";

export const height = 240;

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export const axis = () => ({
  stroke: () => colour("--muted"), font: "11px system-ui, sans-serif", ticks: { show: false },
  grid: { stroke: () => colour("--line"), width: 1 },
});

/** Draws `columns` in a box of the page, and again when they change; `options(width)` is asked once. */
export function usePlot(options, columns) {
  const box = useRef(null);
  const chart = useRef(null);
  const latest = useRef(columns);
  latest.current = columns;
  useEffect(() => {
    const plot = new window.uPlot(options(box.current.clientWidth), latest.current, box.current);
    chart.current = plot;
    const resize = new ResizeObserver(([entry]) => {
      plot.setSize({ width: Math.floor(entry.contentRect.width), height });
    });
    resize.observe(box.current);
    const repaint = () => plot.redraw(false);
    const system = matchMedia("(prefers-color-scheme: dark)");
    addEventListener("findata-theme", repaint);
    system.addEventListener("change", repaint);
    return () => {
      resize.disconnect();
      removeEventListener("findata-theme", repaint);
      system.removeEventListener("change", repaint);
      plot.destroy();
    };
  }, []);
  useEffect(() => chart.current?.setData(columns), [columns]);
  return { box, chart };
}

/** The plot's own canvas is transparent; a picture that is passed on needs the page's ground behind it. */
export function savePicture(name, canvas) {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const context = copy.getContext("2d");
  context.fillStyle = colour("--panel");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => download(name, blob));
}
