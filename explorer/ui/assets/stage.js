// Where every point stands now, on its way to where it belongs. Coordinates are in units of the
// fit: centered, within [-1, 1]; NaN is not drawn.

const GLIDE = 400; // ms from one frame to the next

class Stage {
  constructor() {
    this.at = new Float32Array(0);
    this.shown = 0; // the first `shown` points are drawn
    this.glide = null;
    this.base = 1;
  }

  get moving() {
    return this.glide !== null;
  }

  // All points at once, without a way there.
  place(target, shown, base) {
    this.glide = null;
    this.at = target;
    this.shown = shown;
    this.base = base;
  }

  // Points that were already there glide; new ones appear where they belong.
  moveTo(target, shown, base, milliseconds, now) {
    if (milliseconds <= 0 || this.shown === 0) return this.place(target, shown, base);
    const from = new Float32Array(target.length);
    for (let at = 0; at < target.length; at += 1) {
      const known = at < 2 * this.shown ? this.at[at] : NaN;
      from[at] = Number.isFinite(known) ? known : target[at];
    }
    this.glide = { from, target, base, baseFrom: this.base, start: now, milliseconds };
    this.at = Float32Array.from(from);
    this.shown = shown;
  }

  step(now) {
    const glide = this.glide;
    if (!glide) return;
    const share = Math.min(Math.max((now - glide.start) / glide.milliseconds, 0), 1);
    const eased = 1 - (1 - share) ** 3;
    blend(glide.from, glide.target, eased, this.at);
    this.base = glide.baseFrom + (glide.base - glide.baseFrom) * eased;
    if (share === 1) {
      this.glide = null;
      this.at = glide.target;
    }
  }
}

function blend(from, target, share, into) {
  for (let at = 0; at < into.length; at += 1) {
    into[at] = from[at] + (target[at] - from[at]) * share;
  }
}

// Coordinates as they came, in units of the fit.
function fitted(xy, fit) {
  const out = new Float32Array(xy.length);
  for (let at = 0; at < xy.length; at += 2) {
    out[at] = (xy[at] - fit.x) / fit.radius;
    out[at + 1] = (xy[at + 1] - fit.y) / fit.radius;
  }
  return out;
}
