// The losses by epoch: training solid, held out dashed, guessing as a level to stay below.

const CHART_HEIGHT = 168;
const EDGE = { left: 34, right: 10, top: 16, bottom: 22 }; // left: more where losses have more digits
const DIGIT = 7; // width of one, at the axis
const MOST_MARKS = 4; // of which the axis names the losses
const CHARTS = new WeakMap();

class LossChart {
  constructor(parent, roomName) {
    this.room = roomNamed(roomName);
    this.at = null; // place of the point that is read out
    this.title = element("h3");
    this.sentence = element("p", { class: "sentence" });
    this.svg = drawn("svg", { role: "img", tabindex: "0", height: CHART_HEIGHT });
    this.readout = element("output", { class: "readout" });
    this.note = element("p", { class: "note" });
    const plot = element("div", { class: "plot" }, this.svg);
    this.root = element("section", { class: "card" }, this.title, this.sentence, plot, this.readout, this.note);
    this.root.hidden = true;
    parent.append(this.root);
    this.svg.onpointermove = (event) => this.hover(event);
    this.svg.onpointerleave = () => this.read(null);
    this.svg.onblur = () => this.read(null);
    this.svg.onkeydown = (event) => this.pressed(event);
    const unlisten = listen(this.room, () => this.refresh());
    const resized = new ResizeObserver(() => this.refresh());
    resized.observe(plot);
    this.plot = plot;
    this.close = () => {
      unlisten();
      resized.disconnect();
      this.root.remove();
    };
  }

  refresh() {
    const data = this.room.parcels.get("losses");
    if (!data) return;
    this.data = data;
    this.root.hidden = false;
    setText(this.title, data.title);
    setText(this.sentence, data.sentence);
    setShown(this.title, data.title !== "");
    setShown(this.sentence, data.sentence !== "");
    setText(this.note, data.note);
    setShown(this.note, data.note !== "");
    // Before the first loss there is no scale: an empty grid would show numbers nobody measured.
    setShown(this.plot, data.points.length > 0);
    setShown(this.readout, data.points.length > 0);
    this.draw();
  }

  // Places on the drawing: epochs to the right, losses up.
  scales(width) {
    const { points, blind, totalEpochs } = this.data;
    const losses = points.flatMap((point) => [point[2], point[3]]).concat(blind);
    const known = losses.filter((loss) => loss !== null && Number.isFinite(loss));
    const highest = known.length ? Math.max(...known) : 1;
    const least = known.length ? Math.min(...known) : 0;
    // Losses that stay far above 0 are shown from a little below them.
    const lowest = least > 0.4 * highest ? least - 0.3 * (highest - least) : Math.min(0, least);
    const lastEpoch = Math.max(totalEpochs, points.at(-1)?.[1] ?? 0, 1e-9);
    const marks = marksBetween(lowest, highest);
    const left = Math.max(EDGE.left, 10 + DIGIT * Math.max(...marks.map((mark) => mark.name.length), 0));
    const across = width - left - EDGE.right;
    const tall = CHART_HEIGHT - EDGE.top - EDGE.bottom;
    const range = highest - lowest || 1;
    return {
      marks,
      left,
      lastEpoch,
      x: (epoch) => left + (epoch / lastEpoch) * across,
      y: (loss) => EDGE.top + (1 - (loss - lowest) / range) * tall,
    };
  }

  draw() {
    const width = Math.round(this.plot.clientWidth);
    if (width < 60) return;
    const { points, blind, blindLabel, labels, bestStep, unit } = this.data;
    const scale = (this.scale = this.scales(width));
    this.svg.setAttribute("viewBox", `0 0 ${width} ${CHART_HEIGHT}`);
    this.svg.setAttribute("width", width);
    const parts = this.axes(width, scale);
    const held = this.curve(points, 3, scale);
    const train = this.curve(points, 2, scale);
    const ends = this.ends(width, [train, held], labels);
    if (blind !== null) {
      const y = scale.y(blind);
      parts.push(drawn("line", { class: "blind", x1: scale.left, x2: width - EDGE.right, y1: y, y2: y }));
      const names = [blindLabel, "guessing"].map((name) => `${name} ${number3(blind)}`);
      parts.push(this.level(width, y, names, [held, train], ends));
    }
    parts.push(drawn("path", { class: "held", d: held.path }), drawn("path", { class: "train", d: train.path }));
    parts.push(...this.dots(held, "muted"), ...this.dots(train, "accent"));
    parts.push(...ends);
    const best = points.find((point) => point[0] === bestStep);
    if (best && best[3] !== null) {
      parts.push(drawn("circle", { class: "ring", cx: scale.x(best[1]), cy: scale.y(best[3]), r: 4.5 }));
    }
    this.cursor = drawn("g", { class: "cursor" });
    parts.push(this.cursor);
    this.svg.replaceChildren(...parts);
    this.describe(best, unit, labels);
    this.read(this.at !== null && this.at < points.length ? this.at : null);
  }

