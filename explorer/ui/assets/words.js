// Names and numbers as they are read by people.

const SEGMENTS = typeof Intl.Segmenter === "function" ? new Intl.Segmenter() : null;
const WHOLE = new Intl.NumberFormat("en-US");

const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g; // line ends among them
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g; // the reading direction
const SEEN = /[^\s\u2800\p{Default_Ignorable_Code_Point}]/u;

const SPACES = /^[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/;

// A name as it is shown: nothing in it is obeyed, and it is never invisible, nor are spaces at its
// ends. data/shown.py does the same for what the server writes.
function plain(name) {
  const text = String(name).replace(CONTROLS, " ").replace(TURNS, "");
  if (!SEEN.test(text)) return "(blank)";
  const first = SPACES.exec(text)?.[0].length ?? 0;
  let last = text.length;
  while (SPACES.test(text[last - 1])) last -= 1;
  return "␣".repeat(first) + text.slice(first, last) + "␣".repeat(text.length - last);
}

// At most `most` letters as people count them; a cut name ends in an ellipsis.
function shortened(name, most) {
  return cutTo(plain(name), most);
}

// The same of a part of a name that is plain.
function cutTo(text, most) {
  if (text.length <= most) return text;
  const head = text.slice(0, most * 8);
  const letters = SEGMENTS ? Array.from(SEGMENTS.segment(head), (s) => s.segment) : Array.from(head);
  if (letters.length <= most && head.length === text.length) return text;
  return letters.slice(0, most - 1).join("").trimEnd() + "…";
}

// How a name is searched for: case and accents aside.
function folded(name) {
  return String(name)
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/ø/g, "o")
    .replace(/ł/g, "l")
    .replace(/æ/g, "ae")
    .replace(/ı/g, "i");
}

function whole(number) {
  return WHOLE.format(number);
}

// Nothing where nothing was counted: vectors from elsewhere often come without.
function seenTimes(count) {
  if (!count) return "";
  return count === 1 ? "seen once" : `seen ${whole(count)} times`;
}

// Two decimals with a true minus sign.
function cosineText(value) {
  return value.toFixed(2).replace("-", "−").replace("−0.00", "0.00");
}

// Three significant digits, without an exponent for the sizes people meet.
function number3(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return WHOLE.format(Math.round(value));
  if (size !== 0 && size < 0.001) return value.toExponential(1).replace("-", "−");
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(digits).replace("-", "−");
}

// A number of the data: a whole one as it is, others as `number3` has them; a year has no comma.
function dataNumber(value, years) {
  if (years) return String(Math.round(value));
  return Number.isInteger(value) ? whole(value).replace("-", "−") : number3(value);
}

function epochText(epoch) {
  return Number.isInteger(epoch) || epoch >= 10 ? whole(Math.round(epoch)) : epoch.toFixed(1);
}
