namespace Saccade.Networks.Operations;

/// <summary>Values that stand for numbers of spikes: each is a whole number times the unit of its channel.</summary>
/// <param name="Units">What one spike adds to a value: one number, or one for each channel; null where it is not known, so that a value other than 0 is one spike.</param>
/// <param name="Most">The most spikes that a value can stand for.</param>
/// <param name="Neurons">The most neurons whose spikes a value sums; with fewer of them than spikes, a neuron sends several at once.</param>
internal sealed record SpikeSignal(float[]? Units, int Most, int Neurons = 1)
{
    /// <summary>What a layer emits if its input is such a signal; null where its output is real numbers.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The signal that enters; null for real numbers.</param>
    /// <param name="paths">The signals that the paths inside it emit.</param>
    public static SpikeSignal? After(Layer layer, SpikeSignal? input, IReadOnlyList<SpikeSignal?> paths) => (layer, layer.Description) switch
    {
        (NeuronLayer { EmitsSpikes: false }, _) => null,
        (NeuronLayer { SpikeHeights: { } heights } neurons, _) => new SpikeSignal([.. heights], neurons.Levels),
        (NeuronLayer, _) => new SpikeSignal(null, 1),
        (_, UnaryCode code) => input is { Neurons: 1 } && input.Most == code.Levels ? input with { Most = 1 } : null,
        (_, AveragePool pool) => input?.OnChannels(layer.Output.Channels)?.Averaged(pool.Kernel * pool.Kernel),
        (_, MaxPool) => input?.OnChannels(layer.Output.Channels),
        (_, Flatten or Dropout) => input,
        (AdaptiveAveragePoolLayer pool, _) => input?.OnChannels(layer.Output.Channels)?.AveragedOver(pool.WindowSizes(), layer.Output.Channels),
        (_, Vote vote) => input?.Voted(vote.Votes, layer.Output.Channels),
        (AttentionLayer attention, _) => input?.OnChannels(attention.InputChannels)?.Attended(attention),
        (_, Branches branches) => Combined(branches.Combine, paths, [.. layer.Inner.Select(path => path.Count == 0 ? 0 : path[^1].Output.Channels)]),
        _ => null,
    };

    /// <summary>The spikes that a value stands for.</summary>
    /// <param name="value">The value.</param>
    /// <param name="index">Its place among values whose last axis is the channels.</param>
    public int Count(float value, int index) => value == 0 ? 0 : Units is null ? 1 : (int)Math.Round(value / Units[index % Units.Length]);

    /// <summary>The signal if its units belong to channels; null where each position has its own, as behind windows of different sizes, and a layer mixes positions.</summary>
    private SpikeSignal? OnChannels(int channels) => Units?.Length > channels ? null : this;

    /// <summary>Means over windows of a map, of these numbers of positions row by row: of windows of different sizes each position has units of its own.</summary>
    private SpikeSignal? AveragedOver(int[] windows, int channels)
    {
        if (Units is null || Array.TrueForAll(windows, size => size == windows[0]))
            return Averaged(windows[0]);
        return new SpikeSignal([.. windows.SelectMany(size => Enumerable.Range(0, channels).Select(c => Units[c % Units.Length] / size))], Most * windows.Max(), Neurons * windows.Max());
    }

    /// <summary>Means over neighbouring features; real numbers where these have different units.</summary>
    private SpikeSignal? Voted(int votes, int outputs)
    {
        if (Units is not { } units)
            return null;
        float UnitOf(int feature) => units[feature % units.Length];
        bool areEqual = Enumerable.Range(0, outputs * votes).All(i => UnitOf(i) == UnitOf(i - i % votes));
        return areEqual ? new SpikeSignal([.. Enumerable.Range(0, units.Length == 1 ? 1 : outputs).Select(o => UnitOf(o * votes) / votes)], Most * votes, Neurons * votes) : null;
    }

    /// <summary>Sums of products of a query, a key and a value: whole numbers times the product of their units; real numbers where the units of a part differ.</summary>
    private SpikeSignal? Attended(AttentionLayer attention)
    {
        if (Units is not { } units)
            return null;
        int part = attention.Output.Channels, terms = attention.TermsOfOutput;
        float[] first = [.. Enumerable.Range(0, AttentionLayer.Parts).Select(p => units[p * part % units.Length])];
        bool areEqual = Enumerable.Range(0, AttentionLayer.Parts * part).All(c => units[c % units.Length] == first[c / part]);
        return areEqual ? new SpikeSignal([attention.Factor * first[0] * first[1] * first[2]], terms * Most * Most * Most, terms * Neurons * Neurons * Neurons) : null;
    }

    /// <summary>
    /// What a value counts for where papers count the inputs that are not 0: one, and of a neuron of several levels as many. Of a value that sums several neurons it is the
    /// least that the strongest of them sent.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="index">Its place among values whose last axis is the channels.</param>
    public int Strength(float value, int index) => (Count(value, index) + Neurons - 1) / Neurons;

    /// <summary>Whether a neuron sends several spikes at once.</summary>
    public bool HasLevels => Most > Neurons;

    private SpikeSignal? Averaged(int positions) => Units is null ? null : new SpikeSignal([.. Units.Select(unit => unit / positions)], Most * positions, Neurons * positions);

    private static SpikeSignal? Combined(Combine combine, IReadOnlyList<SpikeSignal?> paths, int[] channels)
    {
        if (paths.Any(path => path?.Units is null) || paths.Zip(channels).Any(pair => pair.Second > 0 && pair.First!.Units!.Length > pair.Second))
            return null;
        SpikeSignal[] signals = [.. paths.OfType<SpikeSignal>()];
        return combine switch
        {
            Combine.Add => signals.All(s => s.HasUnitsOf(signals[0])) ? new SpikeSignal(signals.MaxBy(s => s.Units!.Length)!.Units, signals.Sum(s => s.Most), signals.Sum(s => s.Neurons)) : null,
            Combine.And => signals.All(s => s.IsBinary) ? new SpikeSignal([1], 1) : null,
            Combine.Iand => signals[0].IsBinary && signals[1].Most == 1 ? signals[1] : null,
            Combine.Concatenate when Array.TrueForAll(channels, c => c > 0) =>
                new SpikeSignal([.. signals.Zip(channels, (s, c) => Enumerable.Range(0, c).Select(i => s.Units![i % s.Units.Length])).SelectMany(u => u)], signals.Max(s => s.Most), signals.Max(s => s.Neurons)),
            _ => null,
        };
    }

    private bool IsBinary => Most == 1 && Units!.All(unit => unit == 1);

    private bool HasUnitsOf(SpikeSignal other)
        => Enumerable.Range(0, Math.Max(Units!.Length, other.Units!.Length)).All(i => Units[i % Units.Length] == other.Units[i % other.Units.Length]);
}
