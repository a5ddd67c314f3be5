// Names cut to a length so that those which begin alike can still be told apart: data/cutting.py
// does the same for what the server writes. A cut name is a row of parts of it, from and to.

const FEWEST = 8; // letters in which two names can be told apart
const LOOKED_BACK = 12; // letters before the first that differs, for the sign that parts them
const CONTEXT = 4; // letters before it where there is no such sign
const MOST_NAMES = 20000; // the most frequent, as many as a map draws
const MOST_PLACES = 4; // of one name at which it differs from others, that are shown
const APART = new WeakMap(); // names -> Apart, worked out once where thousands are drawn

function apartOf(names) {
  if (!APART.has(names)) APART.set(names, new Apart(names));
  return APART.get(names);
}

class Apart {
  constructor(names) {
    this.names = names;
    this.cuts = new Map(); // letters -> text -> its parts
  }

  // A name in at most so many letters.
  text(index, most) {
    const text = plain(this.names[index]);
    const parts = this.parts(text, most);
    return parts ? joined(text, parts) : shortened(text, most);
  }

  // Its beginning, which a narrow place may cut, and its own part, "" where it begins as no other.
  halves(index, most) {
    const text = plain(this.names[index]);
    const parts = this.parts(text, most);
    if (!parts) return [cutTo(text, 60), ""];
    const own = parts[1][0];
    return [cutTo(text.slice(0, own), 60), joined(text, parts.slice(1), own)];
  }

  // About so many letters with what was typed among them, wherever in the name that is.
  around(index, most, typed) {
    const shown = this.text(index, most);
    const wanted = folded(typed);
    const whole = shown.split("…"); // which is three points to who looks for one
    if (whole.some((part) => folded(part).includes(wanted))) return shown;
    const text = plain(this.names[index]);
    const found = foldedPlace(text, wanted);
    if (found === null) return shown;
    const room = Math.max(FEWEST, most - (found[1] - found[0]) - 2 * CONTEXT - 2);
    const around = [wholeAt(text, found[0] - CONTEXT), wholeAt(text, found[1] + CONTEXT, 1)];
    const parts = [...(this.parts(text, room) ?? [[0, wholeAt(text, room - 1)]]), around];
    return joined(text, parts.sort((one, other) => one[0] - other[0]));
  }

  parts(text, most) {
    if (text.length <= most || most < FEWEST) return undefined;
    if (!this.cuts.has(most)) {
      const names = this.names.slice(0, MOST_NAMES);
      const long = names.filter((name) => name.length > most).map(plain);
      this.cuts.set(most, toldApart(new Set(long.filter((name) => name.length > most)), most));
    }
    const parts = this.cuts.get(most).get(text);
    if (!parts || !/[^ -~]/.test(text)) return parts;
    return shortened(text, most) === text ? undefined : parts; // letters may be several signs each
  }
}

// The parts of those texts that begin alike: each with what tells it from the one most like it
// and, where that is not enough, as much as there is room for of what tells the rest apart.
function toldApart(texts, most) {
  const [places, told] = [new Map(), new Map()];
  const seen = most - 1 - Math.floor(most / 4); // what differs behind them is easily overlooked
  for (const [text, place] of differ([...texts])) {
    if (place < seen) continue;
    const parts = laidOut(text, [place], most);
    if (parts === null) continue;
    places.set(text, [place]);
    told.set(text, parts);
  }
  for (let round = 1; round < MOST_PLACES; round += 1) {
    for (const alike of equal(told)) {
      for (const [text, place] of differ(alike)) {
        const own = [...new Set([...places.get(text), place])].sort((one, other) => one - other);
        places.set(text, own);
        told.set(text, laidOut(text, own, most) ?? told.get(text));
      }
    }
  }
  return told;
}

