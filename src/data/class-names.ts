/**
 * Whether a name can be the name of a class: names from folders and tables go into modules, terminals and pages. Pure.
 */

const LONGEST = 128;

/** 1 to 128 characters, no control character, nothing that turns the direction of writing, no broken encoding. */
export function isShowable(name: string): boolean {
  return (
    name !== "" &&
    [...name].length <= LONGEST &&
    !/[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u.test(name)
  );
}
