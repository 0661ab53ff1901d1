/**
 * Text for shells, one helper for each language: takes any text, gives a word that stands for exactly that text in bash, zsh
 * and other shells of POSIX, in fish, or in PowerShell. Line ends and control characters are those of the text.
 */

/** For commands that people copy: without quotes where none are needed. */
export function posixWord(text: string): string {
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(text) ? text : posixQuoted(text);
}

/** A quote ends the quoted part, stands by itself, and a new one begins. */
export function posixQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In single quotes fish knows `\'` and `\\`. */
export function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** PowerShell takes typographic quotes for quotes too, and doubles whichever it is. */
export function powershellQuoted(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}
