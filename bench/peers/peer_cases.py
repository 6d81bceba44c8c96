"""The kinds of exported runs: how each is checked against what Saccade computed, and the settings in which it is timed."""
import numpy as np
import torch
from torch import nn

import export_reader
from neurons import Neurons

LOGITS, LOSS, NORMS, SPIKES, GRADIENT = 1e-4, 1e-4, 1e-3, 1e-4, 1e-3
LAYOUTS = {"contiguous": torch.contiguous_format, "channels last": torch.channels_last}


class Differs(Exception):
    """The result is not the expected one."""


def require(name, got, limit):
    if not got <= limit:
        raise Differs(f"{name} differs by {got:.2e}, expected at most {limit:.0e}")
    return float(got)


def compare_norms(got, wanted):
    """The largest relative difference; norms far below the largest are measured against a thousandth of it."""
    floor = 1e-3 * max(wanted.values())
    missing = set(wanted) - set(got)
    if missing:
        raise Differs(f"no gradient for {', '.join(sorted(missing))}")
    worst = max(wanted, key=lambda n: abs(got[n] - wanted[n]) / max(wanted[n], floor))
    return require(f"the gradient norm of {worst}", abs(got[worst] - wanted[worst]) / max(wanted[worst], floor), NORMS)


def lead(folder, net):
    """
    Leads the neurons along the exported spikes: a potential that rounding puts on the other side of the threshold would otherwise change thousands of
    spikes behind it, and nothing could be compared. Returns a function that gives the largest share of spikes of a layer that would have differed.
    """
    layers = [m for m in net.modules() if isinstance(m, Neurons)]
    shares = {}

    def before(module, inputs):
        module.lead(export_reader.spikes(folder, names[module], inputs[0]))

    def after(module, inputs, output):
        shares[names[module]] = module.strays / output.numel()
        module.lead(None)

    names = {module: name for name, module in net.named_modules() if isinstance(module, Neurons)}
    handles = [m.register_forward_pre_hook(before) for m in layers] + [m.register_forward_hook(after) for m in layers]

    def finish():
        for handle in handles:
            handle.remove()
        worst = max(shares, key=shares.get, default=None)
        return require(f"a share of the spikes of layer {worst}", shares[worst], SPIKES) if worst is not None else 0.0

    return finish


class Inference:
    def __init__(self, folder, expected):
        self.folder, self.expected = folder, expected
        self.frames, self.steps, self.samples = export_reader.frames(folder)
        self.settings = {f"{layout}, {way}": (lambda l=layout, w=way: self.prepare(l, w == "frozen")) for way in ("eager", "frozen") for layout in LAYOUTS}

    def prepare(self, layout, frozen):
        net = export_reader.network(self.folder, self.steps).eval().to(memory_format=LAYOUTS[layout])
        x = self.frames.contiguous(memory_format=LAYOUTS[layout])
        with torch.inference_mode(False), torch.no_grad():
            if frozen:
                net = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(net, x)))

        def run():
            with torch.inference_mode():
                return net(x)

        run()
        return run

    def check(self):
        net = export_reader.network(self.folder, self.steps).eval()
        wanted = export_reader.array(self.folder, "logits")
        with torch.inference_mode():
            free = net(self.frames.contiguous()).numpy().reshape(wanted.shape)
            finish = lead(self.folder, net)
            got = net(self.frames.contiguous()).numpy().reshape(wanted.shape)
        strays = finish()
        if not np.array_equal(got.mean(0).argmax(-1), wanted.mean(0).argmax(-1)):
            raise Differs("the decisions differ")
        scale = max(np.abs(wanted).max(), 1e-30)
        return {
            "logits": require("a logit", np.abs(got - wanted).max() / scale, LOGITS), "spikes": strays,
            "logits_not_led": float(np.abs(free - wanted).max() / scale), "same_decisions_not_led": float(np.mean(free.mean(0).argmax(-1) == wanted.mean(0).argmax(-1))),
        }


def unseen(path, sequence):
    """Biases before a batch norm, whose gradient is 0 but for rounding."""
    return [f"{path}.{i}.bias".lstrip(".") for i in range(len(sequence) - 1) if isinstance(sequence[i + 1], nn.modules.batchnorm._BatchNorm)]


