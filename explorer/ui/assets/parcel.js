// Carries one parcel into a room, then stays out of sight.

const DELIVERED = new WeakMap();

export default function ({ data, parentElement }) {
  const host = parentElement.host ?? parentElement;
  const container = host.closest('[data-testid="stElementContainer"]');
  if (container) container.style.display = "none";

  const length = new DataView(data.buffer, data.byteOffset, 4).getUint32(0, true);
  const address = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  const parcel = openParcel(data.subarray(4 + length));
  const room = roomNamed(address.room);
  const place = `${address.room} ${address.topic} ${parcel.stamp}`;
  // The theme changed, or the same content came again: nothing new for the room.
  if (DELIVERED.get(parentElement)?.place !== place) {
    DELIVERED.set(parentElement, { place, parcel });
    room.parcels.set(address.topic, parcel);
    // Frames arrive faster than they are looked at; none of them may get lost.
    if (address.topic === "frames") room.frames = [...(room.frames ?? []), parcel].slice(-200);
    tell(room);
  }
  return whenGone(parentElement, () => {
    const mine = DELIVERED.get(parentElement)?.parcel;
    if (mine && room.parcels.get(address.topic) === mine) room.parcels.delete(address.topic);
  });
}
