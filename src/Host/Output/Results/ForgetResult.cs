namespace StreamW2V.Host.Output.Results;

/// <summary>What <c>forget</c> has removed.</summary>
/// <param name="Words">The words, as the store's tokenizer makes them.</param>
/// <param name="Generation">The generation without them.</param>
/// <param name="RemovedGenerations">Generations that are deleted, those set aside by a rollback included.</param>
/// <param name="JournalRecords">Records of the journal that were written anew.</param>
/// <param name="RemovedQuarantine">What was deleted from quarantine.</param>
internal sealed record ForgetResult(
    IReadOnlyList<ForgottenWordResult> Words,
    long Generation,
    IReadOnlyList<long> RemovedGenerations,
    int JournalRecords,
    IReadOnlyList<string> RemovedQuarantine);
