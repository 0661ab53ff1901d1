/**
 * The names of other frameworks for our operators, and what their arguments become here: one row a name, by our own name. Data
 * alone; `foreign/` reads lines by it, and messages about single words. A test holds that every row names an operator.
 */
import { type Elsewhere, type Meaning, words } from "./elsewhere.ts";

const window: Meaning = { as: "window" };
const size: Meaning = { as: "size" };
const number: Meaning = { as: "number" };
const stride: Meaning = { as: "attribute", letter: "s" };
const dilation: Meaning = { as: "attribute", letter: "d" };
const groups: Meaning = { as: "attribute", letter: "g" };
const padding: Meaning = { as: "padding" };
const activation: Meaning = { as: "activation" };
const known: Meaning = { as: "known" };
const nothing: Meaning = { as: "nothing" };
const input: Meaning = { as: "input" };
const nobias: Meaning = { as: "flag", name: "nobias", when: false };
const ceil: Meaning = { as: "flag", name: "ceil", when: true };
const named = (name: string): Meaning => ({ as: "named", name });

const kerasCommon = { activation, use_bias: nobias, input_shape: input, name: nothing };
const initializers = { kernel_initializer: nothing, bias_initializer: nothing };

const kerasConv = {
  filters: size,
  kernel_size: window,
  strides: stride,
  padding,
  ...{ data_format: nothing, dilation_rate: dilation, groups },
  ...kerasCommon,
  ...initializers,
};
const torchConv = {
  in_channels: known,
  out_channels: size,
  kernel_size: window,
  stride,
  padding,
  dilation,
  groups,
  bias: nobias,
};
const kerasPool = {
  pool_size: window,
  strides: stride,
  padding,
  data_format: nothing,
  input_shape: input,
  name: nothing,
};
const torchPool = { kernel_size: window, stride, padding, dilation, return_indices: nothing, ceil_mode: ceil };
const inplace = { inplace: nothing };

function each(
  names: readonly [string, string, string],
  where: Elsewhere["where"],
  parameters: Elsewhere["parameters"],
  otherwise?: string,
): Elsewhere[] {
  return names.map((name, i) => ({
    names: [name],
    where,
    axes: (i + 1) as 1 | 2 | 3,
    ...(parameters ? { parameters } : {}),
    ...(otherwise === undefined ? {} : { otherwise }),
  }));
}

const dims = (name: string, suffix: "D" | "d"): [string, string, string] => [
  `${name}1${suffix}`,
  `${name}2${suffix}`,
  `${name}3${suffix}`,
];
const keras = (names: readonly string[], parameters: Elsewhere["parameters"] = {}, otherwise?: string): Elsewhere => ({
  names,
  where: "Keras",
  parameters: { ...parameters, input_shape: input, name: nothing },
  ...(otherwise === undefined ? {} : { otherwise }),
});
const torch = (names: readonly string[], parameters: Elsewhere["parameters"] = {}, otherwise?: string): Elsewhere => ({
  names,
  where: "PyTorch",
  parameters: { ...parameters, ...inplace },
  ...(otherwise === undefined ? {} : { otherwise }),
});
const darknet = (
  names: readonly string[],
  parameters: Elsewhere["parameters"] = {},
  otherwise?: string,
): Elsewhere => ({
  names,
  where: "Darknet",
  parameters,
  ...(otherwise === undefined ? {} : { otherwise }),
});

