namespace Saccade.Kernels.Lanes;

/// <summary>A loop body written once over lanes.</summary>
internal interface ILaneLoop
{
    /// <summary>
    /// Processes whole groups of lanes from index <paramref name="i"/> while they fit below <paramref name="end"/>.
    /// </summary>
    /// <returns>The first index that is not processed.</returns>
    nint Run<V>(nint i, nint end)
        where V : struct, ILanes<V>;
}

/// <summary>Runs a body with the widest lanes first and narrower ones for what is left, on one running index.</summary>
internal static class LaneLoop
{
    public static void Run<TWidths, TBody>(in TBody body, nint count)
        where TWidths : struct, ILaneWidths
        where TBody : struct, ILaneLoop
    {
        nint i = 0;
        if (TWidths.Use16)
            i = body.Run<Lanes16>(i, count);
        if (TWidths.Use8 && i < count)
            i = body.Run<Lanes8>(i, count);
        if (TWidths.Use4 && i < count)
            i = body.Run<Lanes4>(i, count);
        if (i < count)
            body.Run<Lanes1>(i, count);
    }
}
