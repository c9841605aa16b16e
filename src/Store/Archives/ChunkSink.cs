namespace StreamW2V.Store.Archives;

/// <summary>Takes a piece of a file.</summary>
/// <param name="chunk">The bytes, valid during the call.</param>
/// <param name="offset">Where in the file they stand.</param>
internal delegate void ChunkSink(ReadOnlySpan<byte> chunk, long offset);
