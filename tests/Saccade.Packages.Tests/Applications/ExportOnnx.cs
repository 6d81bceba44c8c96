// A program of a user of the package Saccade. Builds small networks that together have every kind of layer with a form in ONNX, and writes for each the ONNX file, frames and the logits
// that it has for them. Argument: an empty folder.
using System.Runtime.InteropServices;
using System.Text;
using Saccade.Kernels.Neurons;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

const int Steps = 3, Samples = 4, Side = 16, Classes = 5;
var lif = new NeuronDescription { Tau = 1.7, Threshold = 0.3f };
var size = new FrameSize(Side, Side);
NeuronDescription[] neurons =
[
    lif,
    lif with { DecayInput = false, ResetPotential = -0.2f, Start = 0.1f, Levels = 3 },
    lif with { Kind = NeuronKind.If, Reset = ResetKind.Soft, Start = 0.5f, FireRule = FireRule.Above, Levels = 2, Height = SpikeHeight.Threshold },
    lif with { Kind = NeuronKind.Plif, PerChannel = [NeuronConstant.Threshold, NeuronConstant.Tau] },
];
var networks = new Dictionary<string, NetworkDescription>
{
    ["sew"] = new ArchitectureDescription.SewNet { Channels = [8, 8], Connect = Combine.Iand }.Describe(size, Classes, new Spiking(lif)),
    ["spikformer"] = new ArchitectureDescription.Spikformer { Depth = 1, Dimension = 32, Heads = 4, Pools = 2 }.Describe(size, Classes, new Spiking(lif)),
    ["spike-driven"] = new ArchitectureDescription.SpikeDrivenTransformer { Depth = 1, Dimension = 32, Heads = 4, Pools = 2, Widen = true }.Describe(size, Classes, new Spiking(lif)),
    ["qkformer"] = new ArchitectureDescription.QkFormer { Blocks = [1, 1], Dimension = 64, Heads = 4 }.Describe(size, Classes, new Spiking(lif)),
    ["quantised"] = new ArchitectureDescription.SmallCnn { Pool = PoolKind.Max }.Describe(size, Classes, new Quantised(4, 1)),
    ["synapses"] = new ArchitectureDescription.SmallCnn { Channels = [8, 8], Synapses = [new Synapse(new SynapticFilter.Convolution(SumToOne: true)), new Synapse(new SynapticFilter.FirstOrder())] }
        .Describe(size, Classes, new Spiking(lif)),
    ["vision-transformer"] = new ArchitectureDescription.VisionTransformer { Depth = 2, Dimension = 24, Heads = 3, Patch = 4, Side = 24 }.Describe(size, Classes),
    ["levels"] = new NetworkDescription(size, [new Convolution(6), new Spiking(new MultiLevelNeuron()), new UnaryCode(3), new MaxPool(), new Convolution(4), new Relu(), new Flatten(), new Linear(Classes)]),
    ["gates"] = new NetworkDescription(size,
    [
        new Convolution(6, Bias: false), new BatchNorm(), new StepScale(Steps), new Spiking(lif), new Tcja(Steps),
        new Branches([new LayerPath("a", [new Convolution(6, Groups: 2)]), new LayerPath("b", [new Relu()])]) { Combine = Combine.Gate },
        new Branches([new LayerPath("a", [new AveragePool(3, 2, 1)]), new LayerPath("b", [new MaxPool(3, 2, 1)])]) { Combine = Combine.Concatenate },
        new AdaptiveAveragePool(3), new Flatten(), new Dropout(), new Linear(2 * Classes), new Vote(2),
    ]),
};
for (int i = 0; i < neurons.Length; i++)
    networks[$"neurons-{i}"] = new ArchitectureDescription.SmallCnn { Channels = [8, 8] }.Describe(size, Classes, new Spiking(neurons[i]));

foreach (var (name, description) in networks)
{
    string folder = Directory.CreateDirectory(Path.Combine(args[0], name)).FullName;
    var network = Network.Create(description, seed: 1);
    var random = new Random(1);
    foreach (var parameter in network.Parameters.Where(p => p.Shape.Count > 1 && p.Name.Contains("running", StringComparison.Ordinal)))
    {
        for (int i = 0; i < parameter.Values.Length; i++)
            parameter.Values[i] = (parameter.Name.EndsWith("var", StringComparison.Ordinal) ? 0.2f : -0.1f) + 0.2f * random.NextSingle();
    }

    float[] frames = [.. Enumerable.Range(0, Steps * Samples * Side * Side * 2).Select(_ => 2 * random.NextSingle())];
    using var engine = new Engine(1);
    using var tape = new Tape(engine, recording: false);
    var shape = new Shape("TNHWC", Steps, Samples, Side, Side, 2);
    var logits = network.Forward(tape.Constant(shape, frames), new ForwardPass(tape));
    Write(Path.Combine(folder, "frames.npy"), shape, frames);
    Write(Path.Combine(folder, "logits.npy"), logits.Shape, logits.Values);
    using var file = File.Create(Path.Combine(folder, "network.onnx"));
    OnnxFile.Write(file, network, Steps);
    if (logits.Values.ToArray().Distinct().Count() < Steps * Samples)
        throw new InvalidOperationException($"{name} is silent: equal logits would show nothing");
    Console.WriteLine(name);
}

static void Write(string path, Shape shape, ReadOnlySpan<float> values)
{
    string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape.Extents.ToArray())},), }}";
    header = header.PadRight(118 + header.Length / 128 * 128 - 1) + "\n";
    using var file = File.Create(path);
    file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header)]);
    file.Write(MemoryMarshal.AsBytes(values));
}
