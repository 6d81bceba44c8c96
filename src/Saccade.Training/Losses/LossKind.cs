using System.Collections.Immutable;
using Saccade.Schema;

namespace Saccade.Training.Losses;

/// <summary>How a kind of loss is written: its name, its keys, their ranges and defaults.</summary>
public sealed class LossKind
{
    private LossKind(string name, Action<Union<LossDescription>> addTo) => (Name, AddTo) = (name, addTo);

    /// <summary>The name of the kind, for example <c>cross-entropy</c>.</summary>
    public string Name { get; }

    internal Action<Union<LossDescription>> AddTo { get; }

    /// <summary>A kind of loss.</summary>
    /// <typeparam name="TLoss">Its description.</typeparam>
    /// <param name="name">The name of the kind: small letters, digits and hyphens.</param>
    /// <param name="keys">Its keys besides <c>kind</c>, <c>weight</c> and <c>teacher</c>.</param>
    public static LossKind Of<TLoss>(string name, Func<Section<TLoss>> keys)
        where TLoss : LossDescription
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keys);
        return new LossKind(name, union => union.Add(name, keys()
            .Key("weight", NumberKind.Positive, l => l.Weight, (l, v) => (TLoss)(l with { Weight = v }), "Factor of the term.")
            .Key("teacher", new OptionalKind<string>(new TextKind("the name of a teacher of the phase")), l => l.Teacher, (l, v) => (TLoss)(l with { Teacher = v }), "The teacher it learns from; not needed where there is one.", omitsDefault: true)));
    }
}

/// <summary>The kinds of losses that recipes can name: an immutable registry.</summary>
public sealed class LossKinds
{
    private readonly ImmutableArray<LossKind> _kinds;
    private readonly Union<LossDescription> _union = new("kind", null);

    private LossKinds(ImmutableArray<LossKind> kinds)
    {
        _kinds = kinds;
        foreach (var kind in kinds)
            kind.AddTo(_union);
    }

    /// <summary>The losses of this library.</summary>
    public static LossKinds Standard { get; } = new([
        CrossEntropy.Kind, SquaredError.Kind, Tet.Kind, Distillation.Kind, StepDistillation.Kind, WeightedDistillation.Kind, FeatureDistillation.Kind, BlurredDistillation.Kind,
        EnsembleDistillation.Kind, SelectiveDistillation.Kind, SelfDistillation.Kind, StableSpikes.Kind,
    ]);

    /// <summary>How one loss is written.</summary>
    public Kind<LossDescription> One => _union;

    /// <summary>The name of a loss's kind.</summary>
    /// <exception cref="ArgumentException">Its kind is not among these.</exception>
    public string NameOf(LossDescription loss) => _union.NameOf(loss);

    /// <summary>These kinds and one more.</summary>
    /// <param name="kind">A kind whose name is not taken.</param>
    /// <exception cref="ArgumentException">There is a kind of that name.</exception>
    public LossKinds With(LossKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return _kinds.Any(k => k.Name == kind.Name)
            ? throw new ArgumentException($"there is a kind of loss '{kind.Name}' already; choose another name")
            : new LossKinds(_kinds.Add(kind));
    }
}
