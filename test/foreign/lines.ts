/**
 * Lines that people bring along, gathered from the documentation and examples of Keras, PyTorch and Darknet before the table was
 * written. The wording is an idiomatic line of each kind, not a copy; `from` is the page where such lines stand. `place` is where the
 * line is put: a model of 32x32x3 (or, for `list`, behind `fc 64`), or its recipe.
 */
export interface ForeignCase {
  readonly line: string;
  readonly place: "model" | "list" | "train";
  readonly from: string;
}

const mnistConvnet = "https://github.com/keras-team/keras-io/blob/master/examples/vision/mnist_convnet.py";
const kerasConv = "https://www.tensorflow.org/api_docs/python/tf/keras/layers/Conv2D.md.txt";
const kerasTraining = "https://keras.io/api/models/model_training_apis/";
const chollet =
  "https://raw.githubusercontent.com/tfolkman/deep-learning-with-python-notebooks/master/5.1-introduction-to-convnets.ipynb";
const torchModules = "https://www.mintlify.com/pytorch/pytorch/api/nn-modules";
const torchSignatures = "https://blog.csdn.net/On_theway10/article/details/90764619";
const torchTutorial = "https://github.com/ma-lijun/PytorchLearn";
const torchVat = "https://github.com/9310gaurav/virtual-adversarial-training/blob/master/model.py";
const torchMnist = "https://github.com/zhang-weiming/CV-mnist-classification";
const torchAlexnet = "https://www.laumy.tech/2032.html";
const darknet = "https://github.com/625135449/Automatic (old_code/models.py, a configuration of YOLO v4)";

const at = (place: ForeignCase["place"], from: string, ...lines: readonly string[]): ForeignCase[] =>
  lines.map((line) => ({ line, place, from }));

export const gathered: readonly ForeignCase[] = [
  ...at(
    "model",
    mnistConvnet,
    'layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),',
    "layers.MaxPooling2D(pool_size=(2, 2)),",
    "layers.Flatten(),",
    "layers.Dropout(0.5),",
    'layers.Dense(10, activation="softmax"),',
  ),
  ...at(
    "model",
    kerasConv,
    "Conv2D(32, 3, activation='relu')",
    "x = Conv2D(16, (5, 5), strides=(2, 2), padding='same', use_bias=False)(x)",
    "Conv2D(filters=8, kernel_size=3, dilation_rate=2, groups=1)",
    "BatchNormalization()",
    "BatchNormalization(momentum=0.99, epsilon=0.001)",
    "GlobalAveragePooling2D()",
    "MaxPooling2D(pool_size=(2, 2), strides=2, padding='same')",
  ),
  ...at(
    "model",
    chollet,
    "model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(32, 32, 3)))",
    "model.add(layers.MaxPooling2D((2, 2)))",
    "model.add(layers.Dense(64, activation='relu'))",
    "model.add(Activation('relu'))",
  ),
  ...at(
    "model",
    torchSignatures,
    "nn.Conv2d(3, 16, kernel_size=3)",
    "nn.BatchNorm2d(3)",
    "nn.ReLU(inplace=True)",
    "nn.MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
    "nn.Dropout(p=0.5)",
    "nn.ConvTranspose2d(3, 8, kernel_size=2, stride=2)",
  ),
  ...at("list", torchModules, "m = nn.Linear(64, 30)"),
  ...at(
    "model",
    torchTutorial,
    "self.conv1 = nn.Conv2d(3, 6, 5)",
    "self.fc1 = nn.Linear(32 * 32 * 3, 120)",
    "x = F.max_pool2d(F.relu(self.conv1(x)), (2, 2))",
    "x = F.relu(self.fc1(x))",
    "x = torch.flatten(x, 1)",
  ),
  ...at(
    "model",
    torchVat,
    "nn.Conv2d(3, 128, 3, 1, 1, bias=False),",
    "nn.LeakyReLU(0.1),",
    "nn.AdaptiveAvgPool2d((1, 1))",
  ),
  ...at("model", torchMnist, "(0): Conv2d(3, 64, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))"),
  ...at("model", torchAlexnet, "nn.Conv2d(3, 96, kernel_size=11, stride=4, padding=1), nn.ReLU(),"),
  ...at(
    "train",
    kerasTraining,
    "model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])",
    "model.fit(x_train, y_train, epochs=5, batch_size=64)",
    "loss='categorical_crossentropy'",
  ),
  ...at(
    "train",
    torchTutorial,
    "optimizer = torch.optim.Adam(model.parameters(), lr=0.001)",
    "criterion = nn.CrossEntropyLoss()",
  ),
  ...at(
    "model",
    darknet,
    "[convolutional]\nbatch_normalize=1\nfilters=32\nsize=3\nstride=1\npad=1\nactivation=leaky",
    "[maxpool]\nsize=2\nstride=2",
  ),
];
