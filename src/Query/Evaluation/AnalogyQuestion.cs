namespace StreamW2V.Query.Evaluation;

/// <summary>One question of an analogy file, "a is to b as c is to expected", its words upper-cased.</summary>
internal readonly record struct AnalogyQuestion(string A, string B, string C, string Expected);
