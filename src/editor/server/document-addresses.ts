/**
 * Addresses of the documents that are made of models: `cnnc-document:/LeNet5/summary.txt?file%3A%2F%2F%2Fnet.cnn`. Takes which document
 * of which model in which program, gives the address, and back; an address that none of this gave is nothing.
 */
import type { DocumentKind } from "../read-only-documents.ts";

export const DOCUMENT_SCHEME = "cnnc-document";

export interface DocumentAddress {
  readonly kind: DocumentKind;
  readonly model: string;
  /** Of the program. */
  readonly uri: string;
}

const endings: Readonly<Record<DocumentKind, string>> = { summary: "txt", explain: "txt", drawing: "svg" };

export function documentUri({ kind, model, uri }: DocumentAddress): string {
  const [name, file] = [model, uri].map(encodeURIComponent);
  return `${DOCUMENT_SCHEME}:/${name}/${kind}.${endings[kind]}?${file}`;
}

export function readDocumentUri(address: string): DocumentAddress | undefined {
  const [, model, kind, uri] = /^cnnc-document:\/+([^/?]+)\/(\w+)\.\w+\?(.+)$/s.exec(address) ?? [];
  if (model === undefined || kind === undefined || uri === undefined || !Object.hasOwn(endings, kind)) return undefined;
  try {
    return { kind: kind as DocumentKind, model: decodeURIComponent(model), uri: decodeURIComponent(uri) };
  } catch {
    return undefined;
  }
}
