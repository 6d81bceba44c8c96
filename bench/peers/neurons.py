"""Multi-step spiking neurons as plain PyTorch: a loop over time, a custom autograd function for the spike.

It follows the torch backend of SpikingJelly, with two liberties in favour of the peer: the charge v + (x - v) / tau is written as
keep * v + gain * x, which is two operations instead of three (and rounds as the fused kernel does), and without gradients the
outputs are written where they belong instead of being concatenated.
"""
import torch
from torch import nn


class Triangle(torch.autograd.Function):
    """Fires at and above 0; the gradient is max(0, gamma - |u|) / gamma^2."""

    @staticmethod
    def forward(context, u, gamma):
        context.save_for_backward(u)
        context.gamma = gamma
        return (u >= 0).to(u.dtype)

    @staticmethod
    def backward(context, gradient):
        (u,) = context.saved_tensors
        g = context.gamma
        slope = torch.clamp(g - u.abs(), min=0)
        return gradient * (slope if g == 1 else slope / (g * g)), None


class Neurons(nn.Module):
    """Neurons of a description; input and output are [T * N, ...]."""

    def __init__(self, neuron, steps, values):
        super().__init__()
        kind, tau = neuron["kind"], neuron["tau"]
        surrogate = neuron["surrogate"]
        if kind == "plif" or surrogate["kind"] != "triangle" or neuron["fire-rule"] != "at-or-above":
            raise SystemExit(f"neurons {kind} with surrogate {surrogate['kind']} and fire rule {neuron['fire-rule']} have no counterpart here, expected LIF or IF, triangle, at-or-above")
        self.steps, self.led, self.strays = steps, None, 0
        self.keep = 1 - 1 / tau if kind == "lif" else 1.0
        self.gain = 1 / tau if kind == "lif" and neuron["decay-input"] else 1.0
        self.hard = neuron["reset"] == "hard"
        self.rest = neuron["reset-potential"] if self.hard else 0.0
        self.bias = (1 - self.keep) * self.rest
        self.detached = neuron["reset-gradient"] == "detached"
        self.gamma = surrogate["gamma"]
        self.in_thresholds = neuron["surrogate-units"] == "threshold"
        self.start = neuron["start"]
        self.high = neuron["height"] == "threshold"
        if neuron["threshold-is-parameter"]:
            self.threshold = nn.Parameter(torch.tensor(float(values["threshold"][0])), requires_grad=neuron["train-threshold"])
        else:
            self.threshold = float(neuron["threshold"])

    def lead(self, spikes):
        """Makes the neurons fire where these say (1 or 0, [T * N, ...]) and counts where they would not have; None ends it."""
        self.led, self.strays = spikes, 0

    def follow(self, own, t):
        """The spikes to go on with: gradients pass through those that were computed."""
        wanted = self.led.view(self.steps, -1, *self.led.shape[1:])[t]
        self.strays += int((own.detach().to(wanted.dtype) != wanted).sum())
        return wanted + (own - own.detach()) if own.requires_grad else wanted.to(own.dtype)

    def forward(self, x):
        steps = x.view(self.steps, -1, *x.shape[1:])
        return self.with_gradients(steps) if torch.is_grad_enabled() and x.requires_grad else self.without(steps).flatten(0, 1)

    def charge(self, v, x):
        h = torch.add(v if self.keep == 1 else v * self.keep, x, alpha=self.gain)
        return h + self.bias if self.bias else h

    def with_gradients(self, x):
        v = torch.full_like(x[0], float(self.start * self.threshold))
        spikes = []
        for t, step in enumerate(x.unbind()):
            h = self.charge(v, step)
            u = h - self.threshold
            s = Triangle.apply(u / self.threshold if self.in_thresholds else u, self.gamma)
            if self.led is not None:
                s = self.follow(s, t)
            back = s.detach() if self.detached else s
            v = h * (1 - back) if self.hard else h - self.threshold * back
            if self.rest:
                v = v + self.rest * back
            spikes.append(s * self.threshold if self.high else s)
        return torch.cat(spikes)

    def without(self, x):
        threshold = float(self.threshold)
        v = torch.full_like(x[0], self.start * threshold)
        y = torch.empty_like(x)
        for t in range(self.steps):
            h = self.charge(v, x[t])
            s = h >= threshold
            if self.led is not None:
                s = self.follow(s, t)
            y[t] = s
            v = h.masked_fill(s, self.rest) if self.hard else h - threshold * s
        return y * threshold if self.high else y


class StepDropout(nn.Module):
    """Dropout with one mask for all steps of a sample; silent until it is switched on, so that results can be compared first."""

    def __init__(self, probability, steps):
        super().__init__()
        self.probability, self.steps, self.active = probability, steps, False

    def forward(self, x):
        if not (self.training and self.active):
            return x
        x = x.view(self.steps, -1, *x.shape[1:])
        mask = nn.functional.dropout(torch.ones_like(x[0]), self.probability)
        return (x * mask).flatten(0, 1)
