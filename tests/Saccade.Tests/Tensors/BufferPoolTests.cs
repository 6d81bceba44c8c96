using System.Runtime.InteropServices;
using Saccade.Kernels.Random;
using Saccade.Tensors.Memory;
using Xunit;

namespace Saccade.Tests.Tensors;

public sealed class BufferPoolTests
{
    /// <summary>Both small buffers are cut from one.</summary>
    private const long SmallSlabBytes = 256 * 1024 * 4;

    private readonly BufferPool _pool = new(HostBlock.Allocate);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(1_000_003)]
    public void Rent_GivesThatManyFloats_On64ByteBoundaries(int length)
    {
        for (int i = 0; i < 4; i++)
        {
            var buffer = _pool.Rent(length);

            Assert.Equal(length, buffer.Storage.Length);
            Assert.Equal(length, buffer.Storage.Span.Length);
            Assert.Equal(0, Address(buffer.Storage) % 64);
        }
    }

    [Fact]
    public void Capacity_IsWholeCacheLines()
    {
        for (int length = 1; length < 300_000; length += 1 + length / 37)
        {
            var buffer = _pool.Rent(length);

            Assert.InRange(buffer.Capacity, length, length + 15);
            _pool.Return(buffer);
        }
    }

    [Fact]
    public void Return_MakesTheMemoryAvailableAgain_ForAnyLength()
    {
        var (first, second) = (_pool.Rent(200_000), _pool.Rent(300_000));
        long owned = _pool.OwnedBytes, address = Address(first.Storage);
        _pool.Return(second);
        _pool.Return(first);

        Assert.Equal(address, Address(_pool.Rent(400_000).Storage));
        Assert.Equal(owned, _pool.OwnedBytes);
    }

    [Fact]
    public void Buffers_NeverOverlap()
    {
        var random = new CounterRandom(1, RandomPurpose.Test);
        var lent = new List<(Saccade.Tensors.Memory.Buffer Buffer, float Mark)>();
        for (int i = 0; i < 3000; i++)
        {
            if (lent.Count > 0 && random.NextInt32(0, 2) == 0)
            {
                int index = random.NextInt32(0, lent.Count);
                var (buffer, mark) = lent[index];
                Assert.False(buffer.Storage.Span.ContainsAnyExcept(mark));
                _pool.Return(buffer);
                lent.RemoveAt(index);
            }
            else
            {
                var buffer = _pool.Rent(random.NextInt32(0, 2) == 0 ? random.NextInt32(1, 500) : random.NextInt32(60_000, 90_000));
                buffer.Storage.Span.Fill(i);
                lent.Add((buffer, i));
            }
        }

        lent.ForEach(l => _pool.Return(l.Buffer));
        Assert.Equal(0, _pool.LentBytes);
        _pool.Trim();
        Assert.Equal(0, _pool.OwnedBytes);
    }

    [Fact]
    public void Return_Twice_IsRefused()
    {
        var buffer = _pool.Rent(10);
        _pool.Return(buffer);

        var error = Assert.Throws<InvalidOperationException>(() => _pool.Return(buffer));
        Assert.Contains("returned to its pool twice", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _pool.LentBytes);
    }

    [Fact]
    public void Bytes_AreCounted()
    {
        var small = _pool.Rent(64);
        var large = _pool.Rent(128);
        Assert.Equal((64 + 128) * 4, _pool.LentBytes);

        _pool.Return(large);
        Assert.Equal(64 * 4, _pool.LentBytes);
        Assert.Equal((64 + 128) * 4, _pool.PeakBytes);
        Assert.Equal(SmallSlabBytes, _pool.OwnedBytes);

        _pool.ResetPeak();
        Assert.Equal(64 * 4, _pool.PeakBytes);

        _pool.Trim();
        Assert.Equal(SmallSlabBytes, _pool.OwnedBytes);
        _pool.Return(small);
        _pool.Trim();
        Assert.Equal((0, 0), (_pool.LentBytes, _pool.OwnedBytes));
    }

    [Fact]
    public void ManyThreads_ShareThePool()
    {
        Parallel.For(0, 8, t =>
        {
            for (int i = 0; i < 2000; i++)
            {
                var buffer = _pool.Rent(100 + 50 * (i % 3));
                buffer.Storage.Span.Fill(t);
                Assert.All(buffer.Storage.Span[..8].ToArray(), v => Assert.Equal(t, v));
                _pool.Return(buffer);
            }
        });

        Assert.Equal(0, _pool.LentBytes);
    }

    private static long Address(Storage pinned)
    {
        Assert.True(MemoryMarshal.TryGetArray<float>(((HostBlock)pinned.Block!).Show(pinned.Start, pinned.Length), out var array));
        return Marshal.UnsafeAddrOfPinnedArrayElement(array.Array!, array.Offset);
    }
}
