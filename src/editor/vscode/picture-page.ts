/**
 * The script of the page that shows a picture; runs in the page. Takes messages with a drawing, shows what of it is allowed, and says
 * which element was clicked. Elements are told by their order in the drawing: the page knows no places and no paths.
 */
import { attributeIsAllowed, elementIsAllowed, styleIsAllowed } from "./svg-allowed.ts";

/** What the extension sends. */
export type ToPage =
  | { readonly kind: "drawing"; readonly svg: string; readonly linked: readonly boolean[] }
  /** The drawing is the one that is shown; only the text has moved. */
  | { readonly kind: "linked"; readonly linked: readonly boolean[] }
  /** There is no newer drawing, and why. */
  | { readonly kind: "note"; readonly text: string };

/** What the page sends. */
export type FromPage = { readonly kind: "ready" } | { readonly kind: "open"; readonly element: number };

interface Editor {
  postMessage(message: FromPage): void;
}

declare function acquireVsCodeApi(): Editor;

const svgNamespace = "http://www.w3.org/2000/svg";

const editor = acquireVsCodeApi();
const nonce = document.querySelector("script")?.nonce ?? "";
const drawing = document.getElementById("drawing")!;
const note = document.getElementById("note")!;
let elements: readonly Element[] = [];

/** A new tree of what is allowed: nothing of the text itself gets into the page. */
function copy(from: Element): Element | undefined {
  if (from.namespaceURI !== svgNamespace || !elementIsAllowed(from.localName)) return undefined;
  const to = document.createElementNS(svgNamespace, from.localName);
  if (from.localName === "style") {
    if (!styleIsAllowed(from.textContent ?? "")) return undefined;
    to.setAttribute("nonce", nonce);
    to.textContent = from.textContent;
    return to;
  }
  for (const { name, value } of from.attributes) if (attributeIsAllowed(name, value)) to.setAttribute(name, value);
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.append(child.textContent ?? "");
    else if (child instanceof Element) to.append(...[copy(child)].filter((each) => each !== undefined));
  }
  return to;
}

function show(svg: string): void {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const copied = copy(parsed);
  if (copied === undefined) return;
  drawing.replaceChildren(copied);
  elements = [...copied.children].filter(({ localName }) => localName === "g");
  elements.forEach((element, index) => {
    const open = (): void => editor.postMessage({ kind: "open", element: index });
    element.addEventListener("click", open);
    element.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Enter") open();
    });
  });
}

function link(linked: readonly boolean[]): void {
  elements.forEach((element, index) => {
    element.classList.toggle("to-text", linked[index] === true);
    if (linked[index] === true) element.setAttribute("tabindex", "0");
    else element.removeAttribute("tabindex");
  });
}

function say(text: string): void {
  note.textContent = text;
  note.hidden = text === "";
  drawing.classList.toggle("old", text !== "");
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "drawing":
      show(data.svg);
      link(data.linked);
      say("");
      break;
    case "linked":
      link(data.linked);
      say("");
      break;
    case "note":
      say(data.text);
      break;
  }
});
editor.postMessage({ kind: "ready" });
