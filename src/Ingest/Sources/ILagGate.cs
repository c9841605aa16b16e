namespace StreamW2V.Ingest.Sources;

/// <summary>Holds the intake back while training is too far behind the journal.</summary>
public interface ILagGate
{
    /// <summary>Completes when more text may be accepted.</summary>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    ValueTask WaitAsync(CancellationToken cancellationToken);

    /// <summary>Notes text that was appended to the journal and waits for training, in bytes.</summary>
    void Journaled(long textBytes);
}
