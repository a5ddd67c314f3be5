// The frames of a training by step. They may come one by one while it learns, or all at once.

class Timeline {
  constructor(space) {
    this.space = space;
    this.frames = []; // by step; the last may be a live picture, replaced by the next
    this.boxes = new Map(); // step -> box
    this.bestStep = null;
    this.totalSteps = 0;
    this.totalEpochs = 0;
    this.seenLive = 0; // updates that came while it learned
  }

  // Take in a parcel; true when there is something new to see.
  take(parcel, live) {
    this.bestStep = parcel.bestStep ?? this.bestStep;
    this.totalSteps = Math.max(this.totalSteps, parcel.totalSteps ?? 0);
    this.totalEpochs = Math.max(this.totalEpochs, parcel.totalEpochs ?? 0);
    let changed = false;
    parcel.frames.forEach((facts, place) => {
      const frame = { ...facts, xy: parcel.arrays[place] };
      const known = this.frames.find((other) => other.step === frame.step);
      if (known && (known.hash === frame.hash || (known.stored && !frame.stored))) {
        known.stored ||= frame.stored;
        return; // a stored one comes again changed where learning went on from it
      }
      if (!frame.stored && this.newest && frame.step < this.newest.step) return; // came too late
      this.frames = this.frames
        .filter((other) => other.step !== frame.step && (other.stored || other.step > frame.step))
        .concat(frame)
        .sort((a, b) => a.step - b.step);
      this.boxes.set(frame.step, boxOf(frame.xy));
      changed = true;
    });
    if (changed && live) this.seenLive += 1;
    return changed;
  }

  get empty() {
    return this.frames.length === 0;
  }

  get first() {
    return this.frames[0];
  }

  get newest() {
    return this.frames[this.frames.length - 1];
  }

  // The frame whose vectors are the result: the best one that is here.
  get best() {
    return this.frames.find((frame) => frame.step === this.bestStep) ?? this.newest;
  }

  // The frames before and after a step, and how far between them.
  around(step) {
    let low = 0;
    while (low + 1 < this.frames.length && this.frames[low + 1].step <= step) low += 1;
    const before = this.frames[low];
    const after = this.frames[Math.min(low + 1, this.frames.length - 1)];
    const span = after.step - before.step;
    const share = span > 0 ? Math.min(Math.max((step - before.step) / span, 0), 1) : 0;
    return { before, after, share };
  }

  nearest(step) {
    const { before, after, share } = this.around(step);
    return share < 0.5 ? before : after;
  }

  epochAt(step) {
    const { before, after, share } = this.around(step);
    return before.epoch + (after.epoch - before.epoch) * share;
  }
}
