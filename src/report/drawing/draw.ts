/**
 * The drawing of a model in one call, for the command, the editor's preview and the page. Takes a checked model and, where it
 * is at hand, the syntax tree of its file; returns SVG. No DOM, no file system, nothing of Node.
 */
import type { CheckedModel } from "../../check/model.ts";
import type { File } from "../../syntax/ast.ts";
import { layoutDrawing } from "./layout-drawing.ts";
import { renderSvg } from "./render-svg.ts";

export interface DrawOptions {
  /** In pixels, to which rows are broken. */
  readonly width?: number;
  readonly file?: File;
}

export function drawModel(model: CheckedModel, { width, file }: DrawOptions = {}): string {
  return renderSvg(layoutDrawing(model, width), model, file);
}

/** Equal for two models whose drawings look the same: a change of comments or white space leaves it as it is. */
export function drawingKey(model: CheckedModel, width?: number): string {
  const text = JSON.stringify(layoutDrawing(model, width));
  // Two times 32 bits of FNV-1a over UTF-16, of the text and of the text backwards.
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    forwards = Math.imul(forwards ^ text.charCodeAt(i), 0x01000193);
    backwards = Math.imul(backwards ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return [forwards, backwards].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
