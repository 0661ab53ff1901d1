/**
 * Numbers and words that the protocol gives meanings, those that the server writes. The protocol's own library would bring them with
 * all else that it holds, of which a server in one small file needs nothing but the types. Takes nothing.
 */
export const severity = { error: 1, warning: 2 } as const;
export const diagnosticTag = { unnecessary: 1 } as const;
export const messageType = { error: 1, warning: 2, info: 3 } as const;
export const hintKind = { type: 1 } as const;
export const highlightKind = { read: 2, write: 3 } as const;
export const textSync = { incremental: 2 } as const;

export const symbolKind = { class: 5, field: 8, function: 12, variable: 13, constant: 14, event: 24 } as const;

export const insertFormat = { snippet: 2 } as const;
export const completionKind = {
  method: 2,
  function: 3,
  field: 5,
  variable: 6,
  class: 7,
  property: 10,
  value: 12,
  keyword: 14,
  file: 17,
  reference: 18,
  enumMember: 20,
  constant: 21,
  operator: 24,
} as const;

export const errorCode = {
  requestFailed: -32803,
  cancelled: -32800,
  contentModified: -32801,
} as const;
