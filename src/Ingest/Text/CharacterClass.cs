namespace StreamW2V.Ingest.Text;

/// <summary>What a character does to the token that is open when it comes.</summary>
internal enum CharacterClass : byte
{
    /// <summary>Ends the token and belongs to none.</summary>
    Separator,

    /// <summary>Goes on with a token of its own class, or ends the open one and starts its own.</summary>
    Word,

    /// <summary>As <see cref="Word"/>, for runs of Katakana.</summary>
    Katakana,

    /// <summary>Always starts a token: a Han or Hiragana character.</summary>
    Single,

    /// <summary>Goes on with any open token, starts none: a mark, or the mark of a long vowel in Kana.</summary>
    Extender,
}
