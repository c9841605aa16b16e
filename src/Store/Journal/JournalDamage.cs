using StreamW2V.Store.Files;

namespace StreamW2V.Store.Journal;

/// <summary>The sentences of the journal's refusals, so that all of them name the place and the command that helps.</summary>
internal static class JournalDamage
{
    /// <summary>The command every refusal points to.</summary>
    public const string Remedy =
        "run 'streamw2v fsck --repair', which moves the damaged part to quarantine/ and keeps the records before it";

    /// <summary>What is wrong with a record.</summary>
    public static string BadRecord(string path, long offset, long sequence, string problem) =>
        $"journal segment '{path}' is damaged at offset {offset} (record {sequence}): {problem}";

    /// <summary>What is wrong between two segments.</summary>
    public static string Gap(string path, long expected, long found) => found > expected
        ? $"journal segment '{path}' starts with record {found}, but the segment before it ends before record {expected}: "
            + $"{found - expected} records are missing"
        : $"journal segment '{path}' starts with record {found}, but the segment before it goes on to record {expected - 1}";

    /// <summary>A refusal.</summary>
    public static StoreDamagedException Refuse(string sentence) => new($"{sentence}; {Remedy}");
}
