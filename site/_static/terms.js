// What a term means: in a box at its link, for the mouse and for the keyboard.
// Without this script the browser shows the same text as the title of the link.

const box = Object.assign(document.createElement("div"), {
  id: "term-meaning",
  className: "term-meaning",
  role: "tooltip",
  hidden: true,
});
let closing;

function open(link) {
  clearTimeout(closing);
  box.textContent = link.dataset.meaning;
  box.hidden = false;
  link.setAttribute("aria-describedby", box.id);
  const place = link.getClientRects()[0];
  const rest = document.documentElement.clientWidth - box.offsetWidth - 8;
  const below = place.bottom + 6;
  const fits = below + box.offsetHeight < window.innerHeight;
  const top = fits ? below : place.top - box.offsetHeight - 6;
  box.style.left = `${Math.max(8, Math.min(place.left, rest))}px`;
  box.style.top = `${top}px`;
}

function close() {
  box.hidden = true;
  document.querySelector("[aria-describedby=term-meaning]")?.removeAttribute("aria-describedby");
}

// The mouse may move on to the box itself without losing it.
function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(close, 200);
}

for (const link of document.querySelectorAll("a.term[title]")) {
  link.dataset.meaning = link.title;
  link.removeAttribute("title");
  link.addEventListener("mouseenter", () => { close(); open(link); });
  link.addEventListener("focus", () => { close(); open(link); });
  link.addEventListener("mouseleave", closeSoon);
  link.addEventListener("blur", close);
}
box.addEventListener("mouseenter", () => clearTimeout(closing));
box.addEventListener("mouseleave", closeSoon);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
document.addEventListener("scroll", close, { passive: true });
document.body.append(box);
