// What is picked, and what is near it. A pick in this browser shows at once; the server's answer
// brings the neighbors, and has the last word.

const PENDING = 5000; // ms a pick waits for the answer

class Selection {
  constructor(room) {
    this.room = room;
    this.index = null;
    this.neighbors = []; // [index, cosine], nearest first
    this.pickSeen = room.pick; // made before this map was there
  }

  clear() {
    [this.index, this.neighbors] = [null, []];
  }

  // Take in picks and answers for a scene. Tells whether a pick came from `elsewhere` than the
  // map itself, and whether an answer to a pick has `arrived`.
  take(scene, map) {
    const pick = this.room.pick?.scene === scene ? this.room.pick : null;
    let elsewhere = false;
    if (pick && pick !== this.pickSeen) {
      this.pickSeen = pick;
      [this.index, this.neighbors] = [pick.index, []];
      elsewhere = pick.source !== map;
    }
    const focus = this.room.parcels.get("focus");
    if (!focus || focus.scene !== scene) return { elsewhere, arrived: false };
    const inTime = !map.picks || (pick && performance.now() - pick.at < PENDING);
    const waiting = pick && !pick.answered && inTime;
    if (waiting && focus.selected !== pick.index) return { elsewhere, arrived: false };
    if (pick) pick.answered = true;
    [this.index, this.neighbors] = [focus.selected, focus.neighbors];
    return { elsewhere, arrived: Boolean(waiting && this.index !== null) };
  }

  // The picked entry and its nearest, in the order they are drawn: the picked on top.
  get near() {
    const near = new Set(this.neighbors.map(([index]) => index).reverse());
    near.delete(this.index);
    if (this.index !== null) near.add(this.index);
    return near;
  }

  cosineOf(index) {
    return this.neighbors.find(([other]) => other === index)?.[1] ?? null;
  }

  // For those who do not see the map.
  sentence(names) {
    const nearest = this.neighbors
      .slice(0, 5)
      .map(([index, cosine]) => `${apartOf(names).text(index, 60)} ${cosineText(cosine)}`);
    const found = nearest.length ? ` Nearest by cosine: ${nearest.join(", ")}.` : "";
    return `${apartOf(names).text(this.index, 60)} picked.${found}`;
  }
}

// What is known of an entry, in words.
function saidOf(index, { entries, paint }, cosine) {
  const seen = seenTimes(entries.arrays.counts[index]);
  const parts = seen ? [seen] : [];
  const group = paint.groups[paint.arrays.codes[index]];
  const value = paint.arrays.values?.[index];
  if (Number.isFinite(value)) parts.push(`${plain(paint.title)} ${dataNumber(value, paint.years)}`);
  else if (group !== undefined) parts.push(shortened(group, 60));
  if (cosine !== null) parts.push(`cosine ${cosineText(cosine)}`);
  return parts.join(" · ");
}
