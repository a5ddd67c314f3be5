// Which names are written, and where: greedily by importance, never one over another. While
// points move the choice stands for a moment, so that nothing flickers; a name that comes to lie
// over a more important one is gone until names are chosen anew.

const LETTERS = 24; // of a label on the map
const MOST_FAILURES = 600;
const HALF = 0.58; // of a name's height, for each px of its type
const SIDES = [
  [1, 0], // right of the point, left, above, below, then the corners
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
];

class Labels {
  constructor() {
    this.placed = []; // { index, text, side, dx, dy, strong, gone }
    this.widths = new Map(); // "font text" -> px
    this.texts = []; // by entry, cut to their length
    this.lastChosen = -Infinity;
    this.font = "";
  }

  // Type is set anew: fonts have loaded, or the theme has changed.
  forget() {
    this.widths.clear();
    this.lastChosen = -Infinity;
  }

  width(pen, font, text) {
    const key = `${font} ${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 20000) this.widths.clear();
      pen.font = font;
      width = pen.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  choose(pen, view, now) {
    this.lastChosen = now;
    const { shown, camera, names } = view;
    const before = new Map(this.placed.map((label) => [label.index, label.side]));
    const boxes = [];
    const crowd = shown <= 3000 ? occupied(view) : null;
    const area = camera.width * camera.height;
    const each = (shown <= 1500 ? 4200 : 6500) * (camera.width < 560 ? 0.75 : 1); // px² a name
    const most = Math.max(10, Math.round(area / each));
    this.placed = [];
    let failures = 0; // in a crowd few names find room; the rest need not try
    const attempt = (index, strength) => {
      if (!(index < shown) || this.placed.length >= most + 20 || failures > MOST_FAILURES) return;
      const label = this.fit(pen, view, index, strength, before.get(index), boxes, crowd);
      if (label === null) failures += 1;
      if (label) {
        boxes.push(label.box);
        this.placed.push(label);
      }
    };
    const { selected, neighbors, near } = view;
    if (selected !== null) attempt(selected, 2);
    for (const [index] of neighbors) attempt(index, 1);
    const ordinary = (index) => {
      if (near.has(index) || this.placed.length >= most) return;
      if (view.group !== null && !view.inGroup(index)) return;
      attempt(index, 0);
    };
    // Names that are there stay, as long as there is room; entries come most frequent first.
    const kept = [...before.keys()].filter((index) => index < names.length).sort((a, b) => a - b);
    for (const index of kept) if (index < shown / 3 || kept.length < 40) ordinary(index);
    const had = new Set(this.placed.map((label) => label.index));
    for (let i = 0; i < shown && this.placed.length < most; i += 1) if (!had.has(i)) ordinary(i);
  }

  // A name as it is written, cut to its length.
  text({ names }, index) {
    if (this.textsOf !== names) [this.textsOf, this.texts] = [names, []];
    return (this.texts[index] ??= apartOf(names).text(index, LETTERS));
  }

  // From a point to the left end of its name and to the middle of its height, in px.
  offset({ camera, radii }, index, [across, down], width, size, strength) {
    const gap = Math.max(radii[index] * growth(camera.zoom), strength ? 4 : 0) + (strength === 2 ? 7 : 3);
    const half = size * HALF;
    const dx = across * (down ? gap * 0.6 : gap) - (across < 0 ? width : across ? 0 : width / 2);
    const dy = down * (across ? gap * 0.8 + half * 0.5 : gap + half);
    return [dx, dy];
  }

  fit(pen, view, index, strength, sideBefore, boxes, crowd) {
    const { at, camera, theme } = view;
    const x = camera.screenX(at[2 * index]);
    const y = camera.screenY(at[2 * index + 1]);
    if (!(x > -4 && y > -4 && x < camera.width + 4 && y < camera.height + 4)) return undefined;
    const size = strength === 2 ? 14 : 12;
    const font = `${strength ? 600 : 400} ${size}px ${theme.font}`;
    const text = this.text(view, index);
    const width = this.width(pen, font, text);
    const half = size * HALF;
    let best = null;
    const order = sideBefore === undefined ? SIDES.keys() : [sideBefore, ...SIDES.keys()];
    for (const side of order) {
      const [dx, dy] = this.offset(view, index, SIDES[side], width, size, strength);
      const box = [x + dx - 1, y + dy - half, x + dx + width + 1, y + dy + half];
      if (!within(box, camera, 2)) continue;
      if (boxes.some((other) => meet(box, other))) continue;
      const cover = crowd ? covered(crowd, box) : 0;
      if (best === null || cover < best.cover) best = { index, text, side, dx, dy, font, strength, box, cover };
      if (cover === 0) break;
    }
    // An ordinary name may touch one other point; a picked one is worth more.
    if (best && best.cover > (strength ? 99 : 1)) return null;
    return best;
  }

  // Where a name's box lies now that its point has moved.
  boxNow({ index, dx, dy, box }, { at, camera }) {
    const left = camera.screenX(at[2 * index]) + dx - 1;
    const middle = camera.screenY(at[2 * index + 1]) + dy;
    const half = (box[3] - box[1]) / 2;
    return [left, middle - half, left + box[2] - box[0], middle + half];
  }

  // Names that have come to lie over more important ones, which come first, or over an edge.
  part(view) {
    const boxes = [];
    for (const label of this.placed) {
      if (label.gone || label.index >= view.shown) continue;
      const box = this.boxNow(label, view);
      const cut = !label.strength && !within(box, view.camera); // what was picked is worth a part
      label.gone = cut || boxes.some((other) => meet(box, other, TOUCH));
      if (!label.gone) boxes.push(box);
    }
  }

  draw(pen, view) {
    const { at, shown, camera, theme, near } = view;
    this.part(view);
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.direction = "ltr";
    pen.strokeStyle = theme.card;
    const lit = near.size > 0;
    for (let place = this.placed.length - 1; place >= 0; place -= 1) {
      const { index, text, dx, dy, font, strength, gone } = this.placed[place];
      if (gone || index >= shown) continue;
      const x = camera.screenX(at[2 * index]) + dx;
      const y = camera.screenY(at[2 * index + 1]) + dy;
      if (!(x > -300 && y > -20 && x < camera.width && y < camera.height + 20)) continue;
      pen.font = font;
      pen.globalAlpha = strength ? 0.95 : 0.85;
      pen.lineWidth = strength ? 4 : 3;
      pen.strokeText(text, x, y + 0.5);
      pen.globalAlpha = lit && !strength ? 0.72 : 1;
      pen.fillStyle = strength ? theme.ink : theme.muted;
      pen.fillText(text, x, y + 0.5);
    }
    pen.globalAlpha = 1;
  }
}

const TOUCH = 2; // px by which names may come to overlap while they move

// Whether a box lies on the canvas, so far from its edges.
function within([left, top, right, bottom], { width, height }, margin = 0) {
  return left >= margin && top >= margin && right <= width - margin && bottom <= height - margin;
}

function meet(one, other, slack = 0) {
  const [left, top, right, bottom] = other;
  return one[0] + slack < right && one[2] - slack > left && one[1] + slack < bottom && one[3] - slack > top;
}

const CELL = 6; // px

// How many points lie in each cell of the canvas, so that labels keep off them.
function occupied({ at, shown, camera }) {
  const across = Math.ceil(camera.width / CELL) + 1;
  const down = Math.ceil(camera.height / CELL) + 1;
  const counts = new Uint16Array(across * down);
  for (let i = 0; i < shown; i += 1) {
    const x = Math.floor(camera.screenX(at[2 * i]) / CELL);
    const y = Math.floor(camera.screenY(at[2 * i + 1]) / CELL);
    if (x >= 0 && y >= 0 && x < across && y < down) counts[y * across + x] += 1;
  }
  return { across, counts };
}

function covered({ across, counts }, [left, top, right, bottom]) {
  let count = 0;
  for (let y = Math.floor((top + 2) / CELL); y <= Math.floor((bottom - 2) / CELL); y += 1) {
    for (let x = Math.floor((left + 2) / CELL); x <= Math.floor((right - 2) / CELL); x += 1) {
      count += counts[y * across + x];
    }
  }
  return count;
}
