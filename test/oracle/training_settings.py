#!/usr/bin/python3
"""What PyTorch answers for the settings of a recipe: losses, optimizers, schedules, clips, and whole trainings with them.

Run by hand (`/usr/bin/python3 test/oracle/training_settings.py`, PyTorch 1.13): writes test/fixtures/operators/losses.json and
training-{optimizers,schedules,plateaus,traces}.json there, in the formats of operator-fixtures.ts.
`--out FOLDER` writes elsewhere, to be compared. The words of a recipe are read by a few lines of Python and handed to torch.optim;
nothing here knows how cnnc computes.
"""
from __future__ import annotations

import importlib.util
import json
import pathlib
import re
import sys

import torch
import torch.nn.functional as F

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"


def words_of(text: str) -> tuple[str, dict[str, float], set[str], list]:
    """`sgd lr=0.05 nesterov`, `milestones [3,5] gamma=0.1`, `norm 1.0`: name, named numbers, flags, numbers without a name."""
    name, *words = text.split()
    named, flags, bare = {}, set(), []
    for word in words:
        if match := re.fullmatch(r"(\w+)=([-\d.e]+)", word):
            named[match[1]] = float(match[2])
        elif re.fullmatch(r"[\d.\[\],]+", word):
            bare.append(json.loads(word))
        else:
            flags.add(word)
    return name, named, flags, bare


# --- losses ------------------------------------------------------------------------------------------------------------

def fuses(loss: str, last_layer: str | None) -> bool:
    """A last layer that the loss computes by itself: it wants what comes before."""
    return (loss.split()[0], last_layer) in {("crossentropy", "softmax"), ("bce", "sigmoid")}


def loss_value(text: str, scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    name, named, _, _ = words_of(text)
    one_hot = F.one_hot(labels, scores.shape[1]).to(scores.dtype)
    if name == "crossentropy":
        return F.cross_entropy(scores, labels, label_smoothing=named.get("smoothing", 0.0))
    if name == "nll":
        return F.nll_loss(scores, labels)
    if name == "mse":
        return F.mse_loss(scores, one_hot)
    if name == "mae":
        return F.l1_loss(scores, one_hot)
    if name == "bce":
        return F.binary_cross_entropy_with_logits(scores, one_hot)
    if name == "hinge":
        return F.multi_margin_loss(scores, labels, margin=named.get("margin", 1.0))
    raise AssertionError(text)


LOSSES = [
    (loss, shape, batch, scale)
    for loss in ("crossentropy smoothing=0.1", "crossentropy smoothing=1", "nll", "mse", "mae", "bce", "hinge", "hinge margin=2.5")
    for shape, batch, scale in [("10", 3, 4.0), ("1", 3, 1.0), ("2", 17, 2.0), ("7", 17, 128.0), ("3", 64, 4.0)]
]

LOSS_CHAINS = [
    ("conv 3x3x3 p1 -> relu -> maxpool 2 -> fc 4 -> sigmoid", "6x5x2", 3, "bce"),
    ("fc 5 -> tanh -> fc 3 -> sigmoid", "7", 17, "mse"),
    ("fc 5 -> tanh -> fc 3 -> softmax", "7", 3, "mae"),
    ("fc 4 -> logsoftmax", "5x3", 3, "nll"),
    ("fc 4 -> softmax", "5x3", 3, "crossentropy smoothing=0.25"),
    ("conv 2x2x3 -> tanh -> fc 5", "4x3x2", 17, "hinge margin=0.5"),
]


# --- optimizers --------------------------------------------------------------------------------------------------------

def make_optimizer(text: str, parameters: list[torch.Tensor]) -> torch.optim.Optimizer:
    name, named, flags, _ = words_of(text)
    own = dict(named)
    options = {}
    for ours, theirs in (("lr", "lr"), ("decay", "weight_decay"), ("eps", "eps"), ("alpha", "alpha"), ("momentum", "momentum"),
                         ("fade", "lr_decay"), ("initial", "initial_accumulator_value")):
        if ours in own:
            options[theirs] = own.pop(ours)
    for flag in flags:
        options[flag] = True
    if "beta1" in own or "beta2" in own:
        options["betas"] = (own.pop("beta1", 0.9), own.pop("beta2", 0.999))
    assert not own, text
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}
    return kinds[name](parameters, **options)