// How many letters each text shares with the one most like it.
function differ(texts) {
  const rising = texts.sort();
  const found = [];
  let before = 0;
  rising.forEach((text, i) => {
    const next = rising[i + 1] ?? "";
    let after = 0;
    while (after < text.length && text[after] === next[after]) after += 1;
    found.push([text, Math.max(before, after)]);
    before = after;
  });
  return found;
}

// Texts that are shown alike.
function equal(told) {
  const groups = new Map();
  for (const [text, parts] of told) {
    const shown = joined(text, parts);
    if (!groups.has(shown)) groups.set(shown, []);
    groups.get(shown).push(text);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

// A text's beginning and its letters around some places, which rise; null where there is no
// room. What is left of it goes to the end behind the last place, to whole words at the others,
// and to the beginning.
function laidOut(text, places, most) {
  const head = Math.floor(most / 4);
  const parts = [];
  places.forEach((place, i) => {
    const back = i === places.length - 1 ? Math.min(LOOKED_BACK, Math.floor(most / 3)) : CONTEXT;
    const begin = Math.max(startOf(text, place, back), i ? parts[i - 1][1] : head);
    parts.push([begin, Math.max(begin, wholeAt(text, place + 1, 1))]);
  });
  let left = most - head - 1;
  for (const [begin, end] of parts) left -= end - begin + 1;
  if (left < 0) return null;
  const grow = (part, to) => {
    const end = Math.max(part[1], to);
    left -= end - part[1];
    part[1] = end;
  };
  const last = parts[parts.length - 1];
  const fits = text.length - last[1] <= left + 1;
  grow(last, fits ? text.length : wholeAt(text, last[1] + left));
  if (last[1] === text.length) left += 1; // no ellipsis behind it
  for (let i = parts.length - 2; i >= 0; i -= 1) {
    let end = parts[i][1];
    while (end < parts[i + 1][0] && end - parts[i][1] < left && LETTER.test(text[end])) end += 1;
    grow(parts[i], wholeAt(text, end));
  }
  return [[0, wholeAt(text, Math.min(parts[0][0], head + Math.max(left, 0)))], ...parts];
}

const LETTER = /[\p{L}\p{N}\p{Cs}]/u;
const SIGN_GOES_ON = /^[\p{M}\u200d\u{1f3fb}-\u{1f3ff}]/u;

// Where to begin so that a little is seen of what stands before a place.
function startOf(text, place, back) {
  const end = Math.min(place, text.length);
  for (let at = end - 1; at >= Math.max(0, end - back); at -= 1) {
    if (!LETTER.test(text[at]) && wholeAt(text, at) === at) return at;
  }
  return wholeAt(text, Math.max(0, end - Math.min(back, CONTEXT)));
}

// The nearest place where no sign that is made of several is cut apart.
function wholeAt(text, from, step = -1) {
  let at = Math.min(Math.max(from, 0), text.length);
  while (at > 0 && at < text.length) {
    const before = text.charCodeAt(at - 1);
    const within = before === 0x200d || (before >= 0xd800 && before < 0xdc00);
    if (!within && (text.charCodeAt(at) < 0x300 || !SIGN_GOES_ON.test(text.slice(at, at + 2)))) break;
    at += step;
  }
  return at;
}

// Parts with an ellipsis for what is left out between them and behind them.
function joined(text, parts, from = 0) {
  let [shown, at] = ["", from];
  for (const [begin, end] of parts) {
    if (end <= at) continue;
    shown += (begin > at ? "…" : "") + text.slice(Math.max(begin, at), end);
    at = end;
  }
  return at < text.length ? `${shown}…` : shown;
}

// Where in a text stands what is looked for, case and accents aside; null where it does not.
function foldedPlace(text, wanted) {
  const at = folded(text).indexOf(wanted);
  if (at < 0) return null;
  let [from, to, length] = [null, 0, 0];
  for (const sign of text) {
    length += folded(sign).length;
    if (from === null && length > at) from = to;
    to += sign.length;
    if (length >= at + wanted.length) break;
  }
  return [from ?? 0, to];
}
