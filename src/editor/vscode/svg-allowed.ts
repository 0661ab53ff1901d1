/**
 * What of an SVG a page takes over: takes names and values of elements and attributes, says which are allowed. Nothing that runs,
 * fetches or leads elsewhere: drawings of ours hold nothing else, and a drawing that does is not ours.
 */
const elements: ReadonlySet<string> = new Set(
  "svg g path rect circle ellipse line polyline polygon text tspan title desc style".split(" "),
);

const attributes: ReadonlySet<string> = new Set(
  (
    "class d x y x1 x2 y1 y2 cx cy r rx ry width height viewBox points transform fill stroke opacity role " +
    "fill-opacity stroke-width stroke-linejoin stroke-linecap stroke-dasharray text-anchor dominant-baseline font-size font-weight font-family " +
    "aria-label aria-hidden"
  ).split(" "),
);

export function elementIsAllowed(name: string): boolean {
  return elements.has(name);
}

export function attributeIsAllowed(name: string, value: string): boolean {
  return attributes.has(name) && !fetches(value);
}

/** Rules of a style sheet in the drawing. */
export function styleIsAllowed(text: string): boolean {
  return !fetches(text) && !/@import/i.test(text);
}

/** An escape could hide a word from the check; nothing of ours has one. */
function fetches(value: string): boolean {
  return /url\s*\(|image-set\s*\(|javascript:|expression\s*\(|\\/i.test(value);
}
