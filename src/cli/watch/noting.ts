/** Reading a program and noting it, whether it can be read or not. Takes its path, what reads it and the context; gives the source. */
import type { Source } from "../../source/source.ts";
import type { Context } from "../context.ts";

export async function noting(
  path: string,
  read: () => Promise<Source>,
  { round }: Pick<Context, "round">,
): Promise<Source> {
  round?.inputs.file(path);
  const source = await read();
  round?.inputs.file(path, source.text);
  return source;
}
