namespace StreamW2V.Ingest.Text;

/// <summary>The tokenizers offered by `--tokenizer`.</summary>
public enum TokenizerKind
{
    /// <summary>Runs between whitespace, as word2vec.c reads its text.</summary>
    Whitespace,

    /// <summary>Runs of letters, marks and digits of any script, lower-cased.</summary>
    Unicode,

    /// <summary>As <see cref="Unicode"/>, but each Han and Hiragana character is a token and Katakana runs stand by themselves.</summary>
    Cjk,
}
