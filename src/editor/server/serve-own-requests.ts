/**
 * Answers the requests of ours that the protocol does not know (`own-requests.ts`). Takes a session. A picture is worked out only
 * when nothing else waits, and not at all for a text that has been edited since: what a person types comes first.
 */
import type { CancellationToken } from "vscode-languageserver-protocol";
import { renderSummary } from "../../report/render-summary.ts";
import { summarize } from "../../report/summary.ts";
import { createSource, type Source } from "../../source/source.ts";
import { compareWith } from "../compare.ts";
import { explainHere } from "../explain-here.ts";
import { modelAt, type WantedModel } from "../model-at.ts";
import { createPictures, type ModelPicture } from "../picture.ts";
import { type Snapshot, takeSnapshot } from "../snapshot.ts";
import { totalsAt } from "../totals.ts";
import { createLater } from "./later.ts";
import { type CompareRequest, type Here, ownRequests, type Picture, type PictureRequest, type Totals, type View, type ViewRequest } from "./own-requests.ts"; // prettier-ignore
import type { Asked, Session } from "./session.ts";

export function serveOwnRequests(session: Session): void {
  const { connection } = session;
  const serve = <Request extends Here, Answer>(
    method: string,
    compute: (asked: Asked, wanted: WantedModel, request: Request) => Answer | undefined,
  ): void =>
    void connection.onRequest(method, (request: Request, token) =>
      session.answer<Answer | null>(method, addressOf(request), token, null, (asked) => {
        return compute(asked, wantedBy(request, asked, session), request) ?? null;
      }),
    );
  serve<Here, Totals>(ownRequests.totals, ({ snapshot }, wanted) => totalsAt(snapshot, wanted));
  serve<ViewRequest, View>(ownRequests.view, ({ snapshot }, wanted, { kind }) =>
    kind === "explain" ? explainHere(snapshot, wanted) : summaryOf(snapshot, wanted),
  );
  serve<CompareRequest, View>(ownRequests.compare, ({ snapshot, document }, wanted, { before }) => {
    const files = session.host.files(() => session.folders);
    const earlier = takeSnapshot(
      createSource(snapshot.source.path, String(before)),
      files.project(document.path, () => undefined),
    );
    const text = compareWith(earlier, snapshot, wanted);
    return text === undefined ? undefined : { title: modelAt(snapshot, wanted)!.name, text };
  });
  servePictures(session);
}

function servePictures(session: Session): void {
  const { connection, documents, traffic } = session;
  const pictures = createPictures();
  const waiting: (() => void)[] = [];
  const wake = createLater(traffic, () => {
    for (const each of waiting.splice(0)) each();
  });
  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      wake();
    });
  connection.onRequest(ownRequests.picture, (request: PictureRequest, token: CancellationToken) =>
    session.guard<Picture | null>(ownRequests.picture, token, null, async () => {
      const { edits } = documents;
      await idle();
      // Whoever asked is told so by the guard.
      if (token.isCancellationRequested || traffic.behind || documents.edits !== edits) return null;
      return session.answer<Picture | null>(ownRequests.picture, addressOf(request), token, null, (asked) => {
        const picture = pictures.picture(asked.snapshot, wantedBy(request, asked, session), request.key);
        return picture === undefined ? null : toPicture(picture, asked.snapshot, session);
      });
    }),
  );
}

function summaryOf(snapshot: Snapshot, wanted: WantedModel): View | undefined {
  const model = modelAt(snapshot, wanted);
  return model && { title: model.name, text: renderSummary(summarize(model), "human") };
}

function addressOf({ textDocument }: Here): string {
  return String(textDocument?.uri);
}

function wantedBy({ model, position }: Here, { source }: Asked, { positions }: Session): WantedModel {
  return {
    ...(typeof model === "string" ? { model } : {}),
    ...(position ? { offset: positions.offset(source, position) } : {}),
  };
}

function toPicture({ model, key, svg, places }: ModelPicture, snapshot: Snapshot, session: Session): Picture {
  const { documents, positions } = session;
  const sources = sourcesOf(snapshot);
  return {
    model,
    key,
    ...(svg === undefined ? {} : { svg }),
    places: places.map(({ path, span }) => {
      const source = sources.get(path);
      if (source === undefined || span === undefined) return null;
      return { uri: documents.uriOf(source), range: positions.range(source, span) };
    }),
  };
}

/** Of its models and all that they use, by path. */
function sourcesOf({ checked }: Snapshot): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const { source, layers } of checked.models) {
    sources.set(source.path, source);
    for (const layer of layers) for (const each of [layer, ...layer.trail]) sources.set(each.source.path, each.source);
  }
  return sources;
}
