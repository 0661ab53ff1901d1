/** How the files of this folder call one another without importing in a circle: `expand.ts` hands itself down. Only types. */
import type { Body, Chain, Primary } from "../../syntax/ast.ts";
import type { Scope } from "../scope/scope.ts";
import type { Cursor } from "../scope/cursor.ts";
import type { Draft } from "./draft.ts";

export interface Expander {
  readonly body: (body: Body, scope: Scope, draft: Draft, cursor: Cursor) => Cursor;
  readonly chain: (chain: Chain, scope: Scope, draft: Draft, cursor: Cursor) => Cursor;
  readonly primary: (primary: Primary, label: string | undefined, scope: Scope, draft: Draft, cursor: Cursor) => Cursor;
}
