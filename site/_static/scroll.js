// On a phone wide pictures scroll sideways: let the keyboard reach them, too.

const wide = ".bd-article :is(.cell_output > .text_html, section > p:has(> img), .strip > figure)";
if (window.matchMedia("(max-width: 600px)").matches) {
  for (const part of document.querySelectorAll(wide)) part.tabIndex = 0;
}
