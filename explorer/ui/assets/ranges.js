// The range that holds a number, among those that a column of numbers was cut into, by what they
// are called: data/ranges.py does the same for what the server writes.

const FEWEST_DIGITS = 4; // of an end, as the server writes it
const POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const COMMA = /^[+-]?\d+,\d+$/; // 3,5 as most of Europe writes it
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/; // 1,234.5
const POINTS = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?$/; // 1.234,5

// What a text may be worth as a number, first what it is by itself; nothing where it is none.
function worths(text) {
  const typed = text.trim().replace(/^[−–]/, "-");
  const found = [];
  if (POINT.test(typed)) found.push(Number(typed));
  if (THOUSANDS.test(typed)) found.push(Number(typed.replaceAll(",", "")));
  if (COMMA.test(typed)) found.push(Number(typed.replace(",", ".")));
  if (POINTS.test(typed)) found.push(Number(typed.replaceAll(".", "").replace(",", ".")));
  return found.filter(Number.isFinite);
}

class Ranges {
  // null where the names are no ranges, or all single numbers: those are found by their names.
  static of(names) {
    const ends = [];
    for (const name of names) {
      const parts = name.split(" to ");
      const pair = [parts[0], parts[parts.length - 1]];
      if (parts.length > 2 || !pair.every((part) => POINT.test(part))) return null;
      if (Number(pair[0]) > Number(pair[1])) return null;
      ends.push(pair);
    }
    return names.some((name) => name.includes(" to ")) ? new Ranges(ends) : null;
  }

  constructor(ends) {
    const rounded = ends.flat().filter((part) => /[.e]/.test(part));
    this.digits = rounded.reduce((most, part) => Math.max(most, written(part)), FEWEST_DIGITS);
    this.ends = ends.map((pair) =>
      pair.map((part) => ({ at: Number(part), cut: written(part) <= this.digits })),
    );
  }

  // Which worth a text has that may have several, as 1.200: one that a range holds goes first;
  // where that does not tell, the largest if all ends are whole numbers, else the first.
  likeliest(worths) {
    const whole = this.ends.every((pair) => pair.every((end) => Number.isInteger(end.at)));
    const likely = whole ? [...worths].sort((a, b) => Math.abs(b) - Math.abs(a)) : worths;
    return likely.find((each) => this.holding(each) >= 0) ?? likely[0];
  }

  // The range that holds a number, or in a gap between two of them the nearer one; null beyond
  // the ends.
  place(number) {
    const inside = this.holding(number);
    if (inside >= 0) return { index: inside, inside: true };
    const last = (found, [, high], i) =>
      high.at < number && !(found >= 0 && high.at <= this.ends[found][1].at) ? i : found;
    const next = (found, [low], i) =>
      low.at > number && !(found >= 0 && low.at >= this.ends[found][0].at) ? i : found;
    const [left, right] = [this.ends.reduce(last, -1), this.ends.reduce(next, -1)];
    if (left < 0 || right < 0) return null;
    const nearer = number - this.ends[left][1].at <= this.ends[right][0].at - number;
    return { index: nearer ? left : right, inside: false };
  }

  // The index of the range that holds a number, -1 where none does. An end may have been cut to
  // its digits; halves are rounded down or up.
  holding(number) {
    const cut = [number, number * (1 - Number.EPSILON)].map((each) =>
      Number(each.toPrecision(this.digits)),
    );
    const within = (others) => ([low, high]) =>
      [number, ...(low.cut ? others : [])].some((each) => low.at <= each) &&
      [number, ...(high.cut ? others : [])].some((each) => each <= high.at);
    const exact = this.ends.findIndex(within([]));
    return exact >= 0 ? exact : this.ends.findIndex(within(cut));
  }
}

// Digits of an end as it is written, without the zeros before it and its power of ten.
function written(end) {
  return end.split("e")[0].replace(/\D/g, "").replace(/^0+/, "").length;
}
