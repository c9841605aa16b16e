namespace StreamW2V.Store.Archives;

/// <summary>What differences need of the base.</summary>
internal static class ChunkReading
{
    /// <summary>Puts the next piece into <paramref name="buffer"/>, with zeros where there is nothing (any more).</summary>
    public static void Fill(this IChunks chunks, byte[] buffer)
    {
        var chunk = chunks.Next();
        chunk.CopyTo(buffer);
        buffer.AsSpan(chunk.Length).Clear();
    }
}
