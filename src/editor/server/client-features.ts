/**
 * What a client can do, as far as it makes a difference to the server: takes the parameters of `initialize`, gives one flat record,
 * so that no request looks through capabilities. What a client does not name it cannot do.
 */
import type { InitializeParams } from "vscode-languageserver-protocol";
import type { Encoding } from "./positions.ts";

export interface ClientFeatures {
  readonly encoding: Encoding;
  readonly pullsDiagnostics: boolean;
  /** Takes the diagnostics of imported files with those of a file. */
  readonly pullsRelated: boolean;
  readonly relatedPlaces: boolean;
  readonly codePages: boolean;
  readonly fadesUnnecessary: boolean;
  readonly keepsDiagnosticData: boolean;
  readonly versionsOfDiagnostics: boolean;
  readonly completionSnippets: boolean;
  readonly completionLabelDetails: boolean;
  readonly completionInsertReplace: boolean;
  /** Edits of fixes with places to fill in. */
  readonly snippetEdits: boolean;
  readonly versionedEdits: boolean;
  readonly codeActions: boolean;
  readonly resolvesActionEdits: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly signatureLabelOffsets: boolean;
  readonly signatureActiveParameter: boolean;
  readonly links: boolean;
  readonly foldsLinesOnly: boolean;
  readonly hoverMarkdown: boolean;
  readonly preparesRename: boolean;
  readonly refreshesHints: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesTokens: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly readsContent: boolean;
  readonly showsDocuments: boolean;
  readonly configures: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
}

export function featuresOf({ capabilities }: Pick<InitializeParams, "capabilities">): ClientFeatures {
  const { textDocument, workspace, general, window } = capabilities;
  const completion = textDocument?.completion?.completionItem;
  const action = textDocument?.codeAction;
  const signature = textDocument?.signatureHelp?.signatureInformation;
  const diagnostics = { ...textDocument?.diagnostic, ...textDocument?.publishDiagnostics };
  return {
    // The client's order is that of its preference; every client counts in UTF-16.
    encoding: general?.positionEncodings?.find((each) => each === "utf-8" || each === "utf-16") ?? "utf-16",
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    pullsRelated: textDocument?.diagnostic?.relatedDocumentSupport === true,
    relatedPlaces: diagnostics.relatedInformation === true,
    codePages: diagnostics.codeDescriptionSupport === true,
    fadesUnnecessary: diagnostics.tagSupport?.valueSet.includes(1) === true,
    keepsDiagnosticData: diagnostics.dataSupport === true,
    versionsOfDiagnostics: textDocument?.publishDiagnostics?.versionSupport === true,
    completionSnippets: completion?.snippetSupport === true,
    completionLabelDetails: completion?.labelDetailsSupport === true,
    completionInsertReplace: completion?.insertReplaceSupport === true,
    snippetEdits: workspace?.workspaceEdit?.snippetEditSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    codeActions: action?.codeActionLiteralSupport !== undefined,
    resolvesActionEdits: action?.resolveSupport?.properties.includes("edit") === true && action.dataSupport === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    signatureLabelOffsets: signature?.parameterInformation?.labelOffsetSupport === true,
    signatureActiveParameter: signature?.activeParameterSupport === true,
    links: textDocument?.definition?.linkSupport === true,
    foldsLinesOnly: textDocument?.foldingRange?.lineFoldingOnly === true,
    hoverMarkdown: textDocument?.hover?.contentFormat?.includes("markdown") !== false,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesTokens: workspace?.semanticTokens?.refreshSupport === true,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    readsContent: workspace?.textDocumentContent !== undefined,
    showsDocuments: window?.showDocument?.support === true,
    configures: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
  };
}
