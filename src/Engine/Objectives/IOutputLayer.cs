using StreamW2V.Engine.Training;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Objectives;

/// <summary>The part of the model that predicts a word from hidden vectors, with a gradient step on its own rows.</summary>
internal interface IOutputLayer
{
    /// <summary>
    /// Learns to predict the word at <paramref name="center"/> from each of N hidden vectors: updates the layer's rows and adds to the target rows what each
    /// hidden vector must move by, e = -rate · ∂E/∂h at the rows as they were, with a rate for each row. The targets may be the hidden rows themselves if no id is repeated.
    /// </summary>
    /// <param name="plan">The draws of the sentence.</param>
    /// <param name="center">The place of the word in the sentence.</param>
    /// <param name="draw">Which of the sets of negatives of the window to use; 0 where it has but one.</param>
    /// <param name="hidden">Where the hidden vectors are.</param>
    /// <param name="hiddenIds">The N rows that are hidden vectors.</param>
    /// <param name="target">Where the errors go.</param>
    /// <param name="targetIds">The N rows that receive them.</param>
    /// <param name="targetRates">Their learning rates; those of the layer's own rows are in the plan.</param>
    void Learn(
        SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, RowTable target, ReadOnlySpan<int> targetIds,
        ReadOnlySpan<float> targetRates);

    /// <summary>Adds the losses of predicting the word at <paramref name="center"/> from each of N hidden vectors to <paramref name="loss"/>, and changes no row.</summary>
    /// <param name="plan">The draws of the sentence.</param>
    /// <param name="center">The place of the word in the sentence.</param>
    /// <param name="draw">Which of the sets of negatives of the window to use; 0 where it has but one.</param>
    /// <param name="hidden">Where the hidden vectors are.</param>
    /// <param name="hiddenIds">The N rows that are hidden vectors.</param>
    /// <param name="loss">Where the losses are added.</param>
    void Score(SentencePlan plan, int center, int draw, RowTable hidden, ReadOnlySpan<int> hiddenIds, LossMeter loss);

    /// <summary>Lets a snapshot keep the rows that the windows from <paramref name="first"/> to the last that was drawn will write.</summary>
    void Keep(SentencePlan plan, int first, ModelSnapshot snapshot);

    /// <summary>Asks the processor for the rows that the window around <paramref name="center"/> will need.</summary>
    void Prefetch(SentencePlan plan, int center);

    /// <summary>Leaves in the shared rows what the layer has learned in copies of its own. Between batches there are none.</summary>
    void EndBatch();
}
