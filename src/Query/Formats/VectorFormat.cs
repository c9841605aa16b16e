namespace StreamW2V.Query.Formats;

/// <summary>The file formats of vectors that other programs read and write.</summary>
public enum VectorFormat
{
    /// <summary>word2vec.c's binary form: header, then word, space, float32 values, LF.</summary>
    Word2VecBinary,

    /// <summary>word2vec.c's text form: header, then one line per word.</summary>
    Word2VecText,

    /// <summary>GloVe's text form: the same lines without a header.</summary>
    Glove,

    /// <summary>vectors.npy and vocab.txt, for numpy.</summary>
    Npy,

    /// <summary>fastText's .vec: header, then one line per word.</summary>
    FastTextVec,

    /// <summary>vectors.tsv and metadata.tsv, for the embedding projector; export only.</summary>
    TensorBoard,

    /// <summary>One JSON object per line; export only.</summary>
    JsonLines,
}