/** Of layers, by our name. */
export const foreignLayers: Readonly<Record<string, readonly Elsewhere[]>> = {
  conv: [
    ...each(dims("Conv", "D"), "Keras", kerasConv),
    ...each(dims("Convolution", "D"), "Keras", kerasConv),
    ...each(dims("Conv", "d"), "PyTorch", torchConv),
    darknet(["convolutional"], {
      filters: size,
      size: window,
      stride,
      padding,
      pad: { as: "half" },
      groups,
      batch_normalize: { as: "normalized" },
      activation,
    }),
    {
      ...words("convolution", "convolve", "convlayer", "convolution2dLayer"),
      parameters: { kernel: window, filters: size, kernel_size: window, activation },
    },
  ],
  dwconv: [
    keras(["DepthwiseConv2D"], {
      kernel_size: window,
      strides: stride,
      padding,
      depth_multiplier: size,
      dilation_rate: dilation,
      ...kerasCommon,
    }),
    words("depthwise", "depthwiseconv", "depthwise_conv"),
  ],
  deconv: [
    ...each(["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"], "Keras", {
      filters: size,
      kernel_size: window,
      strides: stride,
      padding,
      ...kerasCommon,
    }),
    ...each(["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"], "PyTorch", {
      in_channels: known,
      out_channels: size,
      kernel_size: window,
      stride,
      padding,
      output_padding: named("outpad"),
      groups,
      bias: nobias,
      dilation,
    }),
    words("transposed", "upconv", "convtranspose", "deconvolution", "deconvolutional"),
  ],
  fc: [
    keras(["Dense"], { units: size, ...kerasCommon, ...initializers }),
    torch(["Linear"], { in_features: known, out_features: size, bias: nobias }),
    torch(["LazyLinear"], { out_features: size, bias: nobias }),
    darknet(["connected"], { output: size, activation }),
    {
      ...words("dense", "fullyconnected", "fully_connected", "affine", "innerproduct", "mlp", "dense_layer"),
      parameters: { units: size, activation },
    },
  ],
  maxpool: [
    ...each(dims("MaxPooling", "D"), "Keras", kerasPool, "2"),
    ...each(dims("MaxPool", "D"), "Keras", kerasPool, "2"),
    ...each(dims("MaxPool", "d"), "PyTorch", torchPool),
    ...each(["max_pool1d", "max_pool2d", "max_pool3d"], "PyTorch", torchPool),
    {
      ...words("pool", "pooling", "max_pool", "max_pooling", "maxpooling", "subsampling"),
      parameters: { size: window, kernel: window, stride, pool_size: window },
    },
    darknet(["maxpool"], { size: window, stride, padding }),
  ],
  avgpool: [
    ...each(dims("AveragePooling", "D"), "Keras", kerasPool, "2"),
    ...each(dims("AvgPool", "D"), "Keras", kerasPool, "2"),
    ...each(dims("AvgPool", "d"), "PyTorch", { kernel_size: window, stride, padding, ceil_mode: ceil }),
    ...each(["avg_pool1d", "avg_pool2d", "avg_pool3d"], "PyTorch", {
      kernel_size: window,
      stride,
      padding,
      ceil_mode: ceil,
    }),
    words("average_pool", "avg_pool", "averagepool", "average_pooling", "meanpool", "avgpooling"),
  ],
  gavgpool: [
    keras(["GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D", "GlobalAvgPool2D"], {
      keepdims: nothing,
    }),
    words(
      "gap",
      "globalavgpool",
      "global_avg_pool",
      "global_average_pooling",
      "globalaveragepool",
      "globalpool",
      "global_pool",
    ),
    darknet(["avgpool"]),
  ],
  gmaxpool: [
    keras(["GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "GlobalMaxPool2D"], { keepdims: nothing }),
    words("gmp", "globalmaxpool", "global_max_pool"),
  ],
  adaptiveavgpool: [
    torch(["AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d", "adaptive_avg_pool2d"], {
      output_size: window,
    }),
    words("adaptivepool", "adaptive_pool"),
  ],
  bn: [
    keras(["BatchNormalization"], {
      axis: nothing,
      momentum: { as: "named", name: "momentum", complement: true },
      epsilon: named("eps"),
    }),
    torch(["BatchNorm1d", "BatchNorm2d", "BatchNorm3d"], {
      num_features: known,
      eps: named("eps"),
      momentum: named("momentum"),
      affine: nothing,
      track_running_stats: nothing,
    }),
    words("batchnorm", "batch_norm", "batchnormalization", "batch_normalization", "norm", "normalization"),
  ],
  layernorm: [
    keras(["LayerNormalization"], { epsilon: named("eps") }),
    torch(["LayerNorm"], { normalized_shape: known, eps: named("eps") }),
    words("layer_norm", "ln"),
  ],
  groupnorm: [
    torch(["GroupNorm"], { num_groups: number, num_channels: known, eps: named("eps") }),
    keras(["GroupNormalization"], { groups: number, epsilon: named("eps") }),
    words("group_norm", "gn"),
  ],
  lrn: [
    torch(["LocalResponseNorm"], { size: number, alpha: named("alpha"), beta: named("beta"), k: named("k") }),
    words("localresponsenorm", "local_response_normalization", "localresponsenormalization", "responsenorm"),
  ],
  dropout: [
    keras(["Dropout"], { rate: number, seed: nothing }),
    torch(["Dropout"], { p: number }, "0.5"),
    darknet(["dropout"], { probability: number }),
    words("drop"),
  ],
  flatten: [
    keras(["Flatten"], { data_format: nothing }),
    torch(["Flatten"], { start_dim: nothing, end_dim: nothing }),
    words("view", "reshape1d", "ravel"),
  ],
  reshape: [],
  identity: [torch(["Identity"]), words("linear_activation", "noop", "pass")],
  upsample: [
    keras(
      ["UpSampling2D"],
      { size: window, interpolation: { as: "word", words: { nearest: "nearest", bilinear: "bilinear" } } },
      "2",
    ),
    torch(["Upsample"], {
      size: nothing,
      scale_factor: window,
      mode: { as: "word", words: { nearest: "nearest", bilinear: "bilinear" } },
    }),
    darknet(["upsample"], { stride: window }),
    words("upsampling", "unpool", "upscale"),
  ],
  pad: [
    keras(["ZeroPadding2D"], { padding: window }),
    torch(["ZeroPad2d"], { padding: window }),
    words("zeropad", "zeropadding"),
  ],
  relu: [keras(["ReLU"]), torch(["ReLU"]), words("rectifier", "rectified_linear")],
  relu6: [torch(["ReLU6"])],
  leakyrelu: [
    keras(["LeakyReLU"], { negative_slope: number, alpha: number }, "0.3"),
    torch(["LeakyReLU", "leaky_relu"], { negative_slope: number }, "0.01"),
    darknet(["leaky"], {}, "0.1"),
    words("lrelu", "leaky_relu"),
  ],
  prelu: [torch(["PReLU"], { num_parameters: nothing }), keras(["PReLU"], { shared_axes: nothing })],
  elu: [torch(["ELU"], { alpha: named("alpha") }), keras(["ELU"], { alpha: named("alpha") })],
  gelu: [torch(["GELU"], { approximate: nothing })],
  silu: [torch(["SiLU"]), words("swish")],
  hardswish: [torch(["Hardswish"]), words("hswish", "hard_swish")],
  hardsigmoid: [torch(["Hardsigmoid"]), words("hsigmoid", "hard_sigmoid")],
  sigmoid: [torch(["Sigmoid"]), words("logistic", "logsig", "expit")],
  tanh: [torch(["Tanh"]), words("tansig")],
  softplus: [torch(["Softplus"])],
  softmax: [
    keras(["Softmax"], { axis: nothing }),
    torch(["Softmax"], { dim: nothing }),
    darknet(["softmax"], { groups: nothing }),
  ],
  logsoftmax: [torch(["LogSoftmax"], { dim: nothing }), torch(["log_softmax"], { dim: nothing })],
  shuffle: [torch(["ChannelShuffle"], { groups: number }), words("channelshuffle", "channel_shuffle")],
};

const rate = { lr: named("lr"), learning_rate: named("lr"), weight_decay: named("decay"), params: known };

/** Of optimizers, losses, schedules and augmentations, by the setting and our name. */
export const foreignSettings: Readonly<Record<string, Readonly<Record<string, readonly Elsewhere[]>>>> = {
  optimizer: {
    sgd: [
      torch(["SGD"], { ...rate, momentum: named("momentum"), nesterov: { as: "flag", name: "nesterov", when: true } }),
      words("gd", "gradientdescent", "gradient_descent", "momentum", "sgdm"),
    ],
    adam: [
      torch(["Adam"], {
        ...rate,
        eps: named("eps"),
        epsilon: named("eps"),
        beta_1: named("beta1"),
        beta_2: named("beta2"),
      }),
    ],
    adamw: [torch(["AdamW"], { ...rate, eps: named("eps") })],
    rmsprop: [torch(["RMSprop"], { ...rate, momentum: named("momentum") })],
    adagrad: [torch(["Adagrad"], rate)],
  },
  loss: {
    crossentropy: [
      torch(["CrossEntropyLoss", "cross_entropy"], {
        label_smoothing: named("smoothing"),
        weight: nothing,
        reduction: nothing,
      }),
      keras(["SparseCategoricalCrossentropy", "CategoricalCrossentropy"], {
        from_logits: nothing,
        label_smoothing: named("smoothing"),
      }),
      words(
        "categorical_crossentropy",
        "sparse_categorical_crossentropy",
        "cross_entropy",
        "xent",
        "softmax_crossentropy",
        "ce",
      ),
    ],
    nll: [torch(["NLLLoss", "nll_loss"], { reduction: nothing }), words("negative_log_likelihood")],
    bce: [
      torch(["BCELoss", "BCEWithLogitsLoss"], { reduction: nothing }),
      keras(["BinaryCrossentropy"], { from_logits: nothing }),
      words("binary_crossentropy", "binary_cross_entropy", "logloss"),
    ],
    mse: [
      torch(["MSELoss", "mse_loss"], { reduction: nothing }),
      keras(["MeanSquaredError"]),
      words("mean_squared_error", "l2", "squared_error", "quadratic"),
    ],
    mae: [
      torch(["L1Loss", "l1_loss"], { reduction: nothing }),
      keras(["MeanAbsoluteError"]),
      words("mean_absolute_error", "l1", "absolute_error"),
    ],
    hinge: [torch(["MultiMarginLoss"]), words("svm", "margin")],
  },
  clip: {
    norm: [torch(["clip_grad_norm_"], { parameters: known, max_norm: number, norm_type: nothing })],
    value: [torch(["clip_grad_value_"], { parameters: known, clip_value: number })],
  },
  schedule: {
    step: [torch(["StepLR"], { optimizer: known, step_size: named("every"), gamma: named("gamma") })],
    cosine: [
      torch(["CosineAnnealingLR"], { optimizer: known, T_max: nothing }),
      words("cosine_annealing", "cosine_decay"),
    ],
    exponential: [torch(["ExponentialLR"], { optimizer: known, gamma: named("gamma") })],
    milestones: [
      torch(["MultiStepLR"], { optimizer: known, milestones: number, gamma: named("gamma") }),
      words("multistep"),
    ],
    plateau: [
      torch(["ReduceLROnPlateau"], {
        optimizer: known,
        mode: nothing,
        factor: named("factor"),
        patience: named("patience"),
      }),
    ],
    onecycle: [
      torch(["OneCycleLR"], {
        optimizer: known,
        max_lr: nothing,
        total_steps: nothing,
        epochs: nothing,
        steps_per_epoch: nothing,
      }),
    ],
  },
  augment: {
    flip: [
      torch(["RandomHorizontalFlip"], { p: nothing }, "horizontal"),
      keras(
        ["RandomFlip"],
        { mode: { as: "word", words: { horizontal: "horizontal", vertical: "vertical" } } },
        "horizontal",
      ),
    ],
    rotate: [torch(["RandomRotation"], { degrees: number }), words("rotation")],
    crop: [torch(["RandomCrop"], { size: number, padding: named("pad") }), words("random_crop")],
  },
};

/** What there is nothing of here yet, and what is nearest. */
export const missingLayers: ReadonlyMap<string, string> = new Map([
  ["mish", "silu"],
  ["selu", "elu"],
  // They drop whole channels.
  ["dropout2d", "dropout"],
  ["spatialdropout2d", "dropout"],
  ["celu", "elu"],
  ["instancenorm", "groupnorm"],
  ["rmsnorm", "layernorm"],
  ["lstm", "conv"],
  ["gru", "conv"],
  ["rnn", "conv"],
  ["embedding", "fc"],
]);
