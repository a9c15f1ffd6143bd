// Photos are made smaller before they travel: at most 1600 px, and nothing of the file but its picture
// (the server does the same again). What was chosen is shown small below the field.
document.addEventListener("change", async (event) => {
  const input = event.target.closest('input[type="file"][accept*="image"]');
  if (!input || !window.createImageBitmap) return;
  const box = input.parentElement.querySelector(".files.chosen") || document.createElement("div");
  box.className = "files chosen";
  box.replaceChildren();
  input.after(box);
  const smaller = new DataTransfer();
  for (const file of input.files) {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) {
      smaller.items.add(file); // The server says what is wrong with it.
      continue;
    }
    const canvas = draw(picture, 1600);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    smaller.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
    box.append(draw(picture, 120));
  }
  input.files = smaller.files;

  function draw(picture, most) {
    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }
});
