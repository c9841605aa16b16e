namespace StreamW2V.Query.Evaluation;

/// <summary>A question all of whose words are known, as ranks in the <see cref="RestrictedVocabulary"/>.</summary>
internal readonly record struct AskedQuestion(int Section, int A, int B, int C, int Expected);
