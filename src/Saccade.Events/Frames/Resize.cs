using Saccade.Events.Model;

namespace Saccade.Events.Frames;

/// <summary>How pixels of the sensor, or of a still image, become pixels of a frame of another size; the aspect ratio is not kept.</summary>
public abstract record Resize
{
    private Resize(SensorSize size) => Size = size.Checked(nameof(size));

    /// <summary>Size of the frame.</summary>
    public SensorSize Size { get; }

    /// <summary>Method and size in one word, for example <c>nearest-48x48</c>; stable, so usable as part of a key.</summary>
    public abstract string Key { get; }

    /// <summary>Method and size.</summary>
    public sealed override string ToString() => Key;

    /// <summary>
    /// PyTorch's legacy "nearest": target pixel d shows source pixel floor(d * in / out), computed in float32 as there.
    /// When shrinking this is subsampling: events on pixels that no target pixel shows are left out (86 % of them at
    /// 128 to 48); when enlarging a source pixel shows in several target pixels.
    /// </summary>
    public sealed record Nearest : Resize
    {
        /// <summary>A nearest resize.</summary>
        /// <exception cref="ArgumentOutOfRangeException">An extent is outside 1 to 65536.</exception>
        public Nearest(int width, int height)
            : base(new SensorSize(width, height))
        {
        }

        /// <inheritdoc/>
        public override string Key => $"nearest-{Size}";
    }

    /// <summary>
    /// Still images only: bilinear, over as many pixels as a target pixel covers where the image shrinks (the triangle filter of PIL and of torchvision with <c>antialias</c>); bytes are rounded once.
    /// </summary>
    public sealed record Smooth : Resize
    {
        /// <summary>A smooth resize.</summary>
        /// <exception cref="ArgumentOutOfRangeException">An extent is outside 1 to 65536.</exception>
        public Smooth(int width, int height)
            : base(new SensorSize(width, height))
        {
        }

        /// <inheritdoc/>
        public override string Key => $"smooth-{Size}";
    }

    /// <summary>Every event of source pixel s counts in target pixel floor(s * out / in): the number of events is kept.</summary>
    public sealed record Binned : Resize
    {
        /// <summary>A binning resize.</summary>
        /// <exception cref="ArgumentOutOfRangeException">An extent is outside 1 to 65536.</exception>
        public Binned(int width, int height)
            : base(new SensorSize(width, height))
        {
        }

        /// <inheritdoc/>
        public override string Key => $"binned-{Size}";
    }
}
