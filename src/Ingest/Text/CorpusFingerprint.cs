namespace StreamW2V.Ingest.Text;

/// <summary>The fingerprints of a corpus's files in order, kept with a training so that it does not resume on other text.</summary>
public sealed class CorpusFingerprint
{
    private CorpusFingerprint(IReadOnlyList<FileFingerprint> files) => Files = files;

    /// <summary>One per file, in the given order.</summary>
    public IReadOnlyList<FileFingerprint> Files { get; }

    /// <summary>Takes the fingerprints. <see cref="BadInputException"/> if a file cannot be read.</summary>
    public static CorpusFingerprint Of(IEnumerable<string> files) => new([.. files.Select(FileFingerprint.Of)]);

    /// <summary>Reads what <see cref="ToString"/> wrote. <see cref="FormatException"/> if it is something else.</summary>
    public static CorpusFingerprint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(FileFingerprint.Parse)]);
    }

    /// <summary>
    /// <see cref="BadInputException"/> naming the first of <paramref name="files"/> that is not what it was when this fingerprint
    /// was taken, or the file that is missing or new.
    /// </summary>
    public void Check(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        const string Remedy = "give the same files in the same order to resume, or start over with a new store";
        for (var i = 0; i < Math.Min(files.Count, Files.Count); i++)
        {
            var now = FileFingerprint.Of(files[i]);
            if (now != Files[i])
            {
                var change = now.Length == Files[i].Length
                    ? "other bytes of the same length"
                    : $"{now.Length} bytes instead of {Files[i].Length}";
                throw new BadInputException(files[i], $"has changed since the training began ({change}); {Remedy}");
            }
        }

        if (files.Count != Files.Count)
        {
            var path = files.Count > Files.Count ? files[Files.Count] : files.Count > 0 ? files[^1] : "corpus";
            throw new BadInputException(path, $"the training began with {Files.Count} files, now there are {files.Count}; {Remedy}");
        }
    }

    /// <summary>One line of text: the files' fingerprints, separated by spaces.</summary>
    public override string ToString() => string.Join(' ', Files);
}
