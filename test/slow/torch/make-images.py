"""Writes 300 images of 3 classes with Pillow: every color mode that its formats have, in mixed sizes.

Takes a folder and the formats as extensions. Below train/ and test/ (every fifth) stand the class folders;
prints how many images of each mode there are.
"""

import json
import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw

MODES = {
    "png": ["L", "LA", "RGB", "RGBA", "P", "1", "I;16", "P+t", "L+t", "RGB+e"],
    "jpg": ["L", "RGB", "CMYK", "RGB+e", "RGB+p", "L+p", "RGB+420"],
    "bmp": ["L", "RGB", "P", "1", "RGBA"],
    "gif": ["P", "L", "P+t"],
    "webp": ["RGB", "RGBA", "RGB+l"],
    "tif": ["L", "LA", "RGB", "RGBA", "P", "1", "CMYK", "RGB+lzw", "L+deflate"],
}
CLASSES = ["circle", "square", "triangle"]


def draw(kind: str, rng: random.Random) -> Image.Image:
    """A light shape on dark, anywhere in the image; the kinds differ in size too."""
    width, height = rng.randint(20, 90), rng.randint(20, 90)
    dark = tuple(rng.randint(0, 70) for _ in range(3))
    light = tuple(rng.randint(150, 255) for _ in range(3))
    image = Image.new("RGB", (width, height), dark)
    pen = ImageDraw.Draw(image)
    size = min(width, height) * rng.uniform(0.85, 1) * {"circle": 0.35, "square": 0.65, "triangle": 1}[kind]
    x, y = rng.uniform(0, width - size), rng.uniform(0, height - size)
    if kind == "circle":
        pen.ellipse((x, y, x + size, y + size), fill=light)
    elif kind == "square":
        pen.rectangle((x, y, x + size, y + size), fill=light)
    else:
        pen.polygon([(x, y + size), (x + size / 2, y), (x + size, y + size)], fill=light)
    return image


def save(image: Image.Image, mode: str, path: Path) -> None:
    plain, _, extra = mode.partition("+")
    options = {}
    if path.suffix == ".jpg":
        # Without loss of color in space, but where that is tried.
        options = {"quality": 95, "subsampling": 2 if extra == "420" else 0}
        options["progressive"] = extra == "p"
    if plain == "I;16":
        gray = image.convert("L").convert("I").point(lambda level: level * 257)
        gray.convert("I;16").save(path)
        return
    if plain in ("LA", "RGBA"):
        image = image.convert(plain)
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    else:
        image = image.convert(plain)
    if extra == "t":
        options["transparency"] = image.getpixel((0, 0))
    if extra == "e":
        exif = Image.Exif()
        exif[0x0112] = 6
        options["exif"] = exif
    if extra == "l":
        options["lossless"] = True
    if extra in ("lzw", "deflate"):
        options["compression"] = {"lzw": "tiff_lzw", "deflate": "tiff_adobe_deflate"}[extra]
    image.save(path, **options)


folder, formats = Path(sys.argv[1]), sys.argv[2:]
rng = random.Random(7)
kinds = [(format, mode) for format in formats for mode in MODES[format]]
counts: dict[str, int] = {}
for i in range(300):
    kind = CLASSES[i % 3]
    format, mode = kinds[i // 3 % len(kinds)]
    part = "test" if i // 3 % 5 == 4 else "train"
    place = folder / part / kind
    place.mkdir(parents=True, exist_ok=True)
    save(draw(kind, rng), mode, place / f"{i:03}-{mode.replace(';', '').replace('+', '-')}.{format}")
    counts[f"{format} {mode}"] = counts.get(f"{format} {mode}", 0) + 1
print(json.dumps(counts))
