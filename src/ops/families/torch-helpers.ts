/**
 * Python definitions for what PyTorch has no module of its own: the exporter puts those that a model uses into its file. All
 * run on PyTorch 1.13 and later.
 */
import type { PythonHelper } from "../pytorch.ts";

export const averageOver: PythonHelper = {
  name: "average_over",
  source: `def average_over(
    x: Tensor, window, stride, padding: tuple[int, ...], counted: tuple[int, ...]
) -> Tensor:
    """The sums of windows that PyTorch cannot pad, divided by the places counted."""
    pool = (F.avg_pool1d, F.avg_pool2d, F.avg_pool3d)[x.dim() - 3]
    inside = F.pad(torch.ones_like(x[:1, :1]), counted, value=1.0)
    rest = [whole - part for whole, part in zip(padding, counted)]
    sums = pool(F.pad(x, padding), window, stride)
    return sums / pool(F.pad(inside, rest), window, stride)
`,
};

export const channelShuffle: PythonHelper = {
  name: "channel_shuffle",
  source: `def channel_shuffle(x: Tensor, groups: int) -> Tensor:
    """The first channel of each group, then the second of each."""
    grouped = x.unflatten(1, (groups, x.shape[1] // groups))
    return grouped.transpose(1, 2).flatten(1, 2)
`,
};

export const scaleAndShift: PythonHelper = {
  name: "ScaleAndShift",
  source: `class ScaleAndShift(nn.Module):
    """Each channel times a learned number, plus another."""

    def __init__(self, channels: int, fan_in: int, axes: int = 2) -> None:
        super().__init__()
        self.axes = axes
        bound = fan_in**-0.5
        self.weight = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(channels).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        shape = (-1,) + (1,) * self.axes
        return x * self.weight.view(shape) + self.bias.view(shape)
`,
};

export const sparseConvolution: PythonHelper = {
  name: "SparseConv",
  source: `class SparseConv(nn.Module):
    """A convolution whose filters read the channels that a table names.

    There is one kernel for each connection, filter after filter.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        axes: int = 2,
        bias: bool = True,
        connections: list[list[int]] | None = None,
    ) -> None:
        super().__init__()
        rows = connections or []
        kernel = (kernel_size,) * axes if isinstance(kernel_size, int) else kernel_size
        self.shape = (out_channels, in_channels, *kernel)
        self.stride, self.padding, self.dilation = stride, padding, dilation
        self.axes = axes
        filters = [f for f, row in enumerate(rows) for _ in row]
        channels = [c for row in rows for c in row]
        self.register_buffer("filters", torch.tensor(filters), persistent=False)
        self.register_buffer("channels", torch.tensor(channels), persistent=False)
        bound = (math.prod(kernel) * len(filters) / out_channels) ** -0.5
        weight = torch.empty(len(filters), *kernel).uniform_(-bound, bound)
        shift = torch.empty(out_channels).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(shift) if bias else None

    def forward(self, x: Tensor) -> Tensor:
        zeros = self.weight.new_zeros(self.shape)
        dense = zeros.index_put((self.filters, self.channels), self.weight)
        convolve = (F.conv1d, F.conv2d, F.conv3d)[self.axes - 1]
        return convolve(x, dense, self.bias, self.stride, self.padding, self.dilation)
`,
};

export const graphConvolution: PythonHelper = {
  name: "GraphConvolution",
  source: `class GraphConvolution(nn.Module):
    """The weighted mean of a node and its neighbors, then one matrix for all nodes.

    Kipf and Welling, 2017.
    """

    def __init__(
        self,
        nodes: int,
        in_features: int,
        out_features: int,
        edges: str,
        bias: bool = True,
    ) -> None:
        super().__init__()
        adjacency = self.normalized(edges, nodes)
        self.register_buffer("adjacency", adjacency, persistent=False)
        bound = in_features**-0.5
        weight = torch.empty(in_features, out_features).uniform_(-bound, bound)
        shift = torch.empty(out_features).uniform_(-bound, bound)
        self.weight = nn.Parameter(weight)
        self.bias = nn.Parameter(shift) if bias else None

    @staticmethod
    def normalized(edges: str, nodes: int) -> Tensor:
        """D^-1/2 (A + I) D^-1/2 of the undirected edges of a file, one \`a,b\` a line.

        The file is looked for in the current folder, then beside this file.
        """
        path = Path(edges) if Path(edges).exists() else Path(__file__).parent / edges
        adjacency = torch.eye(nodes)
        for line in path.read_text().splitlines():
            pair = line.split("#")[0].replace(";", ",").split(",")
            if len(pair) >= 2 and pair[0].strip().isdigit():
                a, b = int(pair[0]), int(pair[1])
                adjacency[a, b] = adjacency[b, a] = 1.0
        scale = adjacency.sum(1).rsqrt()
        return scale[:, None] * adjacency * scale

    def forward(self, x: Tensor) -> Tensor:
        # [N, features, nodes], as every tensor has its channels first.
        y = torch.einsum("ncv,vw,cf->nfw", x, self.adjacency, self.weight)
        return y if self.bias is None else y + self.bias[:, None]
`,
};
