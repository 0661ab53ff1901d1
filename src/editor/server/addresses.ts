/**
 * Addresses of the protocol and paths of sources. A `file:` address is the path of a file, in the way of the platform, which is
 * handed in; one of `cnnc-std:` is a file of the standard library (`std/resnet`); any other (`untitled:`, another file system)
 * stands for itself. Takes either, gives the other. No path of a file is looked at.
 */
import { findStandardSource } from "../../std/library.ts";

export const LIBRARY_SCHEME = "cnnc-std";

export interface Platform {
  readonly windows: boolean;
  /** Where a file of the standard library lies, for clients that can show nothing but files. */
  libraryFile?(name: string): string | undefined;
}

export function pathOfUri(uri: string, { windows }: Pick<Platform, "windows">): string {
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(uri) ?? [];
  if (scheme === undefined || rest === undefined) return uri;
  if (scheme === LIBRARY_SCHEME) return libraryName(rest) ?? uri;
  if (scheme.toLowerCase() !== "file") return uri;
  const [, authority = "", path = ""] = /^(?:\/\/([^/?#]*))?([^?#]*)/.exec(rest) ?? [];
  const plain = decode(path);
  // An address of a file on another machine is no path but on Windows.
  if (!windows) return authority === "" || authority === "localhost" ? plain : uri;
  const native = plain.replaceAll("/", "\\");
  if (authority !== "" && authority !== "localhost") return `\\\\${decode(authority)}${native}`;
  return native.replace(/^\\([A-Za-z]):/, (_, drive: string) => `${drive.toLowerCase()}:`);
}

/** Of a path that `pathOfUri` gave, or that a project made of one. */
export function uriOfPath(path: string, { windows }: Pick<Platform, "windows">): string {
  if (findStandardSource(path)) return `${LIBRARY_SCHEME}:/${encodePath(path.slice("std/".length))}.cnn`;
  if (windows) {
    const plain = path.replaceAll("\\", "/");
    if (/^[A-Za-z]:\//.test(plain)) return `file:///${encodePath(plain)}`;
    if (plain.startsWith("//")) return `file:${encodePath(plain)}`;
    return path;
  }
  return path.startsWith("/") ? `file://${encodePath(path)}` : path;
}

/** `/resnet.cnn` → `std/resnet` */
function libraryName(path: string): string | undefined {
  const name = `std/${decode(path)
    .replace(/^\/+/, "")
    .replace(/\.cnn$/, "")}`;
  return findStandardSource(name) ? name : undefined;
}

const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** What is no encoding stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[0-9a-f]{2}/gi, (code) => {
      const value = Number.parseInt(code.slice(1), 16);
      return value < 0x80 ? String.fromCharCode(value) : code;
    });
  }
}
