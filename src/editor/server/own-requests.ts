/**
 * Requests of ours beyond the protocol, for clients that know them (the extension of VS Code): their names, what they take and what
 * they answer. Only types and names: both sides share this file. Positions and ranges are the protocol's, counted from 0.
 */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A model of an open text: by its name, or by a place in it, or else the one that the text has. */
export interface Here {
  readonly textDocument: { readonly uri: string };
  readonly position?: Position;
  readonly model?: string;
}

/** What a model comes to, in one line. */
export interface Totals {
  readonly model: string;
  /** `61,706 params · 416,520 MACs` */
  readonly text: string;
  /** More of it, in lines. */
  readonly detail: string;
}

/** A text made from the program. */
export interface View {
  readonly title: string;
  readonly text: string;
}

export type ViewRequest = Here & { readonly kind: "summary" | "explain" };

/** The same text as it was: `before` is compared with what is open. */
export type CompareRequest = Here & { readonly before: string };

/** `key`: of the picture that is shown. */
export type PictureRequest = Here & { readonly key?: string };

export interface Picture {
  readonly model: string;
  /** Equal for drawings that are equal. */
  readonly key: string;
  /** Absent: the drawing is the one that is shown. */
  readonly svg?: string;
  /** Where the elements of the drawing are written, in their order; null: nowhere. */
  readonly places: readonly (PicturePlace | null)[];
}

export interface PicturePlace {
  readonly uri: string;
  readonly range: Range;
}

/** Names and answers; each is null where there is no model. */
export const ownRequests = {
  totals: "cnnc/totals",
  view: "cnnc/view",
  compare: "cnnc/compare",
  picture: "cnnc/picture",
} as const;
