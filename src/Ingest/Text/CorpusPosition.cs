namespace StreamW2V.Ingest.Text;

/// <summary>
/// A place in a corpus: the index of a file in the given order, and an offset in it, in raw bytes of a plain file or inflated bytes
/// of a gzip file. Positions handed out are line ends.
/// </summary>
public readonly record struct CorpusPosition(int File, long Offset);
