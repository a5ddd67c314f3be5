// The canvas and its loop: draws only when something moved, and chooses labels anew when it has
// come to rest, or now and then on the way.

class Painter {
  constructor(canvas, camera) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.camera = camera;
    this.stage = new Stage();
    this.labels = new Labels();
    this.stamps = new Stamps();
    this.splatter = new Splatter();
    this.radii = new Float32Array(0);
    this.fit = fitOf([]);
    this.stale = true; // labels no longer fit what is seen
    this.view = () => null; // what to draw; set by the map
    this.advance = null; // time going by; set while playing
    this.chosen = () => {}; // told when labels were chosen
    this.drawn = () => {}; // told when points have moved
  }

  get density() {
    return Math.min(Math.max(window.devicePixelRatio || 1, 1), 3);
  }

  resize(width, height) {
    this.camera.width = width;
    this.camera.height = height;
    this.stage.base = this.camera.baseFor(this.fit);
    if (this.stage.glide) this.stage.glide.base = this.stage.glide.baseFrom = this.stage.base;
    this.canvas.width = Math.round(width * this.density);
    this.canvas.height = Math.round(height * this.density);
    this.looked();
    this.draw(performance.now()); // a resized canvas is blank until drawn
  }

  // Camera, selection or content changed.
  looked() {
    this.stale = true;
    this.kick();
  }

  kick() {
    this.due ||= requestAnimationFrame((now) => this.tick(now));
  }

  stop() {
    cancelAnimationFrame(this.due);
  }

  // Points go to new coordinates.
  move(xy, fit, shown, milliseconds) {
    this.fit = fit;
    const target = fitted(xy, fit);
    this.stage.moveTo(target, shown, this.camera.baseFor(fit), milliseconds, performance.now());
    this.looked();
  }

  tick(now) {
    this.due = 0;
    const passed = now - (this.tickedAt ?? now);
    this.tickedAt = now;
    this.advance?.(passed);
    this.stage.step(now);
    this.draw(now);
    if (this.advance || this.stage.moving || this.stale) this.kick();
    else this.tickedAt = null;
  }

  draw(now) {
    const view = this.view();
    if (!view || this.camera.width < 2) {
      this.stale = false;
      return;
    }
    const moving = this.stage.moving || this.advance !== null;
    this.camera.base = this.stage.base;
    if (moving) this.stale = true;
    const waited = now - this.labels.lastChosen;
    const patience = view.shown > 3000 ? 240 : moving ? 160 : 60;
    if (this.stale && waited >= patience) {
      this.stale = moving;
      this.labels.choose(this.pen, view, now);
      this.chosen(this.labels.placed.length);
    }
    const { pen, density } = this;
    pen.setTransform(density, 0, 0, density, 0, 0);
    pen.clearRect(0, 0, this.camera.width, this.camera.height);
    if (view.shown > MANY) this.splatter.draw(pen, view);
    else drawCrowd(pen, view);
    this.drawOver(pen, view);
    if (moving) this.drawn();
  }

  drawOver(pen, view) {
    drawLines(pen, view);
    drawNear(pen, view);
    this.labels.draw(pen, view);
    drawRing(pen, view, view.selected, view.theme.accent, 3.5, 2);
    if (view.pointed !== view.selected) drawRing(pen, view, view.pointed, view.theme.ink, 2, 1.5);
  }
}
