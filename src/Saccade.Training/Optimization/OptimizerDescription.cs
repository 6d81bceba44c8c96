using Saccade.Files;
using Saccade.Schema;

namespace Saccade.Training.Optimization;

/// <summary>How gradients change parameters, as a value: the optimiser, its settings, and those of groups of parameters.</summary>
public abstract record OptimizerDescription
{
    /// <summary>Learning rate at the start of the schedule; above 0.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Weight decay of all parameters that have none of their own; 0 or more.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Weight decay of scale and shift of batch normalisation; null for <see cref="WeightDecay"/>.</summary>
    public double? NormWeightDecay { get; init; }

    /// <summary>Weight decay of thresholds and learned time constants; null for <see cref="WeightDecay"/>.</summary>
    public double? ThresholdWeightDecay { get; init; }

    /// <summary>Weight decay of biases; null for <see cref="WeightDecay"/>.</summary>
    public double? BiasWeightDecay { get; init; }

    /// <summary>Parameters with settings of their own; the first group that has a parameter decides.</summary>
    public ValueList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>How an optimiser is written.</summary>
    public static Union<OptimizerDescription> Keys { get; } = new Union<OptimizerDescription>("kind", null)
        .Add("sgd", Common(new Section<Sgd>(new Sgd { Rate = 0.1 }).Means("Stochastic gradient descent with momentum.")
            .Key("momentum", NumberKind.BelowOne, r => r.Momentum, (r, v) => r with { Momentum = v }, "Share of the last step that the next one keeps.")
            .Key("nesterov", new FlagKind(), r => r.Nesterov, (r, v) => r with { Nesterov = v }, "Whether the gradient is taken ahead of the step.")))
        .Add("adam", Common(new Section<Adam>(new Adam()).Means("Adam: steps scaled by the gradients' recent size; weight decay is added to the gradient.")
            .Key("beta1", NumberKind.BelowOne, r => r.Beta1, (r, v) => r with { Beta1 = v }, "Decay of the mean of gradients.")
            .Key("beta2", NumberKind.BelowOne, r => r.Beta2, (r, v) => r with { Beta2 = v }, "Decay of the mean of squared gradients.")
            .Key("epsilon", NumberKind.Positive, r => r.Epsilon, (r, v) => r with { Epsilon = v }, "Added to the root of the mean square.")))
        .Add("adamw", Common(new Section<AdamW>(new AdamW { WeightDecay = 0.01 }).Means("Adam with weight decay apart from the gradient.")
            .Key("beta1", NumberKind.BelowOne, r => r.Beta1, (r, v) => r with { Beta1 = v }, "Decay of the mean of gradients.")
            .Key("beta2", NumberKind.BelowOne, r => r.Beta2, (r, v) => r with { Beta2 = v }, "Decay of the mean of squared gradients.")
            .Key("epsilon", NumberKind.Positive, r => r.Epsilon, (r, v) => r with { Epsilon = v }, "Added to the root of the mean square.")));

    private static OptionalNumberKind _decay => new(NumberKind.NotNegative);

    private static Section<T> Common<T>(Section<T> section)
        where T : OptimizerDescription => section
        .Key("rate", NumberKind.Positive, r => r.Rate, (r, v) => (T)(r with { Rate = v }), "Learning rate at the start of the schedule.")
        .Key("weight-decay", NumberKind.NotNegative, r => r.WeightDecay, (r, v) => (T)(r with { WeightDecay = v }), "Weight decay of all parameters that have none of their own.")
        .Key("norm-weight-decay", _decay, r => r.NormWeightDecay, (r, v) => (T)(r with { NormWeightDecay = v }), "Weight decay of batch normalisation; null for weight-decay.")
        .Key("threshold-weight-decay", _decay, r => r.ThresholdWeightDecay, (r, v) => (T)(r with { ThresholdWeightDecay = v }), "Weight decay of thresholds and learned time constants; null for weight-decay.")
        .Key("bias-weight-decay", _decay, r => r.BiasWeightDecay, (r, v) => (T)(r with { BiasWeightDecay = v }), "Weight decay of biases; null for weight-decay.")
        .Key("groups", new OptionalKind<ValueList<ParameterGroup>>(new ListKind<ParameterGroup>(ParameterGroup.Keys, mayBeEmpty: true)), r => r.Groups.Count == 0 ? null : r.Groups, (r, v) => (T)(r with { Groups = v ?? [] }), "Parameters with settings of their own; the first group that has a parameter decides.", omitsDefault: true);

    /// <summary>Stochastic gradient descent; the decay is added to the gradient.</summary>
    public sealed record Sgd : OptimizerDescription
    {
        /// <summary>Share of the last step that the next one keeps. 0 to below 1.</summary>
        public double Momentum { get; init; } = 0.9;

        /// <summary>Whether the gradient is taken ahead of the step; needs a momentum above 0.</summary>
        public bool Nesterov { get; init; }
    }

    /// <summary>Adam; the decay is added to the gradient.</summary>
    public sealed record Adam : OptimizerDescription
    {
        /// <summary>Decay of the mean of gradients. 0 to below 1.</summary>
        public double Beta1 { get; init; } = 0.9;

        /// <summary>Decay of the mean of squared gradients. 0 to below 1.</summary>
        public double Beta2 { get; init; } = 0.999;

        /// <summary>Added to the root of the mean square; above 0.</summary>
        public double Epsilon { get; init; } = 1e-8;
    }

    /// <summary>Adam with the decay applied to the parameters themselves.</summary>
    public sealed record AdamW : OptimizerDescription
    {
        /// <summary>Decay of the mean of gradients. 0 to below 1.</summary>
        public double Beta1 { get; init; } = 0.9;

        /// <summary>Decay of the mean of squared gradients. 0 to below 1.</summary>
        public double Beta2 { get; init; } = 0.999;

        /// <summary>Added to the root of the mean square; above 0.</summary>
        public double Epsilon { get; init; } = 1e-8;
    }
}

/// <summary>Parameters with a learning rate or a weight decay of their own.</summary>
/// <param name="Names">Their names, with * for any run of characters, for example <c>*.membrane</c> or <c>0.*</c>.</param>
/// <param name="RateFactor">Factor of the learning rate; 0 leaves the parameters as they are.</param>
/// <param name="WeightDecay">Their weight decay; null for that of their kind.</param>
public sealed record ParameterGroup(string Names, double RateFactor = 1, double? WeightDecay = null)
{
    internal static Section<ParameterGroup> Keys { get; } = new Section<ParameterGroup>(new ParameterGroup("*"))
        .Key("names", new TextKind("names of parameters, with * for any run of characters"), g => g.Names, (g, v) => g with { Names = v }, "Names of the parameters, with * for any run of characters.", required: true)
        .Key("rate-factor", NumberKind.NotNegative, g => g.RateFactor, (g, v) => g with { RateFactor = v }, "Factor of the learning rate; 0 leaves them as they are.")
        .Key("weight-decay", new OptionalNumberKind(NumberKind.NotNegative), g => g.WeightDecay, (g, v) => g with { WeightDecay = v }, "Their weight decay; null for that of their kind.");

    /// <summary>Whether a parameter belongs to the group.</summary>
    /// <param name="parameter">The name of the parameter.</param>
    public bool Has(string parameter) => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Names, parameter, ignoreCase: false);
}
