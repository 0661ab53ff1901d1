/** Python that reads tables: .csv and .npz, as `src/data/` does: label columns, words as classes, whole numbers as bytes. */
import type { DataUse } from "../../../check/model.ts";
import { quote } from "../names.ts";

/** `shape`: height, width, channels. */
export function printCsv(shape: readonly number[], data: DataUse | undefined, share: number): readonly string[] {
  const { label, skip = [] } = data ?? {};
  const asked = label === undefined ? "None" : typeof label === "string" ? quote(label) : label.position === "first" ? "0" : "-1"; // prettier-ignore
  return [
    `LABEL: str | int | None = ${asked}
SKIP: list[str] = [${skip.map(quote).join(", ")}]


def is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def with_point(text: str) -> str:
    """A number with a decimal comma, as between semicolons."""
    changed = text.replace(",", ".", 1)
    return changed if is_number(changed) else text


def separates(mark: str, line: str) -> bool:
    fields = line.split(mark)
    return len(fields) > 1 and all("," not in f or '"' in f or is_number(with_point(f)) for f in fields)


def read_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header, empty where there is none, and the rows."""
    data = path.read_bytes()
    text = data.decode("utf-16" if data[:2] in (b"\\xff\\xfe", b"\\xfe\\xff") else "utf-8-sig")
    first = text.splitlines()[0]
    separator = next((mark for mark in "\\t;" if separates(mark, first)), ",")
    rows = [row for row in csv.reader(text.splitlines(), delimiter=separator) if row]
    rows = [[field.strip() if separator == "," else with_point(field.strip()) for field in row] for row in rows]
    known = {"label", "class", "target", "y", str(LABEL).lower(), *map(str.lower, SKIP)}
    words = [field for field in rows[0] if not is_number(field)]
    has_header = len(words) == len(rows[0]) or any(word.lower() in known for word in words)
    return (rows[0], rows[1:]) if has_header else ([], rows)


def label_column(header: list[str], rows: list[list[str]], used: list[int], path: Path) -> int:
    if isinstance(LABEL, str):
        if LABEL not in header:
            raise SystemExit(f"{path} has no column {LABEL}")
        return header.index(LABEL)
    if LABEL is not None:
        return used[LABEL]
    if header:
        found = [i for i in used if header[i].lower() in ("label", "class", "target", "y")]
    else:
        found = [i for i in used if any(not is_number(row[i]) for row in rows)]
        ends = [i for i in (used[0], used[-1]) if not found and are_classes([row[i] for row in rows])]
        # The first, and never the last by itself: that is asked for.
        found = ends if ends == [used[0]] else found
    if len(found) != 1:
        raise SystemExit(f"{path}: say which column is the label: set LABEL in {__file__}")
    return found[0]


def are_classes(texts: list[str]) -> bool:
    values = {float(text) for text in texts}
    whole = all(value.is_integer() for value in values) and min(values) in (0, 1)
    return whole and max(values) - min(values) + 1 == len(values) and 1 < len(values) < len(texts)


def read_table(path: Path, training: tuple | None) -> tuple[np.ndarray, list[str], tuple] | None:
    """Numbers [N, columns], the label of each row as it is written, and the columns; nothing of a further part
    without labels."""
    header, rows = read_rows(path)
    if training is None:
        unnamed = bool(header) and header[0] in ("", "Unnamed: 0") and header[0] != LABEL
        left_out = [i for i, name in enumerate(header) if name in SKIP or (unnamed and i == 0)]
        used = [i for i in range(len(rows[0])) if i not in left_out]
        label = label_column(header, rows, used, path)
        fields = [i for i in used if i != label]
        training = header, len(rows[0]), label, fields
    else:
        names, count, label, fields = training
        if names and header:
            if names[label] not in header:
                return None
            label, *fields = (header.index(names[i]) for i in (label, *fields))
        elif len(rows[0]) == count - 1:
            return None
    numbers = np.array([[float(row[i]) for i in fields] for row in rows])
    return numbers.astype("float32"), [row[label] for row in rows], training`,
    `def load_data(path: Path) -> dict[str, Part]:
    """The parts of a table, or of a folder of \`train.csv\` and \`test.csv\`."""
    folder = path if path.is_dir() else path.parent
    beside = {p.stem.lower(): p for p in folder.glob("*.csv")}
    files = {part: beside[w] for part, words in PARTS.items() for w in words if w in beside}
    if not path.is_dir() and path not in files.values():
        files = {"train": path}
    tables = {"train": read_table(files["train"], None)}
    for part, file in files.items():
        table = tables["train"] if part == "train" else read_table(file, tables["train"][2])
        if table is None:
            print(f"{file} has no label, and is no part", file=sys.stderr)
        else:
            tables[part] = table
    values = np.concatenate([numbers.ravel() for numbers, _, _ in tables.values()])
    # Whole numbers 0..255, at least one of them above 1, are bytes.
    whole = bool((values == np.floor(values)).all() and values.min() >= 0)
    scale = 255 if whole and 1 < values.max() <= 255 else 1
    texts = [text for _, labels, _ in tables.values() for text in labels]
    words = sorted(set(texts)) if not all(map(is_number, texts)) else None
    parts = {}
    for part, (numbers, labels, _) in tables.items():
        classes = [words.index(text) if words else int(float(text)) for text in labels]
        images = torch.from_numpy(numbers / np.float32(scale)).reshape(-1, ${shape.join(", ")})
        parts[part] = images.movedim(-1, 1).contiguous(), torch.tensor(classes)
    return complete(parts, ${share})`,
  ];
}