OPTIMIZERS = [
    "adamw", "adamw lr=0.01", "adamw lr=0.1 decay=0.5", "adamw lr=0.01 decay=0", "adamw lr=0.01 beta1=0.8 beta2=0.95 eps=0.001",
    "rmsprop", "rmsprop lr=0.001 alpha=0.9", "rmsprop lr=0.001 momentum=0.9", "rmsprop lr=0.001 centered", "rmsprop lr=0.001 centered momentum=0.5 decay=0.1",
    "rmsprop lr=0.01 eps=0.1 decay=0.01", "adagrad", "adagrad lr=0.1", "adagrad lr=0.1 fade=0.1", "adagrad lr=0.1 initial=0.5 eps=0.01 decay=0.1",
]


def optimizer_cases(tools) -> list[dict]:
    cases = []
    for index, text in enumerate(OPTIMIZERS):
        count, updates, seed = 3, 25, 7000 + 41 * index
        trace: dict[str, list] = {}
        for key, dtype in (("float64", torch.float64), ("float32", torch.float32)):
            parameter = tools.lcg_tensor(seed, 1.0, [count]).to(dtype).requires_grad_()
            optimizer = make_optimizer(text, [parameter])
            trace[key] = []
            for update in range(updates):
                parameter.grad = tools.lcg_tensor(seed + 1 + update, 0.5, [count]).to(dtype)
                optimizer.step()
                trace[key].append(tools.numbers(parameter))
        cases.append({"optimizer": text, "lr": tools.number(optimizer.param_groups[0]["lr"]), "count": count, "updates": updates,
                      "parameters": {"seed": seed, "scale": 1}, "gradients": {"firstSeed": seed + 1, "scale": 0.5}, "parametersAfter": trace})
    return cases


# --- schedules ---------------------------------------------------------------------------------------------------------

class Rates:
    """The rates of a recipe's schedule, step by step: torch's scheduler, times torch's LinearLR where there is a warmup."""

    def __init__(self, text: str, base: float, steps_per_epoch: int, epochs: int):
        name, named, _, bare = words_of(text)
        self.base, self.steps_per_epoch = base, steps_per_epoch
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
        kinds = torch.optim.lr_scheduler
        total = steps_per_epoch * epochs
        self.per_step = name in ("cosine", "onecycle")
        self.watches = name == "plateau"
        if name == "constant":
            self.main = kinds.LambdaLR(optimizer, lambda _: 1.0)
        elif name == "step":
            self.main = kinds.StepLR(optimizer, int(named.get("every", 1)), named.get("gamma", 0.1))
        elif name == "milestones":
            self.main = kinds.MultiStepLR(optimizer, bare[0], named.get("gamma", 0.1))
        elif name == "exponential":
            self.main = kinds.ExponentialLR(optimizer, named["gamma"])
        elif name == "cosine":
            self.main = kinds.CosineAnnealingLR(optimizer, total)
        elif name == "onecycle":
            self.main = kinds.OneCycleLR(optimizer, base, total_steps=total, pct_start=named.get("rise", 0.3), div_factor=named.get("div", 25.0),
                                         final_div_factor=named.get("final", 1e4), cycle_momentum=False)
        elif name == "plateau":
            self.main = kinds.ReduceLROnPlateau(optimizer, factor=named.get("factor", 0.1), patience=int(named.get("patience", 10)),
                                                threshold=named.get("threshold", 1e-4), cooldown=int(named.get("cooldown", 0)), min_lr=named.get("min", 0.0))
        else:
            raise AssertionError(text)
        self.optimizer = optimizer
        self.warming = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        steps = named.get("warmup", 0) * steps_per_epoch
        assert steps == int(steps)
        self.warmup = kinds.LinearLR(self.warming, start_factor=1 / steps, total_iters=int(steps) - 1) if steps > 1 else None
        self.last = total - 1
        self.step = 0

    def rate(self) -> float:
        share = self.warming.param_groups[0]["lr"] if self.warmup else 1.0
        return self.optimizer.param_groups[0]["lr"] * share

    def next_step(self) -> None:
        self.step += 1
        if self.warmup:
            self.warming.step()
            self.warmup.step()
        if self.per_step and self.step <= self.last:
            self.optimizer.step()
            self.main.step()

    def end_epoch(self, loss: float) -> None:
        if self.watches:
            self.main.step(loss)
        elif not self.per_step:
            self.optimizer.step()
            self.main.step()


