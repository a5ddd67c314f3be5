// Rooms: where a map and its companions meet in the browser. A parcel is kept by topic until the
// next one of that topic; listeners are told once after a burst of them.

const HOUSE = (window.__embeddingExplorer ??= { rooms: new Map() });
const ARRAYS = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array };

function roomNamed(name) {
  let room = HOUSE.rooms.get(name);
  if (!room) {
    // parcels: topic -> parcel; memory: what a map remembers when it is taken down and put up again
    room = { parcels: new Map(), listeners: new Set(), memory: new Map(), told: false };
    HOUSE.rooms.set(name, room);
  }
  return room;
}

function tell(room) {
  if (room.told) return;
  room.told = true;
  setTimeout(() => {
    room.told = false;
    for (const listener of [...room.listeners]) listener();
  }, 0);
}

function listen(room, listener) {
  room.listeners.add(listener);
  return () => room.listeners.delete(listener);
}

// A block written by parcels.pack: its header, with the arrays by name.
function openParcel(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  const arrays = {};
  for (const [name, type, size] of header.arrays ?? []) {
    const Kind = ARRAYS[type];
    const end = at + size * Kind.BYTES_PER_ELEMENT;
    arrays[name] = new Kind(bytes.slice(at, end).buffer); // copied: typed arrays must be aligned
    at = end;
  }
  return { ...header, arrays };
}

// Somebody in this browser picked an entry: companions show it before the server has answered.
function announcePick(room, index, source) {
  const scene = room.parcels.get("words")?.scene;
  room.pick = { index, source, scene, at: performance.now(), answered: false };
  tell(room);
}
