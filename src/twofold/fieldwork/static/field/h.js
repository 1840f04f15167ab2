/* Elements, attributes, children: text only, never markup. What is drawn is drawn by this. */

const SVG = "http://www.w3.org/2000/svg";

/** An element. `on` holds listeners. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if ((value ?? false) === false) continue;
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  return fill(element, children);
}

/** A drawing of paths on a sheet, one pen. Said to nobody: the words beside it are. */
export function drawing(paths, size = 24, shown = "icon") {
  const sheet = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${size} ${size}`, class: shown, "aria-hidden": "true" }))
    sheet.setAttribute(name, value);
  for (const path of paths) {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", path);
    sheet.append(line);
  }
  return sheet;
}

/** Puts these in the place of what an element held; lists of them are opened, what is false or missing is left out. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(9).filter((child) => (child ?? false) !== false));
  return element;
}
