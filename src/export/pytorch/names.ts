/**
 * Names and strings in Python. Takes names of the language, which are letters, digits and underscores; gives identifiers that
 * mean nothing else in the file and nothing of `nn.Module`'s own, or literals in which no character of a user has a meaning.
 */

const keywords =
  "False None True and as assert async await break case class continue def del elif else except finally for from global if " +
  "import in is lambda match nonlocal not or pass raise return try type while with yield";

/** Attributes of modules and of the containers, of PyTorch 1.13 up to 2.x. */
const attributes =
  "add_module append apply bfloat16 buffers call_super_init children clear compile cpu cuda double dump_patches eval " +
  "extend extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half insert ipu items keys " +
  "load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters pop " +
  "register_backward_hook register_buffer register_forward_hook register_forward_pre_hook register_full_backward_hook " +
  "register_full_backward_pre_hook register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module " +
  "register_parameter register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state " +
  "set_submodule share_memory state_dict to to_empty training train update values xpu zero_grad T_destination";

/** Names that the file itself, or a class in it, uses. */
const ours =
  "self cls x torch nn F Tensor OrderedDict Path argparse math json gzip struct sys main super int float bool str list tuple dict " +
  "range zip len print property staticmethod isinstance open round min max sum any all sorted enumerate type object";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const reservedEverywhere = words(keywords);
const reservedInModules = new Set([...reservedEverywhere, ...words(attributes)]);
const reservedInFiles = new Set([...reservedEverywhere, ...words(ours)]);

export type Where = "module" | "file";

/** A name that is free; it is then taken. Digits alone stay what they are inside a module: a key, not an attribute. */
export function claimName(name: string, taken: Set<string>, where: Where): string {
  const reserved = where === "module" ? reservedInModules : reservedInFiles;
  // A leading underscore is private to PyTorch, and two of them are changed by Python.
  let free = name.startsWith("_") ? `u${name}` : name;
  while (reserved.has(free) || taken.has(free)) free += "_";
  taken.add(free);
  return free;
}

/** `conv_bn_relu` → `ConvBnRelu`. */
export const classCase = (name: string): string => {
  const joined = name
    .split("_")
    .filter((part) => part !== "")
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join("");
  return /^[A-Za-z]/.test(joined) ? joined : `Block${joined}`;
};

export const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

/** A string literal of printable ASCII. */
export function quote(text: string): string {
  let quoted = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === '"' || character === "\\") quoted += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) quoted += character;
    else if (code < 0x100) quoted += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 0x10000) quoted += `\\u${code.toString(16).padStart(4, "0")}`;
    else quoted += `\\U${code.toString(16).padStart(8, "0")}`;
  }
  return `"${quoted}"`;
}

/** One line of prose inside a docstring or behind `#`: no quotes, no backslashes, nothing unprintable. */
export function prose(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/["\\]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "")
    .trim();
}
