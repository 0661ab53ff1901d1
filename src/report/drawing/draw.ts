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
