/**
 * Chosen after the table was done, from pages that were not read before; see `lines.ts`. The second ten were chosen
 * after what the first ten showed was repaired.
 */
import type { ForeignCase } from "./lines.ts";

const gist = "https://gist.github.com/ikhlestov/8fe9fbef9766534622a3117352990f64";
const pattern = "https://gist.github.com/ikhlestov/c1139280b203180b61dae10478ea82a1";
const cifar = "https://github.com/joshong/cifar10attempt";
const sequential = "https://runebook.dev/ru/docs/tensorflow/keras/sequential";
const loop =
  "https://raw.githubusercontent.com/aiming-lab/AutoResearchClaw/main/researchclaw/skills/builtin/tooling/pytorch-training/SKILL.md";

/** The first ten: 7 got a fix at first sight; a tuple of one number and `clip` were then added. */
export const firstTen: readonly ForeignCase[] = [
  { place: "train", from: gist, line: "optimizer = torch.optim.SGD(model.parameters(), lr=0.01)" },
  { place: "train", from: gist, line: "scheduler = lr_scheduler.StepLR(optimizer, step_size=30, gamma=0.1)" },
  { place: "train", from: gist, line: "torch.manual_seed(42)" },
  { place: "train", from: pattern, line: "criterion = torch.nn.MSELoss()" },
  { place: "train", from: pattern, line: "data_loader = torch.utils.data.DataLoader(dataset, batch_size=10)" },
  { place: "model", from: cifar, line: "model.add(Conv2D(32, (5, 5), input_shape=(3, 32, 32), activation='relu'))" },
  { place: "model", from: cifar, line: "model.add(MaxPooling2D(pool_size=(8, 8)))" },
  { place: "model", from: cifar, line: "model.add(Dense(num_classes, activation='softmax'))" },
  { place: "model", from: sequential, line: "model.add(tf.keras.layers.Dense(8, input_shape=(16,)))" },
  { place: "train", from: loop, line: "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)" },
];

const densenet = "https://github.com/josiahandrew12/Predicting-Covid19-using-CNN-Model (densenet.py)";
const regularized = "https://keras.io/api/layers/ (a densenet in Keras: conv_bn_relu)";
const summary = "https://itpcb.com/a/2441729";
const dropouts = "http://xfxia.com/67180.html";
const dcgan = "https://nw.tsuda.ac.jp/lec/PyTorch/torch_book1/win/ch03/torch_book1_ch03_02.html";

/** 7 at first sight: an argument that is off was then taken to say nothing. */
export const secondTen: readonly ForeignCase[] = [
  { place: "model", from: densenet, line: "x = Dense(128, activation='relu')(x)" },
  { place: "model", from: densenet, line: "output = Dense(2,activation = 'softmax', name='root')(x)" },
  { place: "model", from: densenet, line: "x = Dropout(0.3)(x)" },
  { place: "model", from: densenet, line: "x = GlobalAveragePooling2D()(x)" },
  {
    place: "train",
    from: densenet,
    line: "optimizer = Adam(lr=0.003, beta_1=0.9, beta_2=0.999, epsilon=0.1, decay=0.0)",
  },
  {
    place: "model",
    from: summary,
    line: "m = nn.Conv2d(16, 33, (3, 5), stride=(2, 1), padding=(4, 2), dilation=(3, 1))",
  },
  { place: "model", from: dropouts, line: "m = nn.Dropout2d(p=0.2)" },
  {
    place: "model",
    from: regularized,
    line: "layer = Conv2D(8, 3, strides=1, padding='same', kernel_regularizer=l2(0.01))(inputs)",
  },
  { place: "model", from: regularized, line: "layer = LeakyReLU()(layer)" },
  { place: "model", from: dcgan, line: "nn.ConvTranspose2d(3, 64, 4, 1, 0)," },
];

const averages = "https://gist.github.com/Niranjankumar-c/115d9ddf6e2b4d7afa5f2c35797597cc";
const modules = "https://pastebin.com/ucxvaSWL";
const printed = "https://pastebin.com/pWA7qJpe";
const short = "https://pastebin.com/1rcyUXkR";
const rates = "https://pastebin.com/98jtirnJ";

export const heldBack: readonly ForeignCase[] = [
  { place: "model", from: averages, line: "nn.AvgPool2d(2, stride=2)," },
  { place: "model", from: averages, line: "nn.Linear(150, 25), # (N, 150) -> (N, 25)" },
  { place: "model", from: averages, line: "x = x.view(x.size(0), -1)" },
  {
    place: "model",
    from: modules,
    line: "model.add_module('conv_1', nn.Conv2d(in_channels=3, out_channels=16, kernel_size=3))",
  },
  { place: "model", from: modules, line: "model.add_module('dropout_1', nn.Dropout(0.25))" },
  { place: "model", from: modules, line: "model.add_module('flat', Flatten())" },
  {
    place: "model",
    from: short,
    line: 'model.add(Conv2D(kernel_size = 3, filters = 64 , activation = "relu", input_shape = (28,28,1)))',
  },
  {
    place: "train",
    from: short,
    line: 'model.compile(optimizer = "rmsprop" , loss = "categorical_crossentropy", metrics = ["accuracy"])',
  },
  { place: "model", from: printed, line: "(4): Conv2d(3, 128, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))" },
  {
    place: "train",
    from: rates,
    line: "model.compile(optimizer=Adam(learning_rate), loss='sparse_categorical_crossentropy', metrics=['accuracy'])",
  },
];
