#!/usr/bin/env python3
"""Image files made by Pillow, and their pixels as Pillow reads them: test/fixtures/images. Run from the project's root:
/usr/bin/python3 test/oracle/make-image-fixtures.py (Pillow 9.4, libtiff, libwebp). A test compares our decoders with them.

What Pillow cannot say by itself is said here: 16 bits become 8 by the nearest value (Pillow cuts them off)."""
import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

OUT = Path("test/fixtures/images")
OUT.mkdir(parents=True, exist_ok=True)
for old in OUT.iterdir():
    old.unlink()
W, H = 21, 13
y, x = np.mgrid[0:H, 0:W]
rng = np.random.default_rng(9)
RGB = np.stack([x * 12, y * 19, (x + y) * 7], -1).astype("uint8")
RGB[2:6, 3:8] = [250, 20, 30]
RGB[7:11, 10:17] = [10, 200, 90]
GRAY = (x * 7 + y * 9).astype("uint8")
ALPHA = np.where((x - 8) ** 2 + (y - 6) ** 2 < 30, 255, x * 8 % 256).astype("uint8")
GRAY16 = (x * 3000 + y * 17).astype("uint16")
rgb, gray = Image.fromarray(RGB), Image.fromarray(GRAY)
rgba = Image.fromarray(np.dstack([RGB, ALPHA]), "RGBA")
palette = rgb.quantize(16)
bilevel = Image.fromarray(((x + y) % 3 == 0)).convert("1")
cmyk = Image.fromarray(np.stack([x * 12, y * 19, (x + y) * 7, 60 + 0 * x], -1).astype("uint8"), "CMYK")
expected = {}


def pixels_of(image):
    """Gray, RGB or RGBA as our decoders give them."""
    if image.mode in ("I;16", "I;16B", "I"):
        return np.rint(np.asarray(image).astype("float64") / 257).astype("uint8")[..., None]
    if image.mode == "1":
        return np.asarray(image.convert("L"))[..., None]
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in ("CMYK", "RGBX"):
        image = image.convert("RGB")
    if image.mode == "RGBa":
        image = image.convert("RGBA")
    pixels = np.asarray(image)
    return pixels[..., None] if pixels.ndim == 2 else pixels


def expect(name, pixels, tolerance=0):
    pixels = np.ascontiguousarray(pixels.astype("uint8"))
    height, width, channels = pixels.shape
    data = base64.b64encode(zlib.compress(pixels.tobytes(), 9)).decode()
    same = next((other for other, seen in expected.items() if seen.get("data") == data), None)
    expected[name] = {
        "width": width,
        "height": height,
        "channels": channels,
        "tolerance": tolerance,
        **({"data": data} if same is None else {"same": same}),
    }


def write(name, data, tolerance=0, pixels=None):
    (OUT / name).write_bytes(data)
    image = Image.open(io.BytesIO(data))
    image.seek(0)
    expect(name, pixels_of(image) if pixels is None else pixels, tolerance)


def save(name, image, tolerance=0, **options):
    out = io.BytesIO()
    image.save(out, name.rsplit(".", 1)[1].replace("jpg", "jpeg").replace("tif", "tiff").replace("tifff", "tiff"), **options)
    write(name, out.getvalue(), tolerance)


# BMP by Pillow, and by hand what it does not write.
save("rgb.bmp", rgb)
save("gray.bmp", gray)
save("palette.bmp", palette)
save("bilevel.bmp", bilevel)
save("alpha.bmp", rgba)


def bmp(bits, rows, compression=0, colors=b"", masks=b"", top_down=False, core=False):
    if core:
        info = struct.pack("<IHHHH", 12, W, H, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40, W, -H if top_down else H, 1, bits, compression, len(rows), 0, 0, 0, 0)
    offset = 14 + len(info) + len(masks) + len(colors)
    return struct.pack("<2sIHHI", b"BM", offset + len(rows), 0, 0, offset) + info + masks + colors + rows


def padded(rows):
    return b"".join(row + bytes(-len(row) % 4) for row in rows)


