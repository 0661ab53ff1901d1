/**
 * Python that is common to all readers of an exported file: the names of parts, and the split of a set without a test part, which
 * gives the same images to the same parts as `src/data/split.ts` does, bit for bit.
 */

/** Words of folders, files and arrays, as `src/data/part-names.ts` has them. */
export const partWords = `PARTS = {
    "train": ("train", "training"),
    "validation": ("val", "valid", "validation", "dev"),
    "test": ("test", "testing", "eval", "evaluation"),
}`;

export const split = `def mix(x: int) -> int:
    """The finalizer of MurmurHash3: 32 well mixed bits."""
    x = ((x ^ x >> 16) * 0x85EBCA6B) & 0xFFFFFFFF
    x = ((x ^ x >> 13) * 0xC2B2AE35) & 0xFFFFFFFF
    return x ^ x >> 16


def split(labels: Tensor, share: float) -> tuple[list[int], list[int]]:
    """Images for training and for test: the ones that cnnc takes. Each class alike."""
    count = len(labels)
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        draw = mix(mix(1) ^ (i * 0x9E3779B9 & 0xFFFFFFFF))
        j = int(draw / 2**32 * (i + 1))
        order[i], order[j] = order[j], order[i]
    # An image with many labels is of no class.
    classes = labels.tolist() if labels.dim() == 1 else [0] * count
    sizes: dict[int, int] = {}
    for i in order:
        sizes[classes[i]] = sizes.get(classes[i], 0) + 1
    if max(sizes.values()) < 2:
        raise SystemExit("no class has an image to spare for a test part")

    def within(quota: int, size: int) -> int:
        return 1 if size == 1 else min(size - 1, max(1, quota))

    quotas = {label: within(int(n * share), n) for label, n in sizes.items()}
    rest = {label: n * share - int(n * share) for label, n in sizes.items()}
    lacking = int(count * share + 0.5) - sum(quotas.values())
    for label in sorted(rest, key=lambda label: -rest[label]):
        most = within(int(sizes[label] * share) + 1, sizes[label])
        if lacking > 0 and rest[label] >= 1e-9 and quotas[label] < most:
            quotas[label] = most
            lacking -= 1
    chosen = set()
    for i in order:
        if quotas[classes[i]] > 0:
            quotas[classes[i]] -= 1
            chosen.add(i)
    return [i for i in range(count) if i in chosen], [i for i in range(count) if i not in chosen]


def complete(parts: dict[str, Part], share: float) -> dict[str, Part]:
    """With a test part: the one for validation where that is all, else some of training."""
    if "train" not in parts:
        raise SystemExit("no images for training are found")
    if "test" not in parts and "validation" in parts:
        parts["test"] = parts.pop("validation")
    if "test" not in parts:
        images, labels = parts["train"]
        train, test = split(labels, share)
        parts = {"train": (images[train], labels[train]), "test": (images[test], labels[test])}
    return parts`;
