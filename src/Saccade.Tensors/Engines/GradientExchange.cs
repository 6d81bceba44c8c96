using System.Runtime.InteropServices;
using Saccade.Kernels.Elementwise;
using Saccade.Tensors.Memory;
using Buffer = Saccade.Tensors.Memory.Buffer;

namespace Saccade.Tensors.Engines;

/// <summary>
/// Gradients of weights on their way between processes, while the backward pass goes on. Sums of shards are collected in buckets; each process adds those of a share of the elements of a bucket and hands
/// out the totals, so that what it sends hardly grows with the number of processes.
/// </summary>
/// <param name="kernels">What adds, and lends memory.</param>
/// <param name="others">The processes.</param>
/// <param name="precision">How they travel.</param>
internal sealed class GradientExchange(KernelSet kernels, IShardExchange others, ExchangePrecision precision)
{
    /// <summary>Elements of a bucket (1 MiB): gradients of neighbouring layers go together until there are so many. A larger one goes alone.</summary>
    private const int BucketElements = 1 << 18;

    /// <summary>A share is a multiple of so many elements: cache lines, and room for what packing adds.</summary>
    private const int Grain = 16;

    private readonly List<Bucket> _buckets = []; // kept from pass to pass
    private readonly Range[] _all = new Range[others.Ranks];
    private ShardNodes _nodes = new(1, others.Ranks);
    private Range[] _parts = [];
    private int _used;

    /// <summary>Makes room for a gradient.</summary>
    /// <param name="shards">Number of shards of the batch.</param>
    /// <param name="gradient">Where it will be, after <see cref="Settle"/>.</param>
    /// <returns>The sums of the tree that this process has to fill, each with the shards that it is of; then <see cref="SendFull"/>.</returns>
    public IEnumerable<((int Begin, int End) Shards, Storage Sums)> Add(int shards, Storage gradient)
    {
        Advance();
        if (_nodes.Shards != shards)
            _nodes = new(shards, others.Ranks);
        if (_used > 0 && _buckets[_used - 1] is { IsOpen: true } last && (last.Nodes != _nodes || last.Length + gradient.Length > last.Capacity))
            Send(_used - 1);
        if (_used == 0 || !_buckets[_used - 1].IsOpen)
            Open(Math.Max(gradient.Length, BucketElements));
        var bucket = _buckets[_used - 1];
        int start = bucket.Length;
        bucket.Add(gradient);
        return _nodes.Mine(others.Rank).Select((node, i) => (node, bucket.Sums(i, start, gradient.Length)));
    }

    /// <summary>Adds a gradient that each process took of its own samples.</summary>
    /// <param name="shards">Number of shards of the batch.</param>
    /// <param name="gradient">That of this process; the sum of all after <see cref="Settle"/>.</param>
    public void AddOwn(int shards, Storage gradient)
    {
        bool isFirst = true;
        foreach (var (_, sums) in Add(shards, gradient))
        {
            if (isFirst)
                kernels.Copy(gradient, sums);
            else
                kernels.Fill(0, sums);
            isFirst = false;
        }

        SendFull();
    }

    /// <summary>Sends what was filled, if it is enough for a bucket: while the gradient of the input is computed, which the exchange of a batch norm waits for.</summary>
    public void SendFull()
    {
        if (_used > 0 && _buckets[_used - 1] is { IsOpen: true, Length: >= BucketElements })
            Send(_used - 1);
    }

    /// <summary>Goes on with what has arrived.</summary>
    public void Advance()
    {
        for (int i = 0; i < _used; i++)
        {
            if (_buckets[i].Share is not null && !_buckets[i].IsAdded && others.IsThere(Dealt(i)))
                HandOut(i);
        }
    }

    /// <summary>Waits until all gradients are there.</summary>
    public void Settle()
    {
        if (_used > 0 && _buckets[_used - 1].IsOpen)
            Send(_used - 1);
        for (int i = 0; i < _used; i++)
        {
            if (!_buckets[i].IsAdded)
                HandOut(i);
        }

        for (int i = 0; i < _used; i++)
            Finish(i);
        _used = 0;
    }

    // The numbers of the two exchanges of a bucket.
    private static int Dealt(int bucket) => ShardExchange.AtOnce + 1 + 2 * bucket;

    private static int HandedOut(int bucket) => Dealt(bucket) + 1;

    private void Open(int length)
    {
        if (_used == _buckets.Count)
            _buckets.Add(new Bucket());
        int capacity = Padded(length);
        _buckets[_used++].Open(_nodes, capacity, kernels.Pool.Rent(_nodes.Mine(others.Rank).Length * capacity));
    }

    /// <summary>Deals the sums of this process out: to each other process those of its share of the elements.</summary>
    private void Send(int index)
    {
        var bucket = _buckets[index];
        int mine = bucket.Nodes.Mine(others.Rank).Length, share = bucket.Close(kernels, Padded(bucket.Length), others.Ranks), wire = Wire(share);
        if (_parts.Length != others.Ranks * mine)
            _parts = new Range[others.Ranks * mine];
        for (int node = 0; node < mine; node++)
        {
            for (int rank = 0; rank < others.Ranks; rank++)
            {
                int start = node * bucket.Capacity + rank * share;
                Pack(bucket.Mine!.Storage.Slice(start, share));
                _parts[rank * mine + node] = Bytes(start)..(Bytes(start) + wire);
            }

            Bytes(bucket.Mine!.Storage)[_parts[others.Rank * mine + node]].CopyTo(Bytes(bucket.Share!.Storage)[((bucket.Nodes.First(others.Rank) + node) * wire)..]);
        }

        others.Begin(Dealt(index), Bytes(bucket.Mine!.Storage), _parts, bucket.Nodes.Starts(wire));
    }

