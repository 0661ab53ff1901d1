/**
 * What augmentations that move the places of an image have in common: an image must have as many axes before its channels as
 * they need. Takes the shape of an image; gives problems for the checker. And their helpers in Python.
 */
import type { Problem, Shape } from "../operator.ts";
import type { PythonHelper } from "../pytorch.ts";
import { printShape, spatialNames, spatialOf } from "../shape.ts";

/** None, or that the image has too few axes. */
export function mustHaveAxes(input: Shape, least: number, what: string): readonly Problem[] {
  const axes = spatialOf(input).length;
  if (axes >= least) return [];
  const wants = least === 1 ? "places" : "height and width";
  return [
    {
      code: "shape/rank",
      message: `${what} wants images with ${wants}, not ${printShape(input)}`,
      notes: [axes === 0 ? "the input is a list of numbers" : "the input has a length and channels"],
      help: `write the input with its axes, such as ${least === 1 ? "`1000x12`" : "`28x28x1`"}, or leave this out`,
    },
  ];
}

/** `height 28`: each axis with its places. */
export const namedAxes = (input: Shape): readonly (readonly [name: string, places: number])[] => {
  const spatial = spatialOf(input);
  return spatialNames(spatial.length).map((name, a) => [name, spatial[a]!]);
};

export const cutAtRandom: PythonHelper = {
  name: "cut_at_random",
  source: `def cut_at_random(x: Tensor, margins: tuple[int, ...], sizes: tuple[int, ...]) -> Tensor:
    """From each image with zeros around it a window, at a place of its own."""
    x = F.pad(x, [margin for margin in reversed(margins) for _ in range(2)])
    for axis, size in enumerate(sizes, 2):
        start = torch.randint(x.shape[axis] - size + 1, (len(x), 1))
        shape = [size if a == axis else len(x) if a == 0 else 1 for a in range(x.dim())]
        index = (start + torch.arange(size)).view(shape)
        x = x.gather(axis, index.expand(*x.shape[:axis], size, *x.shape[axis + 1 :]))
    return x
`,
};

export const flipAtRandom: PythonHelper = {
  name: "flip_at_random",
  source: `def flip_at_random(x: Tensor, axis: int) -> Tensor:
    """Each image, or its mirror image."""
    mirrored = (torch.rand(len(x)) < 0.5).view(-1, *[1] * (x.dim() - 1))
    return torch.where(mirrored, x.flip(axis), x)
`,
};

export const rotateAtRandom: PythonHelper = {
  name: "rotate_at_random",
  source: `def rotate_at_random(x: Tensor, degrees: float, mode: str = "bilinear") -> Tensor:
    """Each image turned about its middle in the plane of its last two axes, zeros around it."""
    height, width = x.shape[-2:]
    angle = torch.deg2rad(degrees * (2 * torch.rand(len(x)) - 1))
    cosine, sine, zero = angle.cos(), angle.sin(), torch.zeros(len(x))
    rows = [cosine, -sine * height / width, zero, sine * width / height, cosine, zero]
    flat = x.flatten(1, -3)
    grid = F.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), list(flat.shape), align_corners=False)
    return F.grid_sample(flat, grid, mode, align_corners=False).view(x.shape)
`,
};

export const eraseAtRandom: PythonHelper = {
  name: "erase_at_random",
  source: `def erase_at_random(x: Tensor, extent: int) -> Tensor:
    """A box of zeros about a place of each image."""
    erased = torch.ones(len(x), *[1] * (x.dim() - 1), dtype=torch.bool)
    for axis in range(2, x.dim()):
        size = x.shape[axis]
        away = torch.arange(size) - torch.randint(size, (len(x), 1)) + extent // 2
        shape = [size if a == axis else len(x) if a == 0 else 1 for a in range(x.dim())]
        erased = erased & ((away >= 0) & (away < extent)).view(shape)
    return x.masked_fill(erased, 0)
`,
};
