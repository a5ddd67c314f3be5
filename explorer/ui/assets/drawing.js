// Points, lines and rings on the canvas. Points are stamped from small pictures, one per color,
// size and kind, so that 20,000 of them keep up with the screen.

const CATEGORY = 0;
const NO_COLOR = 65535;
const FADED = 0.4; // of what is neither picked nor near; some 30 % with the opacity of the rest

const ROOMY = 2000; // px² of canvas for each point, from which on points have their full size

// Radius in px by count: area grows with the logarithm, from the least to the most of a category;
// smaller where points are crowded.
function radiiOf({ counts, kinds }, shown, area) {
  let [least, most] = [Infinity, 0];
  for (let i = 0; i < shown; i += 1) {
    if (isHollow(kinds[i])) continue;
    least = Math.min(least, counts[i]);
    most = Math.max(most, counts[i]);
  }
  const crowd = Math.min(Math.max((area / shown / ROOMY) ** 0.24, 0.4), 1);
  const [small, large] = [3.3 * crowd, 7 * crowd];
  const span = Math.log((most + 1) / (least + 1));
  const radii = new Float32Array(shown);
  for (let i = 0; i < shown; i += 1) {
    const along = span > 0 ? Math.log((counts[i] + 1) / (least + 1)) / span : 0.45;
    const share = Math.min(Math.max(along, 0), 1);
    radii[i] = Math.sqrt(small ** 2 + (large ** 2 - small ** 2) * share);
  }
  return radii;
}

function opacityFor(shown) {
  if (shown <= 400) return 0.82;
  if (shown <= 2000) return 0.7;
  return shown <= 8000 ? 0.62 : 0.55;
}

// Points shrink back when one looks from afar and grow a little when one comes near.
function growth(zoom) {
  return Math.min(Math.round(zoom ** 0.25 * 20) / 20, 1.7);
}

function isHollow(kind) {
  return kind !== CATEGORY;
}

// A small picture for each point: looked up by whole numbers, since 20,000 are stamped at a time.
class Stamps {
  constructor() {
    this.pictures = []; // by code, size and kind
    this.key = "";
  }

  // The pictures for this view; made anew when color, size or theme changed.
  of(view) {
    const { radii, codes, kinds, colors, theme, camera, density } = view;
    const key = `${view.look} ${radii.length} ${theme.card} ${growth(camera.zoom)} ${density}`;
    if (key === this.key && this.radii === radii) return this.each;
    [this.key, this.radii, this.pictures] = [key, radii, []];
    const grow = growth(camera.zoom);
    this.each = Array.from(radii, (radius, i) => {
      const size = Math.round(radius * grow * 4);
      const hollow = isHollow(kinds[i]);
      const place = (codes[i] * 128 + Math.min(size, 127)) * 2 + Number(hollow);
      this.pictures[place] ??= drawStamp(colors(i), size / 4, hollow, theme.card, density);
      return this.pictures[place];
    });
    return this.each;
  }
}

function drawStamp(color, radius, hollow, outline, density) {
  const half = Math.ceil(radius + 2);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(2 * half * density);
  const pen = canvas.getContext("2d");
  pen.scale(density, density);
  pen.beginPath();
  pen.arc(half, half, Math.max(radius - (hollow ? 0.8 : 0), 0.8), 0, 2 * Math.PI);
  pen.fillStyle = hollow ? outline : color;
  pen.fill();
  pen.strokeStyle = hollow ? color : outline;
  pen.lineWidth = hollow ? 1.6 : radius > 3 ? 1 : 0.6;
  pen.stroke();
  return { canvas, half, size: 2 * half };
}

function drawStamps(pen, view, which, opacityOf) {
  const { at, camera, stamps } = view;
  const pictures = stamps.of(view);
  const [right, bottom] = [camera.width + 12, camera.height + 12];
  for (const i of which) {
    const x = camera.screenX(at[2 * i]);
    const y = camera.screenY(at[2 * i + 1]);
    if (!(x > -12 && y > -12 && x < right && y < bottom)) continue; // out of sight, or NaN
    const { canvas, half, size } = pictures[i];
    pen.globalAlpha = opacityOf(i);
    pen.drawImage(canvas, x - half, y - half, size, size);
  }
  pen.globalAlpha = 1;
}

// All points but those near the picked.
function drawCrowd(pen, view) {
  const { shown, near } = view;
  const usual = opacityFor(shown);
  const which = Array.from({ length: shown }, (_, i) => i).filter((i) => !near.has(i));
  const faded = (i) => near.size > 0 || (view.group !== null && !view.inGroup(i));
  drawStamps(pen, view, which, (i) => (faded(i) ? usual * FADED : usual));
}

function drawNear(pen, view) {
  const which = [...view.near].filter((i) => i < view.shown);
  drawStamps(pen, view, which, () => 1);
}

// Lines from the picked point to its nearest: the stronger, the more similar.
function drawLines(pen, view) {
  const { at, shown, camera, theme, selected, neighbors } = view;
  if (selected === null || selected >= shown) return;
  const x = camera.screenX(at[2 * selected]);
  const y = camera.screenY(at[2 * selected + 1]);
  pen.strokeStyle = theme.accent;
  for (const [index, cosine] of neighbors) {
    if (index >= shown) continue;
    const strength = Math.min(Math.max(cosine, 0), 1);
    pen.globalAlpha = 0.12 + 0.68 * strength ** 1.5;
    pen.lineWidth = 0.75 + 2 * strength ** 2;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(camera.screenX(at[2 * index]), camera.screenY(at[2 * index + 1]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

function drawRing(pen, view, index, color, gap, width) {
  const { at, shown, camera, radii } = view;
  if (index === null || index >= shown) return;
  const x = camera.screenX(at[2 * index]);
  const y = camera.screenY(at[2 * index + 1]);
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(x, y, Math.max(radii[index] * growth(camera.zoom), 4) + gap, 0, 2 * Math.PI);
  pen.stroke();
}

// The point under (px, py): the one whose edge is nearest, within `reach` px. Of points in one
// place the most frequent, or the next after the one that is picked already.
function pointAt(px, py, reach, view, picked) {
  const { at, shown, camera, radii } = view;
  const grow = growth(camera.zoom);
  const worldX = camera.x + (px - camera.width / 2) / camera.scale;
  const worldY = camera.y - (py - camera.height / 2) / camera.scale;
  const limit = (reach + 12) / camera.scale;
  let [found, least] = [null, reach];
  const here = [];
  for (let i = 0; i < shown; i += 1) {
    const dx = at[2 * i] - worldX;
    const dy = at[2 * i + 1] - worldY;
    if (!(dx < limit && dx > -limit && dy < limit && dy > -limit)) continue;
    const gap = Math.max(Math.hypot(dx, dy) * camera.scale - radii[i] * grow, 0);
    if (gap === 0) here.push(i);
    if (gap < least || (gap === 0 && found === null)) [found, least] = [i, gap];
  }
  if (here.length > 1) {
    const centers = new Map(here.map((i) => [i, Math.hypot(at[2 * i] - worldX, at[2 * i + 1] - worldY)]));
    here.sort((a, b) => centers.get(a) - centers.get(b) || a - b);
    const same = here.filter((i) => centers.get(i) - centers.get(here[0]) < 0.5 / camera.scale);
    return same[(same.indexOf(picked) + 1) % same.length];
  }
  return found;
}
