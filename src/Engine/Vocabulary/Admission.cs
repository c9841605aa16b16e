namespace StreamW2V.Engine.Vocabulary;

/// <summary>One word that enters the vocabulary.</summary>
/// <param name="Id">Its row, for as long as it stays.</param>
/// <param name="RowGeneration">How many words have had this row before it.</param>
/// <param name="Replaced">Whether the row belonged to a word that was evicted for it.</param>
/// <param name="Count">Its count, estimated up to now and exact from now on.</param>
/// <param name="Context">The ids of words around it while it was a candidate, as of then; empty where these are not collected.</param>
internal readonly record struct Admission(int Id, uint RowGeneration, bool Replaced, double Count, ReadOnlyMemory<int> Context = default);