def packed_row(row, bits):
    text = "".join(format(int(v), f"0{bits}b") for v in row)
    return int(text.ljust((len(text) + 7) // 8 * 8, "0"), 2).to_bytes((len(text) + 7) // 8, "big")


index = np.asarray(palette)
table = np.array(palette.getpalette()[:48], "uint8").reshape(16, 3)
table4 = b"".join(bytes([c[2], c[1], c[0], 0]) for c in table)
table3 = b"".join(bytes([c[2], c[1], c[0]]) for c in table)
seen = table[index]
write("four-bits.bmp", bmp(4, padded([packed_row(r, 4) for r in index[::-1]]), colors=table4), pixels=seen)
write("core-header.bmp", bmp(4, padded([packed_row(r, 4) for r in index[::-1]]), colors=table3, core=True), pixels=seen)
write("top-down.bmp", bmp(24, padded([r[:, ::-1].tobytes() for r in RGB]), top_down=True))
(OUT / "two-bits.bmp").write_bytes(bmp(2, padded([packed_row(r % 4, 2) for r in index[::-1]]), colors=table4[:16]))
expect("two-bits.bmp", table[:4][index % 4])
five = (RGB >> 3).astype("uint16")
write("555.bmp", bmp(16, padded([(r[:, 0] << 10 | r[:, 1] << 5 | r[:, 2]).astype("<u2").tobytes() for r in five[::-1]])))
wide = (RGB[..., 1] >> 2).astype("uint16")
rows565 = [(a[:, 0] << 11 | b << 5 | a[:, 2]).astype("<u2").tobytes() for a, b in zip(five[::-1], wide[::-1])]
write("565.bmp", bmp(16, padded(rows565), compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))


def runs8(row):
    out, i = b"", 0
    while i < len(row):
        n = 1
        while i + n < len(row) and row[i + n] == row[i] and n < 255:
            n += 1
        if n == 1 and i + 3 <= len(row):
            part = bytes(int(v) for v in row[i : i + 3])
            out, i = out + bytes([0, 3]) + part + b"\0", i + 3
        else:
            out, i = out + bytes([n, int(row[i])]), i + n
    return out + b"\0\0"


write("runs-8.bmp", bmp(8, b"".join(map(runs8, index[::-1])) + b"\0\1", 1, colors=table4 + bytes(4 * 240)), pixels=seen)
pairs = np.repeat(index[:, ::2], 2, axis=1)[:, :W]
runs4 = b"".join(b"".join(bytes([2 if i + 2 <= W else 1, int(r[i]) * 17]) for i in range(0, W, 2)) + b"\0\0" for r in pairs[::-1])
(OUT / "runs-4.bmp").write_bytes(bmp(4, runs4 + b"\0\1", 2, colors=table4))
expect("runs-4.bmp", table[pairs])
# A row of 5, then 3 to the right and 2 up, then 4 more: the rest keeps color 0.
moved = bytes([5, 7, 0, 2, 3, 2, 4, 9, 0, 1])
(OUT / "runs-moved.bmp").write_bytes(bmp(8, moved, 1, colors=table4 + bytes(4 * 240)))
drawn = np.zeros((H, W), int)
drawn[0, :5] = 7
drawn[2, 8:12] = 9
expect("runs-moved.bmp", table[drawn[::-1]])

# GIF.
save("palette.gif", palette)
save("gray.gif", gray)
save("interlaced.gif", palette, interlace=1)
clear = palette.copy()
clear.info["transparency"] = 3
save("transparent.gif", clear, transparency=3)
other = Image.fromarray(255 - RGB).quantize(16)
save("animated.gif", palette, save_all=True, append_images=[other], duration=100)
noise = Image.fromarray(rng.integers(0, 256, (70, 66, 3), dtype="uint8")).quantize(256)
save("full-table.gif", noise)

# WebP: lossy and lossless, with alpha, animated.
save("lossless.webp", rgb, lossless=True)
save("lossy.webp", rgb, quality=80)
save("lossless-alpha.webp", rgba, lossless=True, exact=True)
save("lossy-alpha.webp", rgba, quality=80)
save("animated.webp", rgba, lossless=True, exact=True, save_all=True, append_images=[Image.fromarray(255 - np.asarray(rgba), "RGBA")])
for orientation in (3, 6):
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = rgb.transpose(Image.Transpose.ROTATE_180 if orientation == 3 else Image.Transpose.ROTATE_270)
    for name in (f"orientation-{orientation}.webp", f"orientation-{orientation}.png"):
        out = io.BytesIO()
        rgb.save(out, name.rsplit(".", 1)[1], exif=exif.tobytes(), lossless=True)
        (OUT / name).write_bytes(out.getvalue())
        expect(name, np.asarray(turned))
    out = io.BytesIO()
    rgb.save(out, "tiff", tiffinfo={0x0112: orientation})
    (OUT / f"orientation-{orientation}.tif").write_bytes(out.getvalue())
    expect(f"orientation-{orientation}.tif", np.asarray(turned))

# TIFF.
for packing in ("raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
    short = packing.replace("tiff_", "").replace("adobe_", "")
    save(f"rgb-{short}.tif", rgb, compression=packing)
    save(f"gray-{short}.tif", gray, compression=packing)
save("differences.tif", rgb, compression="tiff_lzw", tiffinfo={317: 2})
save("differences-16.tif", Image.fromarray(GRAY16), compression="tiff_adobe_deflate", tiffinfo={317: 2})
save("strips.tif", Image.fromarray(np.kron(RGB, np.ones((8, 8, 1), "uint8"))), compression="tiff_lzw", tiffinfo={278: 10})
save("full-table.tif", noise.convert("RGB"), compression="tiff_lzw")
save("palette.tif", palette, compression="tiff_lzw")
save("bilevel.tif", bilevel)
save("gray16.tif", Image.fromarray(GRAY16))
save("alpha.tif", rgba, compression="tiff_lzw")
save("cmyk.tif", cmyk, compression="tiff_lzw")
save("jpeg.tif", Image.fromarray(np.kron(RGB, np.ones((4, 4, 1), "uint8"))), compression="jpeg")
save("jpeg-gray.tif", Image.fromarray(np.kron(GRAY, np.ones((4, 4), "uint8"))), compression="jpeg")
save("pages.tif", rgb, save_all=True, append_images=[gray], compression="tiff_lzw")


def tiff(tags, blobs, big=False):
    """A TIFF by hand: `tags` of (tag, type, values); `blobs` come first, and their offsets are told to a tag given as a function."""
    e = ">" if big else "<"
    body, offsets = b"", []
    for blob in blobs:
        offsets.append(8 + len(body))
        body += blob + b"\0" * (len(blob) % 2)
    entries, extra = [], b""
    start = 8 + len(body)
    resolved = sorted((t, k, v(offsets) if callable(v) else v) for t, k, v in tags)
    end = start + 2 + 12 * len(resolved) + 4
    for tag, kind, values in resolved:
        data = struct.pack(e + {3: "H", 4: "I", 1: "B"}[kind] * len(values), *values)
        if len(data) <= 4:
            field = data.ljust(4, b"\0")
        else:
            field = struct.pack(e + "I", end + len(extra))
            extra += data + b"\0" * (len(data) % 2)
        entries.append(struct.pack(e + "HHI", tag, kind, len(values)) + field)
    header = (b"MM\0*" if big else b"II*\0") + struct.pack(e + "I", start)
    return header + body + struct.pack(e + "H", len(entries)) + b"".join(entries) + bytes(4) + extra


def basic(bits, samples, photometric, compression=1):
    return [(256, 3, [W]), (257, 3, [H]), (258, 3, [bits] * samples), (259, 3, [compression]), (262, 3, [photometric]), (277, 3, [samples])]


def strips(blobs, rows=H):
    return [(273, 4, lambda at: at[: len(blobs)]), (278, 3, [rows]), (279, 4, [len(b) for b in blobs])]


def by_hand(name, tags, blobs, pixels, big=False):
    (OUT / name).write_bytes(tiff(tags, blobs, big))
    expect(name, pixels)


planes = [RGB[..., c].tobytes() for c in range(3)]
by_hand("planar.tif", basic(8, 3, 2) + [(284, 3, [2])] + strips(planes), planes, RGB)
deep = RGB.astype("uint16") * 257 - (RGB > 100) * np.uint16(40)
by_hand("rgb16-big-endian.tif", basic(16, 3, 2) + strips([b"x"]) [:2] + [(279, 4, [W * H * 6])], [deep.astype(">u2").tobytes()], np.rint(deep / 257), big=True)
steps = deep.astype(">u2").copy()
steps[:, 1:] = deep[:, 1:] - deep[:, :-1]
blob = zlib.compress(steps.tobytes())
by_hand("differences-rgb16-big-endian.tif", basic(16, 3, 2, 8) + [(317, 3, [2])] + strips([blob]), [blob], np.rint(deep / 257), big=True)
blob = (255 - GRAY).tobytes()
by_hand("white-is-zero.tif", basic(8, 1, 0) + strips([blob]), [blob], GRAY[..., None])
blob = b"".join(packed_row(r % 16, 4) for r in GRAY)
by_hand("four-bits.tif", basic(4, 1, 1) + strips([blob]), [blob], (GRAY % 16 * 17)[..., None])
blob = b"".join(bytes(int(format(b, "08b")[::-1], 2) for b in packed_row(r % 2, 1)) for r in GRAY)
by_hand("low-bits-first.tif", basic(1, 1, 1) + [(266, 3, [2])] + strips([blob]), [blob], (GRAY % 2 * 255)[..., None])
multiplied = np.dstack([(RGB.astype("uint16") * ALPHA[..., None] // 255).astype("uint8"), ALPHA])
whole = np.minimum(255, multiplied[..., :3].astype("uint16") * 255 // np.maximum(1, ALPHA[..., None]))
blob = multiplied.tobytes()
by_hand("multiplied-alpha.tif", basic(8, 4, 2) + [(338, 3, [1])] + strips([blob]), [blob], np.dstack([whole, ALPHA]))
blob = np.dstack([GRAY, ALPHA]).tobytes()
by_hand("gray-alpha.tif", basic(8, 2, 1) + [(338, 3, [2])] + strips([blob]), [blob], np.dstack([GRAY, ALPHA]))
tiles = []
padded_rgb = np.pad(RGB, ((0, 32 - H), (0, 32 - W), (0, 0)))
for top in range(0, H, 16):
    for left in range(0, W, 16):
        tiles.append(zlib.compress(np.ascontiguousarray(padded_rgb[top : top + 16, left : left + 16]).tobytes()))
by_hand(
    "tiles.tif",
    basic(8, 3, 2, 8) + [(322, 3, [16]), (323, 3, [16]), (324, 4, lambda at: at), (325, 4, [len(t) for t in tiles])],
    tiles,
    RGB,
)

# JPEG: every sampling, orders of coefficients, colors, restart marks.
photo = Image.fromarray(
    np.asarray(Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype="uint8")).resize((43, 37), Image.Resampling.BICUBIC))
)
for name, sampling in (("444", "4:4:4"), ("422", "4:2:2"), ("420", "4:2:0"), ("411", "4:1:1")):
    save(f"{name}.jpg", photo, quality=88, subsampling=sampling)
    save(f"{name}-progressive.jpg", photo, quality=88, subsampling=sampling, progressive=True)
save("gray.jpg", photo.convert("L"), quality=88)
save("gray-progressive.jpg", photo.convert("L"), quality=88, progressive=True)
save("cmyk.jpg", photo.convert("CMYK"), quality=88)
save("optimized.jpg", photo, quality=50, optimize=True)
save("one-pixel.jpg", photo.resize((1, 1)))


def restarting(width, height, interval):
    """A baseline JPEG of 4:2:0 with restart marks, which Pillow 9.4 cannot write: blocks of one color, standard tables."""

    def segment(marker, content):
        return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content

    dc_counts = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    # One code of AC is enough: the end of the block, `0`.
    tables = bytes([0]) + bytes(dc_counts) + bytes(range(12)) + bytes([0x10, 1] + [0] * 15 + [0])
    codes, code, k = {}, 0, 0
    for length, count in enumerate(dc_counts, 1):
        for _ in range(count):
            codes[k], code, k = format(code, f"0{length}b"), code + 1, k + 1
        code <<= 1
    frame = struct.pack(">BHHB", 8, height, width, 3) + bytes([1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0])
    out = b"\xff\xd8" + segment(0xDB, bytes([0]) + bytes([8] * 64)) + segment(0xC4, tables) + segment(0xC0, frame)
    out += segment(0xDD, struct.pack(">H", interval)) + segment(0xDA, bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0]))
    units = ((width + 15) // 16) * ((height + 15) // 16)
    before, bits = [0, 0, 0], ""

    def flush(text):
        text += "1" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0")

    for unit in range(units):
        if unit > 0 and unit % interval == 0:
            out += flush(bits) + bytes([0xFF, 0xD0 + (unit // interval - 1) % 8])
            before, bits = [0, 0, 0], ""
        for component in (0, 0, 0, 0, 1, 2):
            value = int(rng.integers(-100, 100))
            step = value - before[component]
            before[component] = value
            size = abs(step).bit_length()
            bits += codes[size] + (format(step if step > 0 else step + (1 << size) - 1, f"0{size}b") if size else "") + "0"
    return out + flush(bits) + b"\xff\xd9"


write("restarts.jpg", restarting(75, 53, 3))
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    photo.resize((25, 17)).save(out, "jpeg", quality=88, exif=exif.tobytes())
    write(f"orientation-{orientation}.jpg", out.getvalue(), pixels=np.asarray(ImageOps.exif_transpose(Image.open(out))))

(OUT / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
size = sum(f.stat().st_size for f in OUT.iterdir())
print(len(expected), "files,", size, "bytes")
