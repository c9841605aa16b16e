namespace StreamW2V.Query.Formats;

/// <summary>
/// tensorboard: vectors.tsv, tab-separated values without a header, and metadata.tsv, the word and count of each row under a header,
/// which the projector expects as soon as there are two columns.
/// </summary>
internal static class ProjectorRows
{
    /// <summary>Writes all rows.</summary>
    public static void Write(ExportRows rows, OutputFile vectors, OutputFile metadata)
    {
        metadata.Write("word\tcount\n"u8);
        for (var row = 0; row < rows.Count; row++)
        {
            TextRows.WriteValues(rows.Vector(row), (byte)'\t', vectors);
            vectors.Write("\n"u8);
            metadata.Write(rows.Token(row));
            metadata.Write("\t"u8);
            TextRows.WriteNumber(rows.CountOf(row), metadata);
            metadata.Write("\n"u8);
        }
    }
}
