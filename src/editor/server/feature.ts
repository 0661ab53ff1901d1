/** A group of requests: how it is served, and what is said of it when a client begins. */
import type { ServerCapabilities } from "vscode-languageserver-protocol";
import type { Session } from "./session.ts";

export interface Feature {
  serve(session: Session): void;
  /** Of a session whose client has said what it can do. */
  capabilities(session: Session): ServerCapabilities;
}
