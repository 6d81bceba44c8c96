using System.Text.Json.Serialization;

namespace Saccade.Training.RunLog;

/// <summary>
/// Something that happened in a run. Training raises events in the order that <see cref="ITrainingObserver"/> documents; all but
/// <see cref="BatchDone"/> are lines of <c>metrics.jsonl</c>. Accuracies are shares from 0 to 1.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(RunStarted), "run-started")]
[JsonDerivedType(typeof(RunResumed), "run-resumed")]
[JsonDerivedType(typeof(PhaseStarted), "phase-started")]
[JsonDerivedType(typeof(ConversionDone), "conversion-done")]
[JsonDerivedType(typeof(BatchDone), "batch-done")]
[JsonDerivedType(typeof(EpochDone), "epoch-done")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint-saved")]
[JsonDerivedType(typeof(PhaseEnded), "phase-ended")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(MapsDrawn), "maps-drawn")]
[JsonDerivedType(typeof(RunEnded), "run-ended")]
public abstract record TrainingEvent;
