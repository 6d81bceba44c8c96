using Saccade.Events.Cache;
using Saccade.Events.Images;
using Saccade.Events.Model;
using Saccade.Networks;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;

namespace Saccade.Recognition;

/// <summary>How often the neurons of a layer fire for one recording, as maps: what the network makes of it after a few steps (HSD, arXiv 2409.12507, figure 4).</summary>
public sealed class FiringMaps
{
    private readonly byte[] _spikes; // [T, H, W, C]

    private FiringMaps(string layer, FeatureSize size, byte[] spikes) => (Layer, Size, _spikes) = (layer, size, spikes);

    /// <summary>Path of the layer.</summary>
    public string Layer { get; }

    /// <summary>Extents of its output, [H, W, C].</summary>
    public FeatureSize Size { get; }

    /// <summary>T, time steps.</summary>
    public int Steps => _spikes.Length / Size.Count;

    /// <summary>Runs a recording through a network and keeps what a layer sends.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network.</param>
    /// <param name="card">Its card.</param>
    /// <param name="events">The recording; left as it is.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="layer">Name or path of a layer of neurons; null for the first.</param>
    /// <exception cref="ArgumentException">The network has no such layer, or it does not emit maps of spikes.</exception>
    /// <exception cref="RecordingException">Many events are outside the sensor that the model was trained for.</exception>
    public static FiringMaps Of(Engine engine, Network network, ModelCard card, EventBuffer events, string name, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(events);
        var watched = Find(network, layer);
        var size = network.Description.Input;
        var framer = new Framer(card, size);
        float[] frames = new float[framer.Length];
        framer.Fill(events, isOwn: false, name, frames);
        float[] seen = [.. framer.Positions.SelectMany(position => frames.Skip(position * size.Count).Take(size.Count))];
        return Run(engine, network, watched, seen);
    }

    /// <summary>Runs a recording whose frames are prepared through a network and keeps what a layer sends.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network.</param>
    /// <param name="data">Recordings as frames of the network's input.</param>
    /// <param name="sample">Which of them, from 0.</param>
    /// <param name="positions">Which frames, in the order of the steps.</param>
    /// <param name="layer">Name or path of a layer of neurons; null for the first.</param>
    /// <exception cref="ArgumentException">The network has no such layer, or it does not emit maps of spikes.</exception>
    public static FiringMaps Of(Engine engine, Network network, PreparedFrames data, int sample, int[] positions, string? layer = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(positions);
        float[] seen = new float[positions.Length * data.FrameLength];
        data.CopyTo(sample, positions, seen);
        return Run(engine, network, Find(network, layer), seen);
    }

    /// <summary>Whether a network has a layer whose maps can be drawn.</summary>
    /// <param name="network">The network.</param>
    public static bool CanDraw(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network.AllLayers.OfType<NeuronLayer>().Any(IsDrawn);
    }

    private static FiringMaps Run(Engine engine, Network network, NeuronLayer watched, float[] seen)
    {
        var size = network.Description.Input;
        byte[] spikes = [];
        using var claim = engine.Claim();
        using var tape = new Tape(engine, recording: false);
        var input = tape.Constant(new Shape("TNHWC", seen.Length / size.Count, 1, size.Height, size.Width, size.Channels), seen);
        network.Forward(input, new ForwardPass(tape)
        {
            Watch = (current, output) => spikes = current == watched ? [.. output.Values.ToArray().Select(value => (byte)(value != 0 ? 1 : 0))] : spikes,
        });
        return new FiringMaps(watched.Path, watched.Output, spikes);
    }

    private static bool IsDrawn(NeuronLayer layer) => !layer.Output.IsFlat && layer.EmitsSpikes;

    /// <summary>Spikes per step of each neuron of a channel over the first steps, 0 to 1: [H, W].</summary>
    /// <param name="steps">Steps, 1 to T.</param>
    /// <param name="channel">Channel, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer steps or channels.</exception>
    public double[] Rates(int steps, int channel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Size.Channels);
        double[] rates = new double[Size.Height * Size.Width];
        for (int t = 0; t < steps; t++)
        {
            for (int i = 0; i < rates.Length; i++)
                rates[i] += (double)_spikes[(t * Size.Count) + (i * Size.Channels) + channel] / steps;
        }

        return rates;
    }

    /// <summary>The maps side by side: a row for each number of steps, a column for each channel, from black (never) to white (at every step).</summary>
    /// <param name="steps">Numbers of steps, each 1 to T; at least one.</param>
    /// <param name="channels">Channels, from 0; at least one.</param>
    /// <param name="zoom">Pixels of a neuron, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer steps or channels.</exception>
    public RasterImage Draw(IReadOnlyList<int> steps, IReadOnlyList<int> channels, int zoom)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(zoom, 1);
        const int Gap = 2;
        const byte GapShade = 96;
        int cellWidth = (Size.Width * zoom) + Gap, cellHeight = (Size.Height * zoom) + Gap;
        int width = checked((channels.Count * cellWidth) - Gap), height = checked((steps.Count * cellHeight) - Gap);
        byte[] pixels = new byte[checked(width * height)];
        Array.Fill(pixels, GapShade);
        for (int row = 0; row < steps.Count; row++)
        {
            for (int column = 0; column < channels.Count; column++)
            {
                double[] rates = Rates(steps[row], channels[column]);
                for (int y = 0; y < Size.Height * zoom; y++)
                {
                    for (int x = 0; x < Size.Width * zoom; x++)
                        pixels[(((row * cellHeight) + y) * width) + (column * cellWidth) + x] = (byte)Math.Round(255 * rates[(y / zoom * Size.Width) + (x / zoom)]);
                }
            }
        }

        return new RasterImage(width, height, 1, pixels);
    }

    private static NeuronLayer Find(Network network, string? layer)
    {
        if (layer is null)
            return network.AllLayers.OfType<NeuronLayer>().FirstOrDefault(IsDrawn) ?? throw new ArgumentException("got a network without maps of neurons, expected a spiking one");
        return network.Find(layer) is NeuronLayer found && IsDrawn(found) ? found : throw new ArgumentException($"got layer '{layer}', expected one of neurons that emits a map [H, W, C]", nameof(layer));
    }
}
