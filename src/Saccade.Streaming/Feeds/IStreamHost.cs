using Saccade.Streaming.Sources;

namespace Saccade.Streaming.Feeds;

/// <summary>The program that a feed runs in.</summary>
internal interface IStreamHost
{
    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>Standard input for bytes.</summary>
    Stream OpenInput();

    /// <summary>A message for a person.</summary>
    void Tell(string line);

    /// <summary>A line of JSON for a program, with its line feed.</summary>
    void Say(string line);

    /// <summary>How a stream is going; called often.</summary>
    void Show(StreamTally tally, StreamCounts counts, EventQueue queue);

    /// <summary>A source has ended, in whatever way.</summary>
    void Ended(StreamEnd end);
}