    /// <summary>Adds the sums of a share as the tree does, and hands the totals out.</summary>
    private void HandOut(int index)
    {
        var bucket = _buckets[index];
        int share = bucket.Length / others.Ranks, wire = Wire(share);
        var sums = bucket.Share!.Storage;
        others.End(Dealt(index), Bytes(sums)[..(bucket.Nodes.Count * wire)]);
        Unpack(sums, bucket.Nodes.Count, share);
        foreach (var (into, from) in bucket.Nodes.Additions)
        {
            var target = sums.Slice(into * share, share);
            kernels.Binary(BinaryFunction.Add, target, sums.Slice(from * share, share), target);
        }

        Pack(sums.Slice(0, share));
        Array.Fill(_all, 0..wire);
        others.Begin(HandedOut(index), Bytes(sums), _all, Starts(wire, stackalloc int[others.Ranks + 1]));
        bucket.IsAdded = true;
    }

    /// <summary>Takes the totals of the others and puts all where they belong.</summary>
    private void Finish(int index)
    {
        var bucket = _buckets[index];
        int share = bucket.Length / others.Ranks, wire = Wire(share);
        var totals = bucket.Mine!.Storage;
        Bytes(bucket.Share!.Storage)[..wire].CopyTo(Bytes(totals)[(others.Rank * wire)..]);
        others.End(HandedOut(index), Bytes(totals)[..(others.Ranks * wire)]);
        Unpack(totals, others.Ranks, share);
        int at = 0;
        foreach (var gradient in bucket.Gradients)
        {
            kernels.Copy(totals.Slice(at, gradient.Length), gradient);
            at += gradient.Length;
        }

        bucket.Return(kernels.Pool);
    }

    /// <summary>The least length from so many elements on that all processes have equal shares of, each a few cache lines.</summary>
    private int Padded(int length) => (length + Grain * others.Ranks - 1) / (Grain * others.Ranks) * Grain * others.Ranks;

    /// <summary>Bytes of so many elements on their way.</summary>
    private int Wire(int elements) => precision == ExchangePrecision.Float16 ? HalfKernels.Bytes(elements) : Bytes(elements);

    /// <summary>Brings elements into the first bytes of their own memory, as they travel.</summary>
    private void Pack(Storage elements)
    {
        if (precision == ExchangePrecision.Float16)
            HalfKernels.Pack(elements.Span);
    }

    /// <summary>Brings rows that lie as they travelled, one after the other, back to floats; from the last on, since they grow.</summary>
    private void Unpack(Storage rows, int count, int length)
    {
        for (int row = count - 1; row >= 0 && precision == ExchangePrecision.Float16; row--)
            HalfKernels.Unpack(Bytes(rows).Slice(row * Wire(length), Wire(length)), rows.Slice(row * length, length).Span);
    }

    private static Span<int> Starts(int wire, Span<int> starts)
    {
        for (int rank = 0; rank < starts.Length; rank++)
            starts[rank] = rank * wire;
        return starts;
    }

    private static int Bytes(int floats) => floats * sizeof(float);

    private static Span<byte> Bytes(Storage floats) => MemoryMarshal.AsBytes(floats.Span);

    /// <summary>Gradients one after the other, and how far they are.</summary>
    private sealed class Bucket
    {
        private readonly List<Storage> _gradients = [];

        public IReadOnlyList<Storage> Gradients => _gradients;

        public ShardNodes Nodes { get; private set; } = null!;

        public int Capacity { get; private set; }

        public int Length { get; private set; }

        /// <summary>The sums of this process [nodes, capacity], and the totals at last.</summary>
        public Buffer? Mine { get; private set; }

        /// <summary>The sums of all processes [nodes, share]; null before those of this one are sent.</summary>
        public Buffer? Share { get; set; }

        /// <summary>Whether the totals of the share are handed out.</summary>
        public bool IsAdded { get; set; }

        public bool IsOpen => Share is null;

        public void Open(ShardNodes nodes, int capacity, Buffer mine) => (Nodes, Capacity, Mine, Length, IsAdded) = (nodes, capacity, mine, 0, false);

        public void Add(Storage gradient)
        {
            _gradients.Add(gradient);
            Length += gradient.Length;
        }

        /// <summary>Where this process puts the sums of a node.</summary>
        public Storage Sums(int node, int start, int length) => Mine!.Storage.Slice(node * Capacity + start, length);

        /// <summary>No gradient is added any more: fills up with zeros, and makes room for a share of the sums of all; returns its elements.</summary>
        public int Close(KernelSet kernels, int padded, int ranks)
        {
            for (int start = 0; start < Mine!.Storage.Length; start += Capacity)
                kernels.Fill(0, Mine.Storage.Slice(start + Length, padded - Length));
            Length = padded;
            Share = kernels.Pool.Rent(Nodes.Count * (padded / ranks));
            return padded / ranks;
        }

        public void Return(BufferPool pool)
        {
            pool.Return(Mine!);
            pool.Return(Share!);
            (Mine, Share) = (null, null);
            _gradients.Clear();
        }
    }
}
