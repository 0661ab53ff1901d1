/**
 * Which messages were read and wait to be handled. Takes the reader of a connection; gives one to listen by in its stead and the
 * options of the connection that tell when a message is handled. So a request that is older than an edit which was already read is
 * known as such, and work that is not asked for waits until nothing else does. Relies on the connection handling messages one at
 * a time, in their order, each begun in a task of its own.
 */
import { type ConnectionOptions, Message, type MessageReader, type RequestMessage } from "vscode-jsonrpc";
import { errorCode } from "./numbers.ts";

export interface Traffic {
  readonly reader: MessageReader;
  readonly options: ConnectionOptions;
  /** Nothing that was read waits. */
  readonly idle: boolean;
  /** An edit waits. */
  readonly behind: boolean;
}

const editing = new Set(["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"]);

export function watchTraffic(reader: MessageReader): Traffic {
  let waiting = 0;
  let edits = 0;
  const count = (message: Message, by: 1 | -1): void => {
    waiting += by;
    if (Message.isNotification(message) && editing.has(message.method)) edits += by;
  };
  return {
    reader: {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      dispose: () => reader.dispose(),
      listen: (callback) =>
        reader.listen((message) => {
          count(message, 1);
          callback(message);
        }),
    },
    options: {
      messageStrategy: {
        handleMessage: (message, next) => {
          count(message, -1);
          return next(message);
        },
      },
      // A request that is called back before it began is answered at once.
      connectionStrategy: {
        cancelUndispatched: (message) => {
          count(message, -1);
          return {
            jsonrpc: "2.0",
            id: (message as RequestMessage).id,
            error: { code: errorCode.cancelled, message: "cancelled" },
          };
        },
      },
    },
    get idle() {
      return waiting === 0;
    },
    get behind() {
      return edits > 0;
    },
  };
}
