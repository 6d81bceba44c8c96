namespace Saccade.Events.Cache;

/// <summary>Several processes that prepare one set together: each reads some of its recordings, and all get the frames of all.</summary>
public interface IPreparationGroup
{
    /// <summary>Number of this process, from 0.</summary>
    int Rank { get; }

    /// <summary>Number of processes.</summary>
    int Ranks { get; }

    /// <summary>Hands bytes to all others; all call it in the same order.</summary>
    /// <param name="mine">Bytes of this process, of any length.</param>
    /// <returns>The bytes of each process.</returns>
    byte[][] Gather(byte[] mine);

    /// <summary>A sign that this process goes on; cheap, may be called from several threads.</summary>
    void Busy();

    /// <summary>Refuses what differs between processes, by an exception that says which.</summary>
    /// <param name="what">What is compared, as the start of a sentence.</param>
    /// <param name="mine">The value of this process.</param>
    /// <param name="advice">What to do.</param>
    void DemandEqual(string what, string mine, string advice);
}
