// The names of a map that stands alone as a page: chosen in the browser as the app chooses them,
// for the size that the drawing has there, and written by plotly, so that a saved picture has them.

const WORDS = [ // plotly's, for each of SIDES
  "middle right",
  "middle left",
  "top center",
  "bottom center",
  "top right",
  "top left",
  "bottom right",
  "bottom left",
];
const SIZE = 12; // px of an ordinary name

class PageLabels extends Labels {
  text({ names }, index) {
    return names[index];
  }

  // Where plotly writes: as far from a point on every side, 2/1.6 of its radius and a pixel.
  offset({ radii }, index, [across, down], width, size) {
    const gap = radii[index] / 0.8 + 1;
    return [across * gap - ((1 - across) * width) / 2, down * (gap + size / 2)];
  }
}

// Coordinates of a trace or a frame: as plotly has decoded them, or float32 in base64.
function numbers(values) {
  if (!values?.bdata) return values ?? [];
  const bytes = Uint8Array.from(atob(values.bdata), (letter) => letter.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function places({ x, y }) {
  const [across, up] = [numbers(x), numbers(y)];
  const at = new Float32Array(2 * across.length);
  for (let i = 0; i < across.length; i += 1) [at[2 * i], at[2 * i + 1]] = [across[i], up[i]];
  return at;
}

// What was escaped for plotly, as it is read.
function readable(html) {
  return html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function nameMap(graph) {
  const [points] = graph.data;
  const escaped = points.text ?? [];
  const names = escaped.map(readable);
  const radii = new Float32Array(names.length).fill(points.marker.size / 2);
  const pen = document.createElement("canvas").getContext("2d");
  const moves = graph._transitionData._frames.map(({ name, data }) => ({ name, data: data[0] }));
  const atOf = moves.length ? moves.map(({ data }) => places(data)) : [places(points)];
  const shownNow = () => graph._fullLayout.sliders?.[0]?.active ?? 0;

  const words = (labels, at) => {
    const { xaxis, yaxis, font } = graph._fullLayout;
    const camera = {
      width: xaxis._length,
      height: yaxis._length,
      screenX: (x) => xaxis.d2p(x),
      screenY: (y) => yaxis.d2p(y),
    };
    const none = { selected: null, neighbors: [], near: new Set(), group: null };
    const theme = { font: font.family };
    labels.choose(pen, { at, shown: names.length, names, radii, camera, theme, ...none }, 0);
    const named = labels.placed.map(({ index }) => index);
    return {
      x: named.map((index) => at[2 * index]),
      y: named.map((index) => at[2 * index + 1]),
      text: named.map((index) => escaped[index]),
      ids: named.map(String), // let names glide and vanish
      textposition: labels.placed.map(({ side }) => WORDS[side]),
    };
  };

  // Names of every frame. What is shown now has the best; on the way to others, names stay.
  const nameAll = () => {
    const now = shownNow();
    const chosen = [];
    for (const step of [-1, 1]) {
      const labels = new PageLabels();
      for (let i = now; i in atOf; i += step) chosen[i] = words(labels, atOf[i]);
    }
    if (moves.length) {
      const named = moves.map(({ name, data }, i) => ({ name, data: [data, chosen[i]], traces: [0, 1] }));
      Plotly.addFrames(graph, named);
    }
    const inOne = Object.entries(chosen[now]).map(([key, values]) => [key, [values]]);
    Plotly.restyle(graph, Object.fromEntries(inOne), [1]);
  };

  // Whoever looks at a part keeps it in a window of another size; else all of the map fills it.
  let ofPart = false;
  let goingBack = false;
  const settle = async () => {
    if (!ofPart) {
      goingBack = true;
      await Plotly.relayout(graph, structuredClone(graph.layout.meta));
      goingBack = false;
    }
    nameAll();
  };

  // A replay runs to its end with the names that it began with; while points still glide, plotly
  // would not keep both axes to one scale.
  let [playing, changed] = [false, false];
  const atRest = () => {
    if (!changed || playing || graph._transitioning) return;
    changed = false;
    settle();
  };
  graph.on("plotly_animating", () => (playing = true));
  graph.on("plotly_animated", () => {
    playing = false;
    atRest();
  });
  graph.on("plotly_transitioned", atRest);

  graph.on("plotly_relayout", (change) => {
    if (goingBack) return;
    const from = change["xaxis.range[0]"] ?? change["xaxis.range"]?.[0];
    // "Reset axes" and a double click go back to what the window had room for at first.
    if (from !== undefined) ofPart = from !== graph._fullLayout.xaxis._rangeInitial0;
    if (change["xaxis.autorange"]) ofPart = false;
    changed = true;
    atRest();
  });
  nameAll();
}
