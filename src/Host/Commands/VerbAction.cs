namespace StreamW2V.Host.Commands;

/// <summary>Does what a verb was asked for and returns the exit code.</summary>
internal delegate Task<int> VerbAction(CancellationToken cancellation);
