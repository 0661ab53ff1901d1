/**
 * The network as a drawing beside its text. Takes a snapshot, which model is meant, and the key of the drawing that is shown; gives
 * the drawing as SVG where it is another one, and in each case where its elements are written. Keeps the drawings it made last: where
 * only text has moved nothing is laid out.
 */
import type { CheckedModel } from "../check/model.ts";
import { layoutDrawing } from "../report/drawing/layout-drawing.ts";
import type { Drawing } from "../report/drawing/marks.ts";
import { placesOf } from "../report/drawing/places.ts";
import { renderSvg } from "../report/drawing/render-svg.ts";
import type { Span } from "../source/source.ts";
import { drawingKey } from "../report/drawing/drawing-key.ts";
import { modelAt, type WantedModel } from "./model-at.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ModelPicture {
  readonly model: string;
  readonly key: string;
  /** Absent: the drawing is the one of the key that was given. */
  readonly svg?: string;
  /** In the order of the drawing's elements; without a span nowhere in particular. */
  readonly places: readonly { readonly path: string; readonly span?: Span }[];
}

export interface Pictures {
  picture(snapshot: Snapshot, wanted: WantedModel, shown?: string): ModelPicture | undefined;
}

const kept = 4;

/** `layout` for tests. */
export function createPictures(layout: (model: CheckedModel) => Drawing = layoutDrawing): Pictures {
  const drawings = new Map<string, Drawing>();
  const draw = (key: string, model: CheckedModel): Drawing => {
    const drawing = drawings.get(key) ?? layout(model);
    drawings.delete(key);
    drawings.set(key, drawing);
    for (const old of drawings.keys()) if (drawings.size > kept) drawings.delete(old);
    return drawing;
  };
  return {
    picture(snapshot, wanted, shown) {
      const model = modelAt(snapshot, wanted);
      if (model === undefined) return undefined;
      const key = drawingKey(model);
      const drawing = draw(key, model);
      // Of an imported model the input is written in another file, which is not at hand.
      const file = model.source === snapshot.source ? snapshot.file : undefined;
      const placeOf = placesOf(model, file);
      const places = drawing.elements.map(({ subject }) => {
        const { file: path, span } = placeOf(subject);
        return span === undefined ? { path } : { path, span };
      });
      const svg = key === shown ? {} : { svg: renderSvg(drawing, model, file) };
      return { model: model.name, key, ...svg, places };
    },
  };
}
