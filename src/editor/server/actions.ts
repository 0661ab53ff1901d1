/**
 * Code actions: the fixes of the diagnostics at a place, and all safe ones of a file at once (`source.fixAll`). Takes a session;
 * those of a place come with their edits, that of the whole file when it is chosen, where the client can ask for it then.
 */
import type { CancellationToken, CodeAction, CodeActionParams, Diagnostic } from "vscode-languageserver-protocol";
import { fixAll, type QuickFix, quickFixes } from "../quick-fixes.ts";
import { workspaceEdit } from "./edits.ts";
import type { Feature } from "./feature.ts";
import type { Asked, Session } from "./session.ts";

const QUICK_FIX = "quickfix";
/** Of the kind `source.fixAll`. */
export const FIX_ALL = "source.fixAll.cnnc";

export const actions: Feature = {
  capabilities: ({ client }) => ({
    codeActionProvider: {
      codeActionKinds: [QUICK_FIX, FIX_ALL],
      resolveProvider: client.resolvesActionEdits,
    },
  }),
  serve(session) {
    const { connection } = session;
    connection.onRequest(
      "textDocument/codeAction",
      ({ textDocument: { uri }, range, context }: CodeActionParams, token: CancellationToken) =>
        session.answer<CodeAction[]>("textDocument/codeAction", uri, token, [], async (asked) => {
          // A client that knows commands only cannot be given edits.
          if (!session.client.codeActions) return [];
          const wanted = (kind: string): boolean => context.only?.some((each) => isWithin(kind, each)) ?? true;
          const found: CodeAction[] = [];
          if (wanted(QUICK_FIX))
            for (const fix of quickFixes(asked.snapshot, session.positions.span(asked.source, range)))
              found.push(actionOf(fix, context.diagnostics, asked, session));
          // Of all that may be wanted only on request: whoever saves a file asks for it by name.
          if (context.only && wanted(FIX_ALL)) found.push(...(await fixAllAction(asked, session)));
          return found;
        }),
    );
    connection.onRequest("codeAction/resolve", (action: CodeAction, token: CancellationToken) => {
      const { uri } = (action.data ?? {}) as { readonly uri?: unknown };
      if (typeof uri !== "string") return action;
      return session.answer("codeAction/resolve", uri, token, action, async (asked) => ({
        ...action,
        edit: await editOfAll(asked, session),
      }));
    });
  },
};

/** `source.fixAll.cnnc` is a kind of `source`. */
const isWithin = (kind: string, wanted: string): boolean => kind === wanted || kind.startsWith(`${wanted}.`);

function actionOf(
  { title, edits, diagnostic, preferred }: QuickFix,
  shown: readonly Diagnostic[],
  { source }: Asked,
  session: Session,
): CodeAction {
  const range = session.positions.range(source, diagnostic.span!);
  const of = shown.filter((each) => each.code === diagnostic.code && isSame(each.range, range));
  return {
    title,
    kind: QUICK_FIX,
    ...(of.length > 0 ? { diagnostics: of } : {}),
    ...(preferred ? { isPreferred: true } : {}),
    edit: workspaceEdit(session, new Map([[source, edits]])),
  };
}

function isSame(a: Diagnostic["range"], b: Diagnostic["range"]): boolean {
  return (["start", "end"] as const).every((end) =>
    (["line", "character"] as const).every((field) => a[end][field] === b[end][field]),
  );
}

async function fixAllAction(asked: Asked, session: Session): Promise<readonly CodeAction[]> {
  if (!asked.snapshot.diagnostics.some(({ source, fixes: [first] }) => source === asked.source && first?.safe))
    return [];
  const action: CodeAction = { title: "make all safe fixes", kind: FIX_ALL };
  if (session.client.resolvesActionEdits) return [{ ...action, data: { uri: asked.document.uri } }];
  return [{ ...action, edit: await editOfAll(asked, session) }];
}

async function editOfAll({ source, snapshot }: Asked, session: Session): Promise<NonNullable<CodeAction["edit"]>> {
  return workspaceEdit(session, new Map([[source, await fixAll(snapshot, session.documents.project)]]));
}