  axes(width, scale) {
    const parts = [];
    for (const { loss, name } of scale.marks) {
      const y = scale.y(loss);
      parts.push(drawn("line", { class: "grid", x1: scale.left, x2: width - EDGE.right, y1: y, y2: y }));
      parts.push(this.word(scale.left - 7, y + 4, name, "end", "muted"));
    }
    const bottom = CHART_HEIGHT - 5;
    parts.push(this.word(scale.left, bottom, "epoch 0", "start", "muted"));
    parts.push(this.word(width - EDGE.right, bottom, epochText(scale.lastEpoch), "end", "muted"));
    return parts;
  }

  curve(points, column, scale) {
    let path = "";
    let end = null;
    const places = [];
    for (const point of points) {
      if (point[column] === null) continue;
      end = [scale.x(point[1]), scale.y(point[column]), point[column]];
      places.push(end);
      path += `${path ? "L" : "M"}${end[0].toFixed(1)} ${end[1].toFixed(1)}`;
    }
    return { path, end, places };
  }

  // A loss that was measured once makes no line, but its name needs something to stand at.
  dots({ places }, look) {
    if (places.length !== 1) return [];
    const [[x, y]] = places;
    return [drawn("circle", { class: `dot ${look}`, cx: x, cy: y, r: 3 })];
  }

  // Each line's name and last value at its end: the upper one above the lines, the lower below;
  // where no room is left below, both above and in the same order.
  ends(width, curves, labels) {
    const placed = curves
      .map(({ end, places }, k) => ({ end, places, name: labels[k], look: k === 0 ? "accent" : "muted" }))
      .filter(({ end }) => end !== null)
      .sort((a, b) => a.end[1] - b.end[1]);
    const texts = placed.map(({ end, name }) => `${name} ${number3(end[2])}`);
    const long = 6.4 * Math.max(...texts.map((text) => text.length));
    const heights = placed.flatMap(({ end, places }) =>
      places.filter(([x]) => x > end[0] - long - 12).map(([, y]) => y),
    );
    const above = Math.max(Math.min(...heights) - 7, 11);
    const below = Math.max(...heights) + 16;
    const stacked = placed.length > 1 && below >= CHART_HEIGHT - EDGE.bottom - 3;
    const upper = stacked ? Math.max(above - 15, 11) : above;
    return placed.map(({ end, look }, k) => {
      if (end[0] < width - 120) {
        const apart = placed.length > 1 && Math.abs(placed[0].end[1] - placed[1].end[1]) < 15;
        return this.word(end[0] + 7, end[1] + 4 + (apart ? (k ? 8 : -8) : 0), texts[k], "start", look);
      }
      const lower = stacked ? upper + 15 : below;
      return this.word(end[0], k === 0 ? upper : lower, texts[k], "end", look);
    });
  }

  // The name of the level of guessing, at its ends or else along it where the least is in the way;
  // the short name where the long one would lie on a line wherever it stands.
  level(width, y, [text, ...shorter], curves, ends) {
    const long = text.length * 6.2;
    const first = this.scale.left;
    const labels = ends.map((word) => [Number(word.getAttribute("x")), Number(word.getAttribute("y"))]);
    const corners = [
      [width - EDGE.right, y - 5, "end"],
      [width - EDGE.right, y + 14, "end"],
      [first + 4, y + 14, "start"],
      [first + 4, y - 5, "start"],
    ];
    for (let x = width - EDGE.right - 24; x - long > first; x -= 24) {
      corners.push([x, y - 5, "end"], [x, y + 14, "end"]);
    }
    // In a narrow chart a line's name fills both corners.
    corners.push([width - EDGE.right, y - 21, "end"], [width - EDGE.right, y + 30, "end"]);
    const spots = corners.filter(([, base]) => base >= 11 && base < CHART_HEIGHT - EDGE.bottom);
    const lines = curves.flatMap(({ places }) => between(places));
    const inWay = ([x, base, anchor]) => {
      const left = anchor === "end" ? x - long : x;
      const within = ([px, py]) => px > left - 4 && px < left + long + 4 && py > base - 15 && py < base + 6;
      const near = labels.filter(([px, py]) => Math.abs(py - base) < 14 && px > left && px - 110 < left + long);
      return lines.filter(within).length + 20 * near.length;
    };
    const [x, base, anchor] = spots.reduce((a, b) => (inWay(b) < inWay(a) ? b : a));
    if (shorter.length && inWay([x, base, anchor]) > 0) return this.level(width, y, shorter, curves, ends);
    return this.word(x, base, text, anchor, "muted");
  }

