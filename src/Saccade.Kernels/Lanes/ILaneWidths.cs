namespace Saccade.Kernels.Lanes;

/// <summary>Which lane widths a traversal may use; the tests substitute their own to force one.</summary>
internal interface ILaneWidths
{
    static abstract bool Use16 { get; }

    static abstract bool Use8 { get; }

    static abstract bool Use4 { get; }
}
