using Saccade.Tensors;
using Xunit;

namespace Saccade.Tests.Tensors;

public sealed class ShapeTests
{
    private static readonly Shape _activations = new("TNHWC", 5, 2, 8, 6, 3);

    [Fact]
    public void Extents_AreFoundByPositionAndByLetter()
    {
        Assert.Equal(5, _activations.Rank);
        Assert.Equal(1440, _activations.Count);
        Assert.Equal(288, _activations.CountPerStep);
        Assert.Equal(3, _activations[^1]);
        Assert.Equal(8, _activations['H']);
        Assert.Equal("[T 5, N 2, H 8, W 6, C 3]", _activations.ToString());
    }

    [Fact]
    public void UnknownLetter_IsNamed()
    {
        var error = Assert.Throws<ArgumentException>(() => _activations['K']);

        Assert.Contains("[T 5, N 2, H 8, W 6, C 3] has no axis K", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_HasNoElements()
    {
        Assert.Equal(0, new Shape("TNF", 3, 0, 4).Count);
        Assert.Equal(0, new Shape("TNF", 0, 2, 4).CountPerStep);
        Assert.Equal(1, new Shape("").Count);
    }

    [Fact]
    public void Equality_IsOfAxesAndExtents()
    {
        Assert.Equal(_activations, new Shape("TNHWC", 5, 2, 8, 6, 3));
        Assert.Equal(_activations.GetHashCode(), new Shape("TNHWC", 5, 2, 8, 6, 3).GetHashCode());
        Assert.NotEqual(_activations, new Shape("TNWHC", 5, 2, 8, 6, 3));
        Assert.NotEqual(_activations, _activations.With(0, 4));
        Assert.False(_activations.Equals((object?)null));
    }

    [Fact]
    public void With_ChangesACopy()
    {
        Assert.Equal(new Shape("TNHWC", 5, 2, 8, 6, 32), _activations.With(^1, 32));
        Assert.Equal(3, _activations[^1]);
    }

    [Fact]
    public void Constructor_ImpossibleExtents_AreRefused()
    {
        Assert.Contains("3 axes 'TNF' but 2 extents", Assert.Throws<ArgumentException>(() => new Shape("TNF", 1, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape("TN", 1, -2));
        Assert.Contains("has more than", Assert.Throws<ArgumentException>(() => new Shape("TNF", 1 << 12, 1 << 12, 1 << 12)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new Shape(null!));
    }

    [Fact]
    public void Constructor_KeepsItsOwnExtents()
    {
        int[] extents = [2, 3];
        var shape = new Shape("NF", extents);
        extents[0] = 9;

        Assert.Equal(2, shape[0]);
    }
}
