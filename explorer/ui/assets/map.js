// The map: takes what lies in its room, keeps camera, selection and time, and tells the server
// what was picked. Its elements are made once and live as long as Streamlit keeps the element.

const HOLLOW = ["rare", "missing", "unknown"]; // kinds of an entry from 1 on
const MOST_REMEMBERED = 4; // columns
const VIEWS = new WeakMap();

class MapView {
  constructor(parent, roomName) {
    this.room = roomNamed(roomName);
    this.camera = new Camera();
    this.playback = new Playback(null);
    this.scene = null; // the parcels of one id
    this.selection = new Selection(this.room);
    this.pointed = null; // under the mouse, or active in the list
    this.group = null; // lit up from the legend
    this.updates = 0;
    this.listing = new Listing(listingTells(this));
    this.bar = new ReplayBar(barTells(this));
    this.legend = new Legend({ grouped: (group) => this.light(group) });
    const boxes = [this.listing.box, this.bar.box, this.legend.box];
    this.parts = mapElements(roomName, toolTells(this), ...boxes);
    this.painter = new Painter(this.parts.canvas, this.camera);
    this.painter.view = () => this.view();
    this.painter.drawn = () => this.parts.tip.hidden || this.tell();
    this.painter.chosen = (count) => (this.parts.root.dataset.labels = count);
    this.parts.root.explorer = { locate: (index) => this.locate(index), painter: this.painter };
    parent.append(this.parts.root);
    const unlisten = listen(this.room, () => this.refresh());
    const unwire = wireGestures(this.parts.canvas, this.camera, gestureTells(this));
    const retype = () => this.retype();
    document.fonts.addEventListener("loadingdone", retype);
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(this.parts.area);
    this.close = () => {
      this.remember();
      this.painter.stop();
      clearTimeout(this.expiry);
      unlisten();
      unwire();
      document.fonts.removeEventListener("loadingdone", retype);
      resized.disconnect();
    };
  }

  // ---- what the server says

  connect(data, tellServer) {
    this.picks = data.picks;
    this.tellServer = tellServer;
    this.theme = themeOf(this.parts.root);
    applyTheme(this.parts.root, this.theme);
    this.retype();
    this.refresh();
  }

  refresh() {
    const topics = ["words", "entries", "paint", "layout"];
    const parcels = topics.map((topic) => this.room.parcels.get(topic));
    if (parcels.includes(undefined)) return;
    const [words, entries, paint, layout] = parcels;
    if (parcels.some((parcel) => parcel.scene !== words.scene)) return; // the rest is on its way
    const before = this.scene;
    const same = before?.words.scene === words.scene;
    this.scene = { words, entries, paint, layout: layout.arrays.xy ? layout : null };
    if (!same) this.enter();
    this.takeFrames();
    this.playback.set(words, this.scene.layout);
    this.takeFocus();
    this.write();
    this.show(same ? GLIDE : 0);
  }

  // Another column or run: its camera and time as they were left.
  enter() {
    this.remember();
    const { scene } = this.scene.words;
    const { memory } = this.room;
    const kept = memory.get(scene) ?? { playback: new Playback(scene) };
    memory.delete(scene); // the newest stand last; the oldest are forgotten
    memory.set(scene, kept);
    for (const oldest of [...memory.keys()].slice(0, -MOST_REMEMBERED)) memory.delete(oldest);
    this.kept = kept;
    this.playback = kept.playback;
    this.camera.reset();
    Object.assign(this.camera, kept.camera);
    this.group = null;
    this.selection.clear();
    this.pointed = null;
    this.painter.stage.shown = 0;
    this.painter.labels.placed = [];
    this.drawnPose = "";
    this.looked();
  }

  remember() {
    const { zoom, x, y } = this.camera;
    if (this.kept) this.kept.camera = { zoom, x, y };
  }

  takeFrames() {
    const waiting = [];
    for (const parcel of this.room.frames ?? []) {
      if (parcel.scene !== this.scene.words.scene) waiting.push(parcel);
      else if (this.playback.take(parcel)) this.updates += 1;
    }
    this.room.frames = waiting.slice(-20);
  }

  takeFocus() {
    const { selection, scene, parts } = this;
    const { elsewhere, arrived } = selection.take(scene.words.scene, this);
    if (elsewhere) this.reveal(selection.index);
    if (arrived) setText(parts.status, selection.sentence(scene.entries.names));
  }

  write() {
    const { parts } = this;
    const { words } = this.scene;
    for (const part of ["title", "caption", "alt", "note", "message"]) setText(parts[part], words[part]);
    setShown(parts.caption, words.caption !== "");
    const help = "Arrow keys move, plus and minus zoom, 0 shows everything; the list after it picks.";
    parts.canvas.setAttribute("aria-label", `${words.title || "Map"}. ${help}`);
    parts.area.style.height = words.height ? `${words.height}px` : "";
  }

  // ---- what is seen

  // Bring the drawing up to date: points take so many milliseconds to their new places.
  show(milliseconds) {
    if (!this.scene) return;
    const { parts, painter, playback } = this;
    const { entries, paint, words } = this.scene;
    const pose = playback.pose();
    const shown = pose ? Math.min(pose.xy.length / 2, entries.names.length) : 0;
    if (pose) this.size(shown);
    const still = playback.playing || reducedMotion();
    const drawnPose = pose && `${pose.hash} ${playback.step} ${shown} ${Object.values(pose.fit)}`;
    if (!pose) painter.stage.shown = 0;
    else if (drawnPose !== this.drawnPose) painter.move(pose.xy, pose.fit, shown, still ? 0 : milliseconds);
    this.drawnPose = drawnPose;
    painter.advance = playback.playing ? (passed) => this.advance(passed) : null;
    setShown(parts.message, !pose && words.message !== "");
    setShown(parts.note, playback.playing && words.note !== "");
    this.bar.refresh(playback);
    const grey = paint.arrays.codes.subarray(0, shown).includes(NO_COLOR);
    const kinds = entries.arrays.kinds.subarray(0, shown);
    const hollow = HOLLOW.filter((_, i) => kinds.includes(i + 1)).join(" or ");
    this.legend.refresh(paint, this.theme, this.group, grey, hollow);
    if (this.listing.count !== shown || this.listed !== entries) this.listing.refresh(shown);
    this.listed = entries;
    Object.assign(parts.root.dataset, stateOf(this, pose, shown));
    painter.looked();
  }

