// Where the map is looked at from: a center in the plane of the layout and a zoom. At zoom 1 the
// whole layout fills the canvas, so both survive a resize.

const MOST_ZOOM = 80;

function fitOf(boxes) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const box of boxes) {
    left = Math.min(left, box[0]);
    right = Math.max(right, box[1]);
    low = Math.min(low, box[2]);
    high = Math.max(high, box[3]);
  }
  if (!(right >= left && high >= low)) return { x: 0, y: 0, radius: 1, wide: 1, tall: 1 };
  const halfWide = (right - left) / 2;
  const halfTall = (high - low) / 2;
  const radius = Math.max(halfWide, halfTall) || 1; // all points in one place
  return {
    x: (left + right) / 2,
    y: (low + high) / 2,
    radius,
    wide: Math.max(halfWide / radius, 0.02),
    tall: Math.max(halfTall / radius, 0.02),
  };
}

// The smallest box around coordinates: [left, right, low, high].
function boxOf(xy) {
  const box = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < xy.length; at += 2) {
    const x = xy[at];
    const y = xy[at + 1];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (x < box[0]) box[0] = x;
    if (x > box[1]) box[1] = x;
    if (y < box[2]) box[2] = y;
    if (y > box[3]) box[3] = y;
  }
  return box;
}

class Camera {
  constructor() {
    this.width = 0;
    this.height = 0;
    this.base = 1; // px per unit at zoom 1
    this.reset();
  }

  reset() {
    this.zoom = 1;
    this.x = 0;
    this.y = 0;
  }

  // Room is left at the sides for labels, and at the top for the title.
  baseFor(fit) {
    const side = Math.min(72, this.width * 0.1);
    const wide = Math.max(this.width - 2 * side, 40);
    const tall = Math.max(this.height - 2 * Math.min(44, this.height * 0.1), 40);
    return Math.min(wide / 2 / fit.wide, tall / 2 / fit.tall);
  }

  get scale() {
    return this.base * this.zoom;
  }

  screenX(x) {
    return this.width / 2 + (x - this.x) * this.scale;
  }

  screenY(y) {
    return this.height / 2 - (y - this.y) * this.scale;
  }

  // Zoom so that what is under (px, py) stays there.
  zoomAt(px, py, factor) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), MOST_ZOOM);
    const change = 1 / (this.base * this.zoom) - 1 / (this.base * zoom);
    this.x += (px - this.width / 2) * change;
    this.y -= (py - this.height / 2) * change;
    this.zoom = zoom;
    this.keepNear(0.05); // zoomed all the way out, the layout is centered again
  }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
    this.keepNear(0.4);
  }

  // The layout lies within [-1, 1], and what is seen of it about 1 / zoom to each side: it cannot
  // be lost out of sight.
  keepNear(slack) {
    const reach = 1 - 1 / this.zoom + (this.zoom > 1 || slack > 0.1 ? slack : 0);
    this.x = Math.min(Math.max(this.x, -reach), reach);
    this.y = Math.min(Math.max(this.y, -reach), reach);
  }

  get canZoomIn() {
    return this.zoom < MOST_ZOOM;
  }

  get canZoomOut() {
    return this.zoom > 1;
  }
}
