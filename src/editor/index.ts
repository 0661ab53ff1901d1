/**
 * The language service for other programs than our server, such as a page: `cnnc/editor`. Texts become snapshots, and every request is
 * a function of a snapshot and a place in it that gives plain data. Nothing here knows a protocol or reads a file.
 */
export { createWorkspace, type Files, type Workspace } from "./workspace.ts";
export { type Snapshot, takeSnapshot } from "./snapshot.ts";
export { createTextProject } from "../check/files/text-project.ts";
export type { Project, Refusal } from "../check/files/project.ts";
export { createSource, type Source, type Span } from "../source/source.ts";
export type { TextEdit } from "../diagnostics/diagnostic.ts";
export { applyEdits } from "../diagnostics/apply-fixes.ts";

export { diagnosticsOf, type RelatedPlace, type ShownDiagnostic } from "./diagnostics.ts";
export { fixAll, type QuickFix, quickFixes } from "./quick-fixes.ts";
export { type Completion, type CompletionOptions, completeAt, resolveCompletion } from "./completion.ts";
export { type Hover, hoverAt } from "./hover.ts";
export { type SignatureHelp, signatureHelpAt } from "./signature-help.ts";
export { carryHints, type HintOptions, type InlayHint, inlayHints } from "./inlay-hints.ts";
export { type CodeLens, codeLenses } from "./code-lens.ts";
export { type Definition, definitionsAt } from "./definition.ts";
export { type Reference, referencesAt } from "./references.ts";
export { type Highlight, highlightsAt } from "./highlights.ts";
export { prepareRename, type Refused, renameAt, type Renameable, type Renamed } from "./rename.ts";
export { type DocumentSymbol, documentSymbols } from "./document-symbols.ts";
export { type WorkspaceSymbol, workspaceSymbols } from "./workspace-symbols.ts";
export { type SemanticToken, semanticTokens, tokenModifiers, tokenTypes } from "./semantic-tokens.ts";
export { type FoldingRange, foldingRanges } from "./folding.ts";
export { selectionRangesAt } from "./selection-ranges.ts";
export { formatAll, formatOnType, formatSpans, onTypeTriggers } from "./formatting.ts";
export { type DocumentLink, documentLinks } from "./links.ts";
export { type DocumentKind, readOnlyDocument } from "./read-only-documents.ts";
export { createPictures, type ModelPicture, type Pictures } from "./picture.ts";
export { type ModelTotals, totalsAt } from "./totals.ts";