/** \`places\`: of a set with a label for each. */
export function printNpz(
  shape: readonly number[],
  places: readonly number[] | undefined,
  share: number,
): readonly string[] {
  const first = [shape.at(-1)!, ...shape.slice(0, -1)].join(", ");
  const last = shape.join(", ");
  const labels = places === undefined ? "reshape(-1)" : `reshape(-1, ${places.join(", ")})`;
  return [
    `def npz_part(arrays: np.lib.npyio.NpzFile, words: tuple[str, ...]) -> Part | None:
    """Images [N, C, ...], and labels: of arrays such as \`x_train\` and \`y_train\`."""

    every = {word for part in PARTS.values() for word in part}

    def find(*roles: str) -> list[str]:
        names = {name: {*re.split("[^a-z0-9]+", name.lower())} for name in arrays}
        fits = {name: w & {*words} if words else not w & every for name, w in names.items()}
        return [name for name, w in names.items() if fits[name] and w & {*roles}]

    images = find("x", "image", "images", "data", "samples", "features")
    labels = find("y", "label", "labels", "target", "targets", "mask", "masks")
    if not words and not images and "arr_1" in arrays:
        images, labels = ["arr_0"], ["arr_1"]
    if len(images) != 1 or len(labels) != 1:
        return None
    values = arrays[images[0]]
    # Whole numbers are bytes; channels may stand first.
    scale = 255 if values.dtype.kind in "iu" else 1
    x = torch.from_numpy(values.astype("float32") / np.float32(scale))
    if x.shape[1:] != (${first}) or x.shape[1:] == (${last}):
        x = x.reshape(-1, ${last}).movedim(-1, 1)
    return x.contiguous(), torch.from_numpy(arrays[labels[0]].astype("int64")).${labels}`,
    `def load_data(path: Path) -> dict[str, Part]:
    """The parts of an .npz file."""
    files = sorted(path.glob("*.npz")) if path.is_dir() else [path]
    if len(files) != 1:
        raise SystemExit(f"{path} holds {len(files)} .npz files: name one")
    with np.load(files[0]) as arrays:
        found = {part: npz_part(arrays, words) for part, words in PARTS.items()}
        found["train"] = found["train"] or npz_part(arrays, ())
    return complete({name: part for name, part in found.items() if part}, ${share})`,
  ];
}
