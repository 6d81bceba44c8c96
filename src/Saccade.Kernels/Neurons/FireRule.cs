namespace Saccade.Kernels.Neurons;

/// <summary>Whether a potential that equals the threshold fires.</summary>
public enum FireRule
{
    /// <summary>Fires where H &gt;= threshold. With it an IF neuron at constant input equals the quantised activation.</summary>
    AtOrAbove,

    /// <summary>Fires where H &gt; threshold.</summary>
    Above,
}
