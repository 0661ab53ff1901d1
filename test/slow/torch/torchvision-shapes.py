"""The shapes of the parameters of torchvision's models, in order, as JSON."""

import json

import torchvision

models = torchvision.models
made = {
    "AlexNetTorchvision": lambda: models.alexnet(weights=None),
    "VGGD": lambda: models.vgg16(weights=None),
    "GoogLeNetWithHeads": lambda: models.googlenet(weights=None, aux_logits=True, init_weights=False),
    "InceptionV3WithHead": lambda: models.inception_v3(weights=None, init_weights=False),
    "ResNet18": lambda: models.resnet18(weights=None),
    "ResNet50": lambda: models.resnet50(weights=None),
}
print(json.dumps({name: [list(p.shape) for p in make().parameters()] for name, make in made.items()}))
