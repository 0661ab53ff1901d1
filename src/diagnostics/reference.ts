/**
 * Where the reference page of a code stands: takes a code, returns its path in the package or its address on the web, as
 * SARIF and editors link to it. The pages themselves come from `report/`.
 */

/** From the root of the package. */
export function referencePath(code: string): string {
  return `docs/reference/diagnostics/${code}.md`;
}

/** The page as the published package holds it. */
export function referenceUri(code: string): string {
  return `https://unpkg.com/cnnc/${referencePath(code)}`;
}
