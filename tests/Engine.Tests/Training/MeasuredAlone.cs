namespace StreamW2V.Engine.Tests.Training;

/// <summary>Tests that measure the memory of the process, beside which no others run.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
