namespace StreamW2V.Ingest.Tests.Sources;

/// <summary>Stands for the end of the process: nothing after it is written.</summary>
internal sealed class KilledException : Exception;
