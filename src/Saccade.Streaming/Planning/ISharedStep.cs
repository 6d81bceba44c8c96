namespace Saccade.Streaming.Planning;

/// <summary>A step that cuts its work into tasks, which threads share.</summary>
internal interface ISharedStep
{
    /// <summary>Does a task. Which thread does it, and beside which other tasks, changes no bit.</summary>
    /// <param name="memory">The runner's memory.</param>
    /// <param name="state">The stream's state.</param>
    /// <param name="phase">Which phase of the work: all tasks of one are done before the next begins.</param>
    /// <param name="task">Which task.</param>
    /// <param name="worker">Which thread.</param>
    void Task(StepMemory memory, StreamState state, int phase, int task, int worker);
}