SCHEDULES = [
    # schedule, base, steps per epoch, epochs
    ("milestones [2,5] gamma=0.1", 0.1, 3, 8), ("milestones [4,1,4] gamma=0.5", 0.1, 2, 6), ("milestones [0,3]", 0.05, 1, 5), ("milestones [30] gamma=0.2", 0.1, 1, 4),
    ("exponential gamma=0.9", 0.05, 3, 8), ("exponential gamma=0.5", 1, 1, 25),
    ("onecycle", 0.1, 1, 1), ("onecycle", 0.1, 2, 1), ("onecycle", 0.1, 7, 1), ("onecycle", 0.4, 5, 8), ("onecycle rise=0.5 div=10 final=100", 0.1, 4, 6),
    ("constant warmup=3", 0.1, 4, 6), ("cosine warmup=2", 0.1, 5, 6), ("step every=2 gamma=0.5 warmup=3", 0.1, 2, 7), ("milestones [1,4] gamma=0.1 warmup=2", 0.1, 3, 6),
    ("exponential gamma=0.8 warmup=1.5", 0.1, 4, 5), ("onecycle warmup=2", 0.1, 4, 5), ("constant warmup=9", 0.1, 2, 3),
]


def schedule_cases(tools) -> list[dict]:
    cases = []
    for text, base, steps_per_epoch, epochs in SCHEDULES:
        schedule, rates = Rates(text, base, steps_per_epoch, epochs), []
        for _ in range(epochs):
            for _ in range(steps_per_epoch):
                rates.append(tools.number(schedule.rate()))
                schedule.next_step()
            schedule.end_epoch(0.0)
        cases.append({"schedule": text, "lr": base, "per": "step", "stepsPerEpoch": steps_per_epoch, "rates": rates})
    return cases


PLATEAUS = [
    ("plateau", 60), ("plateau factor=0.5 patience=0", 14), ("plateau factor=0.5 patience=2", 30), ("plateau factor=0.5 patience=1 cooldown=3", 40),
    ("plateau factor=0.1 patience=0 min=0.002", 20), ("plateau factor=0.5 patience=1 threshold=0.1", 30), ("plateau factor=0.01 patience=0", 24),
    ("plateau factor=0.5 patience=1 warmup=4", 12),
]


def plateau_cases(tools) -> list[dict]:
    """A loss that falls, rests and rises; the rate of each epoch before its loss is known."""
    cases = []
    for index, (text, epochs) in enumerate(PLATEAUS):
        losses = [word / 65536 + 3 / (1 + epoch) for epoch, word in enumerate(tools.lcg_words(9000 + index, epochs))]
        schedule, rates = Rates(text, 0.1, 1, epochs), []
        for loss in losses:
            rates.append(tools.number(schedule.rate()))
            schedule.next_step()
            schedule.end_epoch(loss)
        cases.append({"schedule": text, "lr": 0.1, "losses": [tools.number(loss) for loss in losses], "rates": rates})
    return cases


# --- whole trainings ---------------------------------------------------------------------------------------------------

SMOOTH = "conv 3x3x3 p1 -> tanh -> avgpool 2 -> fc 4"
TRACES = [
    # chain, loss, optimizer, schedule, clip
    (SMOOTH, "crossentropy smoothing=0.1", "adamw lr=0.01 decay=0.1", "cosine", None),
    (SMOOTH, "mse", "rmsprop lr=0.002 momentum=0.9 centered", "exponential gamma=0.9", "value 0.01"),
    (f"{SMOOTH} -> sigmoid", "bce", "adagrad lr=0.05 fade=0.01 initial=0.1 decay=0.01", "onecycle", "norm 0.1"),
    (SMOOTH, "hinge margin=0.7", "sgd lr=0.05 momentum=0.9 nesterov", "milestones [5,9] gamma=0.3", "norm 0.2"),
    (f"{SMOOTH} -> logsoftmax", "nll", "adam lr=0.02", "plateau factor=0.5 patience=0 threshold=0.02", None),
    (SMOOTH, "mae", "adamw lr=0.003", "constant warmup=6", "norm 1000"),
    ("conv 3x3x3 p1 -> relu -> maxpool 2 -> fc 6 -> relu -> fc 4", "crossentropy", "rmsprop lr=0.002", "cosine warmup=4", "norm 0.05"),
    (f"{SMOOTH} -> softmax", "mse", "sgd lr=0.5 momentum=0.9 decay=0.001", "step every=7 gamma=0.5", "value 0.02"),
    ("fc 4", "crossentropy", "sgd lr=0.1", "constant", "norm 0.3"),
]


