// Where the person stands in the training: with the newest frame while it learns, looking back,
// playing it again, or at the best, which is the finished map.

class Playback {
  constructor(scene) {
    this.scene = scene;
    this.timeline = null;
    this.layout = null; // parcel of the finished coordinates, if any
    this.live = false;
    this.seconds = 3;
    this.step = null; // a real number: between two frames while playing
    this.following = true; // stays with the newest while it learns, with the best afterwards
    this.playing = false;
    this.played = false; // by itself, once
  }

  // Take in frames; true when there is something new to see.
  take(parcel) {
    if (parcel.frames.length === 0) return false;
    if (this.timeline?.space !== parcel.space) {
      this.timeline = new Timeline(parcel.space);
      this.step = null;
    }
    return this.timeline.take(parcel, this.live);
  }

  // What the page says of it now.
  set(words, layout) {
    this.layout = layout;
    this.live = words.live;
    this.seconds = words.seconds;
    const time = this.timeline;
    if (!time || time.empty) return;
    if (this.live) this.playing = false;
    // The best frame may come only now, after the word that learning has ended.
    if (this.step === null || (this.following && !this.playing)) {
      this.step = this.live ? time.newest.step : time.best.step;
    }
    this.playOnce(words.play);
  }

  playOnce(wish) {
    const few = this.timeline.frames.length < 2;
    if (this.played || this.live || wish === "no" || few) return;
    this.played = true;
    if (wish === "unseen" && (seenBefore(this.scene) || this.timeline.seenLive >= 3)) return;
    if (!reducedMotion()) this.play();
  }

  // Frames belong to one space; a layout of another (UMAP) has no history.
  get replayable() {
    const time = this.timeline;
    return Boolean(time && !time.empty && (!this.layout || this.layout.space === time.space));
  }

  // Right end of the slider: the planned length while it learns, then what there is.
  get lastStep() {
    const newest = this.timeline.newest.step;
    return this.live ? Math.max(this.timeline.totalSteps, newest) : newest;
  }

  play() {
    this.playing = true;
    this.step = this.timeline.first.step;
  }

  toggle() {
    const time = this.timeline;
    if (this.live) this.stand(this.following ? time.newest.step : this.lastStep, !this.following);
    else if (this.playing) this.stand(time.nearest(this.step).step, false);
    else if (this.step >= time.best.step) this.play();
    else this.playing = true;
  }

  // Go to a step; at the newest one while it learns, stay with it.
  stand(step, following = step >= this.timeline.newest.step) {
    this.playing = false;
    this.step = Math.min(step, this.timeline.newest.step);
    this.following = this.live && following;
  }

  settle() {
    this.stand(this.timeline.nearest(this.step).step);
  }

  nudge(frames) {
    const all = this.timeline.frames;
    const here = all.indexOf(this.timeline.nearest(this.step));
    this.stand(all[Math.min(Math.max(here + frames, 0), all.length - 1)].step);
  }

  // Time goes by while playing; it ends at the best frame.
  advance(milliseconds) {
    const { first, best } = this.timeline;
    const pace = (best.step - first.step) / (this.seconds * 1000);
    this.step += Math.min(milliseconds, 100) * pace;
    if (this.step < best.step) return;
    this.step = best.step;
    this.playing = false;
    this.following = true;
  }

  // What is drawn at this moment: coordinates as they came and the fit they are seen in, with the
  // step and hash of the nearest frame; null when there is nothing yet.
  pose() {
    const { layout, timeline, step } = this;
    const boxes = layout ? [(layout.box ??= boxOf(layout.arrays.xy))] : [];
    if (!this.replayable) return layout && { xy: layout.arrays.xy, fit: fitOf(boxes), ...facts(layout) };
    // What came after the best frame is left out until somebody looks at it: vectors that go on
    // growing while nothing more is learned would make the finished map small.
    const until = this.live ? Infinity : Math.max(timeline.best.step, step);
    const seen = [...timeline.boxes].filter(([at]) => at <= until).map(([, box]) => box);
    const now = layout && !this.live ? layout.box : timeline.boxes.get(timeline.newest.step);
    const fit = tamed(fitOf([...boxes, ...seen]), now);
    if (layout && !this.live && !this.playing && step === timeline.best.step) {
      const same = layout.step === timeline.best.step; // drawn of more points, the same picture
      return { xy: layout.arrays.xy, fit, ...facts(same ? timeline.best : layout) };
    }
    const { before, after, share } = timeline.around(step);
    const nearest = share < 0.5 ? before : after;
    if (share === 0 || reducedMotion()) return { xy: nearest.xy, fit, ...facts(nearest) };
    const xy = new Float32Array(before.xy.length);
    blend(before.xy, after.xy, share, xy);
    return { xy, fit, ...facts(nearest) };
  }
}

// Frames may begin far wider than they end. Then the last fills at least 1 / ROOM of the frame,
// and what lay outside comes in as it learns.
const ROOM = 1.2;

function tamed(whole, box) {
  const last = fitOf([box]);
  if (whole.radius <= ROOM * last.radius) return whole;
  const middle = [(box[0] + box[1]) / 2, (box[2] + box[3]) / 2];
  return fitOf([box.map((side, at) => middle[at >> 1] + ROOM * (side - middle[at >> 1]))]);
}

function facts({ step, hash }) {
  return { step, hash };
}

// Whether this tab has shown a run's training already; from now on it has.
function seenBefore(scene) {
  try {
    const place = `embedding-explorer-seen ${scene}`;
    const seen = sessionStorage.getItem(place) !== null;
    sessionStorage.setItem(place, "1");
    return seen;
  } catch {
    return false; // storage is blocked
  }
}
