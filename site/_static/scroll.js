// On a phone wide pictures scroll sideways: let the keyboard reach them, too.

const wide = ".bd-article :is(.cell_output > .text_html, section > p:has(> img), .strip > figure)";
const narrow = window.matchMedia("(max-width: 600px)");

function setTabStops() {
  for (const part of document.querySelectorAll(wide)) {
    if (narrow.matches) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
}

narrow.addEventListener("change", setTabStops); // a window may be made narrow
setTabStops();
