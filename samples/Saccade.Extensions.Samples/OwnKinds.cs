using Saccade.Networks;
using Saccade.Training.Losses;
using Saccade.Training.Recipes;

namespace Saccade.Extensions.Samples;

/// <summary>Everything of this project, by name, beside what the library has: values that are handed to whatever reads names.</summary>
public static class OwnKinds
{
    /// <summary>What layers, neurons and surrogates are called.</summary>
    public static NetworkKinds OfNetworks { get; } = NetworkKinds.Standard
        .WithLayer(SoftLog.Kind)
        .WithSurrogate("raised-cosine", RaisedCosine.Keys)
        .WithNeuron("tiring", TiringNeuron.Keys);

    /// <summary>What recipes can name.</summary>
    public static RecipeKinds OfRecipes { get; } = RecipeKinds.Standard with
    {
        Networks = OfNetworks,
        Losses = LossKinds.Standard.With(FiringRate.Kind),
        Layouts = DataLayouts.Standard.With(MovingBars.Layout),
    };
}
