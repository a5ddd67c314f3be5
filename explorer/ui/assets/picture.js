// The map as a PNG file, twice as fine as the screen, with its title.

const PICTURE_DENSITY = 2;

function savePicture(camera, theme, title, draw) {
  const head = title ? 40 : 0;
  const canvas = document.createElement("canvas");
  canvas.width = camera.width * PICTURE_DENSITY;
  canvas.height = (camera.height + head) * PICTURE_DENSITY;
  const pen = canvas.getContext("2d");
  pen.scale(PICTURE_DENSITY, PICTURE_DENSITY);
  pen.fillStyle = theme.card;
  pen.fillRect(0, 0, camera.width, camera.height + head);
  pen.fillStyle = theme.ink;
  pen.font = `600 16px ${theme.font}`;
  pen.textBaseline = "middle";
  if (title) pen.fillText(shortened(title, 120), 20, 24);
  pen.translate(0, head);
  draw(pen, PICTURE_DENSITY);
  canvas.toBlob((blob) => {
    const address = URL.createObjectURL(blob);
    const link = element("a", { href: address, download: "map.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }, "image/png");
}
