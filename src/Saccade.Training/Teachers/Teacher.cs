using Saccade.Events.Cache;
using Saccade.Networks;
using Saccade.Recognition;
using Saccade.Tensors;
using Saccade.Tensors.Autograd;
using Saccade.Tensors.Engines;
using Saccade.Tensors.Ops;
using Saccade.Training.Data;
using Saccade.Training.Losses;

namespace Saccade.Training.Teachers;

/// <summary>
/// A frozen network that answers for batches, in evaluation mode. Where nothing random feeds it, it says the same in every epoch, so each sample is asked for once and
/// its answer kept.
/// </summary>
internal sealed class Teacher : IDisposable
{
    private readonly Engine _engine;
    private readonly PreparedFrames _data;
    private readonly int[] _positions;
    private readonly bool _mean;
    private readonly IReadOnlyList<string> _taps;
    private readonly int[] _lengths;
    private readonly FixedWeights _weights = new();
    private readonly AnswerStore? _answers;

    /// <summary>Prepares a teacher.</summary>
    /// <param name="engine">Kernels and memory.</param>
    /// <param name="network">The network, which nobody changes any more.</param>
    /// <param name="data">The training part as it sees it.</param>
    /// <param name="positions">Which frames it sees.</param>
    /// <param name="mean">Whether it sees their mean, once.</param>
    /// <param name="taps">The outputs that losses ask for.</param>
    /// <param name="keeps">Whether the answer for a sample never changes.</param>
    public Teacher(Engine engine, Network network, PreparedFrames data, int[] positions, bool mean, IReadOnlyList<string> taps, bool keeps)
    {
        (_engine, Network, _data, _positions, _mean, _taps) = (engine, network, data, positions, mean, taps);
        Steps = mean ? 1 : positions.Length;
        _lengths = [Steps * network.Classes, network.Classes, .. taps.Select(tap => network.Find(tap).Output.Count)];
        _answers = keeps ? new AnswerStore(data.Count, _lengths.Sum()) : null;
    }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>Its own number of time steps or frames.</summary>
    public int Steps { get; }

    /// <summary>What it says of a batch.</summary>
    public TeacherAnswer Answer(SampleBatch batch)
    {
        if (_answers is null)
            return Ask(batch.Count, tape => batch.Frames(tape, _data, _positions));
        int[] unknown = [.. batch.Samples.Where(sample => !_answers.Has(sample))];
        if (unknown.Length > 0)
            Keep(unknown, Ask(unknown.Length, tape => FrameTensors.OfDistinct(_engine, tape, _data, unknown, _positions)));
        return Recall(batch.Samples);
    }

    /// <summary>Gives back what was kept.</summary>
    public void Dispose() => _answers?.Dispose();

    private TeacherAnswer Ask(int samples, Func<Tape, Tensor> frames)
    {
        using var tape = new Tape(_engine, recording: false) { Weights = _weights };
        var taps = _taps.Count == 0 ? null : new TapSet(_taps);
        var input = frames(tape);
        var logits = Network.Forward(_mean ? ReduceOp.Mean(input, "T") : input, new ForwardPass(tape) { Taps = taps, Repeats = _mean ? 1 : Steps / input.Shape[0] });
        return new TeacherAnswer(
            Steps,
            logits.Values.ToArray(),
            ReduceOp.Mean(logits, "T").Values.ToArray(),
            _taps.ToDictionary(tap => tap, tap => ReduceOp.Mean(taps![tap], "T").Values.ToArray()));
    }

    private void Keep(int[] samples, TeacherAnswer answer)
    {
        float[] row = new float[_lengths.Sum()];
        for (int n = 0; n < samples.Length; n++)
        {
            int at = 0;
            for (int step = 0, classes = Network.Classes; step < Steps; step++, at += classes)
                answer.Logits.AsSpan((step * samples.Length + n) * classes, classes).CopyTo(row.AsSpan(at));
            foreach (float[] values in Rest(answer))
            {
                int length = values.Length / samples.Length;
                values.AsSpan(n * length, length).CopyTo(row.AsSpan(at));
                at += length;
            }

            _answers!.Keep(samples[n], row);
        }
    }

    private TeacherAnswer Recall(IReadOnlyList<int> samples)
    {
        int count = samples.Count, classes = Network.Classes;
        var answer = new TeacherAnswer(Steps, new float[Steps * count * classes], new float[count * classes], _taps.Select((tap, i) => (tap, new float[count * _lengths[2 + i]])).ToDictionary());
        float[] row = new float[_lengths.Sum()];
        for (int n = 0; n < count; n++)
        {
            _answers!.Recall(samples[n], row);
            int at = 0;
            for (int step = 0; step < Steps; step++, at += classes)
                row.AsSpan(at, classes).CopyTo(answer.Logits.AsSpan((step * count + n) * classes));
            foreach (float[] values in Rest(answer))
            {
                int length = values.Length / count;
                row.AsSpan(at, length).CopyTo(values.AsSpan(n * length));
                at += length;
            }
        }

        return answer;
    }

    private IEnumerable<float[]> Rest(TeacherAnswer answer) => _taps.Select(tap => answer.Taps[tap]).Prepend(answer.MeanLogits);
}
