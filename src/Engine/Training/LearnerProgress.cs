namespace StreamW2V.Engine.Training;

/// <summary>How far a learner is; a snapshot.</summary>
/// <param name="Tokens">Tokens read since the store was made, known words or not.</param>
/// <param name="Words">Tokens of known words trained since this process started, before subsampling (as word2vec.c counts).</param>
/// <param name="Vocabulary">Words that have a vector.</param>
/// <param name="Rate">The learning rate of the batch being filled.</param>
/// <param name="Share">For <c>train</c>, the share of all passes that is done; null for a stream.</param>
/// <param name="TrainingTime">From the first to the last update in this process.</param>
/// <param name="Loss">Mean loss per positive example since the previous snapshot; NaN if nothing was measured.</param>
/// <param name="MeanLoss">The same since this process started.</param>
/// <param name="Prequential">Mean loss of sentences scored before they were trained, since the previous snapshot; NaN if none was.</param>
/// <param name="MeanPrequential">The same since this process started.</param>
/// <param name="OutOfVocabulary">Share of tokens whose word had no vector, since the previous snapshot; NaN without tokens.</param>
/// <param name="Admissions">Words that got a vector, since the store was made.</param>
/// <param name="Evictions">Those of them that took the row of another, since the store was made.</param>
public sealed record LearnerProgress(
    long Tokens, long Words, int Vocabulary, float Rate, double? Share, TimeSpan TrainingTime, double Loss, double MeanLoss,
    double Prequential, double MeanPrequential, double OutOfVocabulary, long Admissions, long Evictions);
