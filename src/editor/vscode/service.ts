/**
 * What the extension asks of the language server beyond the protocol. Takes a client; every question is answered with null where there is
 * no model, and with nothing where the server is not there or is busy with a newer text: neither is worth a message.
 */
import { type CompareRequest, type Here, ownRequests, type Picture, type PictureRequest, type Totals, type View, type ViewRequest } from "../server/own-requests.ts"; // prettier-ignore

export interface Service {
  totals(asked: Here): Promise<Totals | null | undefined>;
  view(asked: ViewRequest): Promise<View | null | undefined>;
  compare(asked: CompareRequest): Promise<View | null | undefined>;
  picture(asked: PictureRequest): Promise<Picture | null | undefined>;
}

interface Requests {
  sendRequest(method: string, parameters: unknown): Promise<unknown>;
}

export function createService(client: () => Requests | undefined): Service {
  const ask =
    <Asked, Answer>(method: string) =>
    async (asked: Asked): Promise<Answer | null | undefined> => {
      try {
        return (await client()?.sendRequest(method, asked)) as Answer | null | undefined;
      } catch {
        return undefined;
      }
    };
  return {
    totals: ask(ownRequests.totals),
    view: ask(ownRequests.view),
    compare: ask(ownRequests.compare),
    picture: ask(ownRequests.picture),
  };
}