class Training:
    def __init__(self, folder, expected):
        self.folder, self.expected = folder, expected
        self.frames, self.steps, self.samples = export_reader.frames(folder)
        self.labels = torch.tensor(expected["labels"])
        self.settings = {layout: (lambda l=layout: self.prepare(l)) for layout in LAYOUTS}

    def network(self, layout):
        net = export_reader.network(self.folder, self.steps).train().to(memory_format=LAYOUTS[layout])
        return net, self.frames.contiguous(memory_format=LAYOUTS[layout])

    def loss(self, net, x):
        logits = net(x).view(self.steps, self.samples, -1)
        return nn.functional.cross_entropy(logits.mean(0), self.labels)

    def prepare(self, layout):
        net, x = self.network(layout)
        for module in net.modules():
            module.active = True
        optimizer = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-9)

        def run():
            optimizer.zero_grad(set_to_none=True)
            self.loss(net, x).backward()
            optimizer.step()

        return run

    def check(self):
        net, x = self.network("contiguous")
        finish = lead(self.folder, net)
        loss = self.loss(net, x)
        strays = finish()
        loss.backward()
        wanted = self.expected["loss"]
        rounding = {name for path, part in net.named_modules() if isinstance(part, nn.Sequential) for name in unseen(path, part)}
        norms = {name: float(p.grad.double().norm()) for name, p in net.named_parameters() if p.grad is not None}
        expected = {name: norm for name, norm in self.expected["gradient_norms"].items() if name not in rounding}
        return {"loss": require("the loss", abs(float(loss) - wanted) / abs(wanted), LOSS), "gradient_norms": compare_norms(norms, expected), "spikes": strays}


def neuron(expected):
    """The description of the default neuron with the exported constants."""
    given = expected["neuron"]
    return {
        "kind": "lif", "tau": given["tau"], "decay-input": True, "reset": "hard", "reset-potential": 0.0, "reset-gradient": "full", "threshold": given["threshold"],
        "surrogate": {"kind": "triangle", "gamma": 1.0}, "surrogate-units": "potential", "start": 0.0, "height": "unit", "threshold-is-parameter": False, "fire-rule": "at-or-above",
    }


class NeuronsAlone:
    def __init__(self, folder, expected):
        self.folder, self.expected, self.backward = folder, expected, expected["backward"]
        self.input = torch.from_numpy(export_reader.array(folder, "input")).requires_grad_(self.backward)
        self.net = Neurons(neuron(expected), expected["steps"], {})
        self.settings = {"loop": lambda: self.run} if self.backward else {"loop": lambda: self.run, "traced": self.traced}

    def run(self):
        if not self.backward:
            with torch.inference_mode():
                return self.net(self.input)
        self.input.grad = None
        y = self.net(self.input)
        y.sum().backward()
        return y

    def traced(self):
        with torch.no_grad():
            net = torch.jit.freeze(torch.jit.trace(self.net.eval(), self.input))

        def run():
            with torch.inference_mode():
                return net(self.input)

        return run

    def check(self):
        wanted = export_reader.array(self.folder, "output")
        got = self.run().detach().numpy().reshape(wanted.shape)
        result = {"spikes": require("a share of the spikes", np.mean(got != wanted), SPIKES)}
        if self.backward:
            gradient = export_reader.array(self.folder, "gradient")
            result["gradient"] = require("the gradient", np.linalg.norm(self.input.grad.numpy() - gradient) / np.linalg.norm(gradient), GRADIENT)
        return result


class LinearNeurons:
    def __init__(self, folder, expected):
        self.folder, self.expected, self.backward = folder, expected, expected["backward"]
        x = export_reader.array(folder, "input")
        self.input = torch.from_numpy(x.reshape(x.shape[0] * x.shape[1], -1))
        self.net = export_reader.network(folder, expected["steps"])
        self.settings = {"loop": lambda: self.run}

    def run(self):
        if not self.backward:
            with torch.inference_mode():
                return self.net(self.input)
        for p in self.net.parameters():
            p.grad = None
        y = self.net(self.input)
        y.sum().backward()
        return y

    def check(self):
        wanted = export_reader.array(self.folder, "output")
        got = self.run().detach().numpy().reshape(wanted.shape)
        result = {"spikes": require("a share of the spikes", np.mean(got != wanted), SPIKES)}
        if self.backward:
            norms = {name: float(p.grad.double().norm()) for name, p in self.net.named_parameters()}
            result["gradient_norms"] = compare_norms(norms, self.expected["gradient_norms"])
        return result


CASES = {"inference": Inference, "training": Training, "neurons": NeuronsAlone, "linear-neurons": LinearNeurons}
