// Many points at once, written straight into the pixels: 20,000 stamped pictures take 130 ms
// without a graphics card, 20,000 of these 10.

const MANY = 300; // points from which on this is the faster way
const PHASES = 4; // positions within a pixel, so that slow movement is smooth

class Splatter {
  constructor() {
    this.masks = new Map(); // radius and phase -> which pixels, and how much of them
    this.image = null;
  }

  // Paint the whole canvas: its ground, and every point that is not near the picked.
  draw(pen, view) {
    const { at, shown, camera, density, near, radii, kinds, theme } = view;
    const width = Math.round(camera.width * density);
    const height = Math.round(camera.height * density);
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = pen.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    const ground = rgbOf(theme.card, "#FFFFFF");
    this.pixels.fill(0xff000000 | (ground[2] << 16) | (ground[1] << 8) | ground[0]);
    const tones = this.tones(view);
    const grow = growth(camera.zoom) * density;
    const [scale, originX, originY] = [camera.scale, camera.screenX(0), camera.screenY(0)];
    const lit = near.size > 0;
    const usual = opacityFor(shown);
    for (let i = 0; i < shown; i += 1) {
      const x = (originX + at[2 * i] * scale) * density;
      const y = (originY - at[2 * i + 1] * scale) * density;
      if (!(x > -20 && y > -20 && x < width + 20 && y < height + 20)) continue;
      if (lit && near.has(i)) continue;
      const faded = lit || (view.group !== null && !view.inGroup(i));
      const mask = this.mask(radii[i] * grow, density, isHollow(kinds[i]), x, y);
      const opacity = Math.round(usual * (faded ? FADED : 1) * 256);
      this.blend(Math.floor(x), Math.floor(y), mask, tones[i], ground, opacity);
    }
    pen.putImageData(this.image, 0, 0);
  }

  // [red, green, blue] of each point.
  tones(view) {
    if (this.look !== view.look) {
      this.look = view.look;
      const known = new Map();
      this.colored = Array.from(view.codes, (code, i) => {
        if (!known.has(code)) known.set(code, rgbOf(view.colors(i), "#888888"));
        return known.get(code);
      });
    }
    return this.colored;
  }

  // Pixels around a point with the shares of its color and of its outline: [dx, dy, color, outline].
  mask(radius, density, hollow, x, y) {
    const size = Math.min(Math.round(radius * 4), 160);
    const phaseX = Math.floor((x - Math.floor(x)) * PHASES);
    const phaseY = Math.floor((y - Math.floor(y)) * PHASES);
    const key = ((size * 2 + Number(hollow)) * PHASES + phaseX) * PHASES + phaseY;
    let mask = this.masks.get(key);
    if (!mask) {
      const line = density * (hollow ? 1.6 : size / 4 > 3 * density ? 1 : size / 4 > 1.8 * density ? 0.6 : 0);
      mask = maskOf(size / 4, line, hollow, (phaseX + 0.5) / PHASES, (phaseY + 0.5) / PHASES);
      this.masks.set(key, mask);
    }
    return mask;
  }

  blend(left, top, mask, tone, ground, opacity) {
    const { pixels } = this;
    const { width, height } = this.image;
    for (let at = 0; at < mask.length; at += 4) {
      const x = left + mask[at];
      const y = top + mask[at + 1];
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const color = (mask[at + 2] * opacity) >> 8;
      const line = (mask[at + 3] * opacity) >> 8;
      const rest = 256 - color - line;
      const place = y * width + x;
      const under = pixels[place];
      const red = ((under & 255) * rest + tone[0] * color + ground[0] * line + 128) >> 8;
      const green = (((under >> 8) & 255) * rest + tone[1] * color + ground[1] * line + 128) >> 8;
      const blue = (((under >> 16) & 255) * rest + tone[2] * color + ground[2] * line + 128) >> 8;
      pixels[place] = 0xff000000 | (blue << 16) | (green << 8) | red;
    }
  }
}

// A disc and the line around it; edges are soft over one pixel.
function maskOf(radius, line, hollow, offsetX, offsetY) {
  const outer = hollow ? radius : radius + line / 2;
  const inner = Math.max(outer - line, 0);
  const reach = Math.ceil(outer + 1);
  const values = [];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const distance = Math.hypot(x + 0.5 - offsetX, y + 0.5 - offsetY);
      const all = Math.min(Math.max(outer + 0.5 - distance, 0), 1);
      if (all === 0) continue;
      const inside = Math.min(Math.max(inner + 0.5 - distance, 0), all);
      const [color, outline] = hollow ? [all - inside, inside] : [inside, all - inside];
      values.push(x, y, Math.round(color * 256), Math.round(outline * 256));
    }
  }
  return Int16Array.from(values);
}
