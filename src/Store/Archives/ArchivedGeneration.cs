namespace StreamW2V.Store.Archives;

/// <summary>A generation in <c>archive/</c>, as its header tells.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Base">The archived generation its matrices are the difference from; 0 for a key frame, which needs no other.</param>
/// <param name="Created">When it was written.</param>
/// <param name="Words">Words with a row.</param>
/// <param name="Bytes">Length of the archive.</param>
/// <param name="PlainBytes">Length of its files as a plain generation.</param>
public sealed record ArchivedGeneration(long Number, long Base, DateTimeOffset Created, long Words, long Bytes, long PlainBytes)
{
    /// <summary>Share of its plain size that the archive takes, 0 to 1.</summary>
    public double Ratio => PlainBytes > 0 ? (double)Bytes / PlainBytes : 1;
}
