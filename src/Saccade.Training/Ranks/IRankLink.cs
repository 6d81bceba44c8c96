using Saccade.Tensors;

namespace Saccade.Training.Ranks;

/// <summary>What joins the ranks of one training: hands over sums, and tells of life and failure.</summary>
public interface IRankLink : IShardExchange
{
    /// <summary>Tells which machine each rank is on, for messages.</summary>
    /// <param name="machines">A name for each rank.</param>
    void Know(IReadOnlyList<string> machines);

    /// <summary>A sign of life, for work of unknown length between two exchanges; cheap, may be called often.</summary>
    /// <exception cref="RankFailedException">Another rank failed.</exception>
    void Busy();

    /// <summary>Tells the others that this rank cannot go on.</summary>
    /// <param name="failure">Why, in one sentence.</param>
    void Tell(string failure);

    /// <summary>Ends in order, when all ranks do.</summary>
    void Close();

    /// <summary>Ends the processes of all ranks at once.</summary>
    /// <param name="code">Their exit code.</param>
    void Abort(int code);
}