def trace_cases(tools) -> list[dict]:
    cases = []
    for index, (chain, loss, optimizer_text, schedule_text, clip) in enumerate(TRACES):
        seed, batch, epochs, sizes = 20_000 + 997 * index, 6, 24, [5, 6, 2]
        labels = [word % 4 for word in tools.lcg_words(seed + 13, batch)]
        case = {"layers": chain, "inputShape": sizes, "batch": batch, "epochs": epochs, "loss": loss, "optimizer": optimizer_text, "schedule": schedule_text,
                **({"clip": clip} if clip else {}), "input": {"seed": seed, "scale": 1}, "labels": labels, "parameters": {}}
        for key, dtype in (("float64", torch.float64), ("float32", torch.float32)):
            x0 = tools.channels_first(tools.lcg_tensor(seed, 1.0, [batch, *sizes]).to(dtype))
            layers = [tools.Layer(stage.strip()) for stage in chain.split("->")]
            counters: dict[str, int] = {}
            own: list[dict[str, torch.Tensor]] = []
            parameters: dict[str, torch.Tensor] = {}
            x = x0
            for layer in layers:
                counters[layer.name] = counters.get(layer.name, 0) + 1
                mine = {}
                for kind, shape in tools.parameter_shapes(layer, list(x.shape)).items():
                    name = f"{layer.name}{counters[layer.name]}.{kind}"
                    source = {"seed": seed + 101 * (len(parameters) + 1), "scale": 0.5}
                    case["parameters"][name] = {"shape": shape, **source}
                    mine[kind] = parameters[name] = tools.lcg_tensor(source["seed"], 0.5, shape).to(dtype).requires_grad_()
                own.append(mine)
                x = tools.apply(layer, x, mine).detach()
            optimizer = make_optimizer(optimizer_text, list(parameters.values()))
            schedule = Rates(schedule_text, optimizer.param_groups[0]["lr"], 1, epochs)
            losses, rates = [], []
            for _ in range(epochs):
                x = before_last = x0
                for layer, mine in zip(layers, own):
                    before_last, x = x, tools.apply(layer, x, mine)
                scores = before_last if fuses(loss, layers[-1].name) else x
                optimizer.zero_grad()
                value = loss_value(loss, scores, torch.tensor(labels))
                value.backward()
                if clip and clip.startswith("norm"):
                    torch.nn.utils.clip_grad_norm_(parameters.values(), float(clip.split()[1]))
                elif clip:
                    torch.nn.utils.clip_grad_value_(parameters.values(), float(clip.split()[1]))
                optimizer.param_groups[0]["lr"] = schedule.rate()
                optimizer.step()
                losses.append(tools.number(value.item()))
                rates.append(tools.number(schedule.rate()))
                schedule.next_step()
                schedule.end_epoch(value.item())
            after = {name: tools.numbers(tensor) for name, tensor in parameters.items()}
            case[key] = {"losses": losses, "rates": rates, "after": after} if key == "float64" else {"losses": losses}
        cases.append(case)
    return cases


def main() -> None:
    path = pathlib.Path(__file__).resolve().parent / "make-operator-fixtures.py"
    spec = importlib.util.spec_from_file_location("tools", path)
    tools = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tools)
    folder = pathlib.Path(sys.argv[2]) if sys.argv[1:2] == ["--out"] else FIXTURES
    tools.FOLDER = folder / "operators"
    tools.FOLDER.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    seed = iter(range(300_000, 10**6, 1013))
    losses = [tools.build_case("", shape, batch, next(seed), scale, loss) for loss, shape, batch, scale in LOSSES]
    losses += [tools.build_case(chain, shape, batch, next(seed), loss=loss) for chain, shape, batch, loss in LOSS_CHAINS]
    tools.write("losses", losses)
    tools.write("training-optimizers", optimizer_cases(tools))
    tools.write("training-schedules", schedule_cases(tools))
    tools.write("training-plateaus", plateau_cases(tools))
    tools.write("training-traces", trace_cases(tools))


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
