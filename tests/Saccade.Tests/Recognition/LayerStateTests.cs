using System.Reflection;
using Saccade.Networks;
using Xunit;

namespace Saccade.Tests.Recognition;

/// <summary>A network is run by several threads at once, so its layers may keep nothing of a call.</summary>
public sealed class LayerStateTests
{
    // Made once from the extents alone; whoever makes it a second time makes the same.
    private static readonly string[] _madeOnce = ["BicubicResizeLayer._rows", "BicubicResizeLayer._columns", "ConvolutionLayer._plan"];

    [Fact]
    public void Layers_HaveNoFieldThatChanges()
    {
        var layers = typeof(Layer).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(Layer))).ToList();

        var changing = layers
            .SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(f => !f.IsInitOnly).Select(f => $"{f.DeclaringType!.Name}.{f.Name}");

        Assert.True(layers.Count > 5);
        Assert.Equal(_madeOnce, changing);
    }
}