  word(x, y, text, anchor, look) {
    return drawn("text", { x, y, "text-anchor": anchor, class: look }, text);
  }

  describe(best, unit, labels) {
    const { points, title, sentence } = this.data;
    const last = points.at(-1);
    const now = last
      ? ` Epoch ${epochText(last[1])}: ${labels[0]} ${number3(last[2] ?? NaN)}, ${labels[1]} ${number3(last[3] ?? NaN)} ${unit}.`
      : " Nothing measured yet.";
    const peak = best ? ` Best at epoch ${epochText(best[1])}.` : "";
    this.svg.setAttribute("aria-label", `Losses by epoch. ${title}. ${sentence}.${now}${peak}`.replace(/\.\./g, "."));
    this.rest = best ? `○ best on held-out data: epoch ${epochText(best[1])}` : "";
    this.root.dataset.points = points.length;
  }

  hover(event) {
    const x = event.clientX - this.svg.getBoundingClientRect().left;
    let [nearest, least] = [null, Infinity];
    this.data.points.forEach((point, place) => {
      const gap = Math.abs(this.scale.x(point[1]) - x);
      if (gap < least) [nearest, least] = [place, gap];
    });
    this.read(nearest);
  }

  pressed(event) {
    const last = this.data.points.length - 1;
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last };
    if (!(event.key in moves) || last < 0) return;
    this.read(Math.min(Math.max((this.at ?? last) + moves[event.key], 0), last));
    event.preventDefault();
    event.stopPropagation();
  }

  // Say the values of one epoch, or what is known at rest.
  read(place) {
    this.at = place;
    const point = place === null ? null : this.data.points[place];
    if (!point) {
      setText(this.readout, this.rest);
      this.cursor?.replaceChildren();
      return;
    }
    const { labels } = this.data;
    const values = [2, 3].map((column) => `${labels[column - 2]} ${number3(point[column] ?? NaN)}`);
    setText(this.readout, [`epoch ${epochText(point[1])}`, ...values, `${number3(point[4])} s`].join(" · "));
    const x = this.scale.x(point[1]);
    const marks = [drawn("line", { x1: x, x2: x, y1: EDGE.top - 6, y2: CHART_HEIGHT - EDGE.bottom })];
    for (const column of [2, 3]) {
      if (point[column] === null) continue;
      const look = column === 2 ? "accent" : "muted";
      marks.push(drawn("circle", { class: look, cx: x, cy: this.scale.y(point[column]), r: 3 }));
    }
    this.cursor.replaceChildren(...marks);
  }
}

// The places of a line with others on the way, so that no gap is wider than a letter.
function between(places) {
  return places.flatMap(([x, y], k) => {
    const [toX, toY] = places[k + 1] ?? [x, y];
    const parts = Math.max(1, Math.ceil(Math.hypot(toX - x, toY - y) / 6));
    return Array.from({ length: parts }, (_, i) => [x + ((toX - x) * i) / parts, y + ((toY - y) * i) / parts]);
  });
}

// 1, 2 or 5 times a power of ten, at least as wide as asked.
function niceStep(wanted) {
  const power = 10 ** Math.floor(Math.log10(wanted || 1));
  return [1, 2, 5, 10].find((factor) => factor * power >= wanted) * power;
}

// Losses that are named at the axis, with a few digits behind the point at most.
function marksBetween(lowest, highest) {
  const step = niceStep((highest - lowest) / 2.5);
  const first = Math.ceil(lowest / step);
  const losses = Array.from({ length: MOST_MARKS }, (_, k) => (first + k) * step);
  const named = (loss) => (Math.abs(loss) < 10000 ? String(Number(loss.toFixed(4))) : whole(Math.round(loss)));
  return losses
    .filter((loss) => loss <= highest)
    .map((loss) => ({ loss, name: named(loss).replace("-", "−") }));
}

export default function ({ data, parentElement }) {
  let chart = CHARTS.get(parentElement);
  if (!chart) {
    chart = new LossChart(parentElement, data.room);
    CHARTS.set(parentElement, chart);
  }
  applyTheme(chart.root, themeOf(chart.root));
  chart.refresh();
  return whenGone(parentElement, () => {
    chart.close();
    CHARTS.delete(parentElement);
  });
}
