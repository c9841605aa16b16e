namespace StreamW2V.Query.Vectors;

/// <summary>Which of a model's matrices is read as its word vectors.</summary>
public enum VectorChoice
{
    /// <summary>The input embeddings: what word2vec.c writes and what is usually meant.</summary>
    Input,

    /// <summary>The output embeddings: words as contexts. Only models with negative sampling or softmax have them.</summary>
    Output,

    /// <summary>The mean of the two, as in GloVe.</summary>
    Mean,
}