  // Points have a size each; found anew for other counts, and on another canvas.
  size(shown) {
    const { painter, camera } = this;
    const area = Math.round(camera.width * camera.height);
    const key = `${this.scene.entries.stamp} ${shown} ${area}`;
    if (key === this.sized) return;
    this.sized = key;
    painter.radii = radiiOf(this.scene.entries.arrays, shown, area);
  }

  advance(passed) {
    this.playback.advance(passed);
    this.show(this.playback.playing ? 0 : 200);
  }

  looked() {
    const { canvas, root } = this.parts;
    canvas.style.touchAction = this.camera.zoom > 1.01 ? "none" : "pan-y";
    root.dataset.zoom = this.camera.zoom.toFixed(3);
    root.dataset.center = `${this.camera.x.toFixed(3)} ${this.camera.y.toFixed(3)}`;
    if (this.pointedBy === "mouse") this.point(null, "none");
    this.painter.looked();
  }

  resize() {
    const { clientWidth, clientHeight } = this.parts.area;
    if (clientWidth < 2) return; // in a tab that is not open
    this.painter.resize(clientWidth, clientHeight);
    this.show(0);
  }

  retype() {
    this.painter.labels.forget();
    this.painter.looked();
    if (this.scene) this.show(0);
  }

  zoomBy(factor) {
    this.camera.zoomAt(this.camera.width / 2, this.camera.height / 2, factor);
    this.looked();
  }

  fitAll() {
    this.camera.reset();
    this.looked();
  }

  // Bring a point that was found elsewhere into sight.
  reveal(index) {
    const { stage } = this.painter;
    if (index === null || index >= stage.shown) return;
    const { x, y } = this.locate(index);
    const margin = 40;
    const { camera } = this;
    if (x > margin && x < camera.width - margin && y > margin && y < camera.height - margin) return;
    camera.x = stage.at[2 * index];
    camera.y = stage.at[2 * index + 1];
    camera.keepNear(0.4);
  }

  locate(index) {
    const { at } = this.painter.stage;
    return { x: this.camera.screenX(at[2 * index]), y: this.camera.screenY(at[2 * index + 1]) };
  }

  save() {
    const view = { ...this.view(), density: PICTURE_DENSITY, stamps: new Stamps(), pointed: null };
    savePicture(this.camera, this.theme, this.scene?.words.title ?? "", (pen) => {
      drawCrowd(pen, view);
      this.painter.drawOver(pen, view);
    });
  }

  // ---- what the person does

  pick(index) {
    if (index === null && this.selection.index === null) return;
    announcePick(this.room, index, this);
    this.takeFocus();
    this.show(GLIDE);
    if (!this.picks) return;
    this.tellServer("picked", index ?? -1);
    clearTimeout(this.expiry); // without an answer, the server's word stands again
    this.expiry = setTimeout(() => this.refresh(), PENDING + 50);
  }

  light(group) {
    this.group = group;
    this.show(0);
  }

  point(index, by) {
    const { tip } = this.parts;
    this.pointedBy = by;
    this.parts.canvas.classList.toggle("over", index !== null && by === "mouse");
    const changed = index !== this.pointed;
    this.pointed = index;
    if (changed) this.painter.kick();
    if (index === null || by === "none" || index >= this.painter.stage.shown) {
      tip.hidden = true;
      return;
    }
    if (changed || tip.hidden) this.tell();
  }

  // The words beside the point, which goes on moving under them.
  tell() {
    const { x, y } = this.locate(this.pointed);
    const name = apartOf(this.scene.entries.names).text(this.pointed, TIP_LETTERS);
    placeTip(this.parts.tip, this.camera, x, y, name, this.said(this.pointed));
  }

  said(index) {
    return saidOf(index, this.scene, this.selection.cosineOf(index));
  }

  view() {
    if (!this.scene) return null;
    const { entries, paint } = this.scene;
    const { stage, radii, stamps, density } = this.painter;
    const colors = this.theme.dark ? paint.dark : paint.light;
    const { codes } = paint.arrays;
    return {
      at: stage.at,
      shown: stage.shown,
      camera: this.camera,
      theme: this.theme,
      names: entries.names,
      kinds: entries.arrays.kinds,
      codes,
      look: `${paint.stamp} ${entries.stamp} ${this.theme.dark}`,
      colors: (i) => colors[codes[i]] ?? this.theme.grey,
      inGroup: (i) => codes[i] === this.group,
      group: this.group,
      selected: this.selection.index,
      neighbors: this.selection.neighbors,
      near: this.selection.near,
      pointed: this.pointed,
      radii,
      stamps,
      density,
    };
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let view = VIEWS.get(parentElement);
  if (!view) {
    view = new MapView(parentElement, data.room);
    VIEWS.set(parentElement, view);
  }
  view.connect(data, setTriggerValue);
  return whenGone(parentElement, () => {
    view.close();
    view.parts.root.remove();
    VIEWS.delete(parentElement);
  });
}
