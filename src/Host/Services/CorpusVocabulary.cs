using StreamW2V.Engine;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Host.CommandLine;
using StreamW2V.Host.Options;
using StreamW2V.Ingest;
using StreamW2V.Ingest.Text;

namespace StreamW2V.Host.Services;

/// <summary>Says why a model cannot be made of a corpus whose words have been counted.</summary>
internal static class CorpusVocabulary
{
    /// <summary>Returns if there are words to train, and not too many of them for the objective.</summary>
    /// <param name="counter">The counted corpus.</param>
    /// <param name="model">What is to be trained on it.</param>
    /// <param name="file">The file that errors name.</param>
    /// <param name="oversizeTokens">Tokens that were dropped because they are too long.</param>
    /// <exception cref="BadInputException">There is no word that is frequent enough.</exception>
    /// <exception cref="FailedException">The full softmax is asked for over more words than it may have.</exception>
    public static void Require(WordCounter counter, ModelOptions model, string file, long oversizeTokens)
    {
        var distinct = counter.Frequent(model.MinCount);
        if (counter.Tokens == 0)
        {
            throw new BadInputException(
                file,
                oversizeTokens > 0
                    ? $"there is no word in the corpus: its {oversizeTokens} tokens are longer than {Tokenizers.MaxTokenBytes} bytes; try --tokenizer unicode"
                    : "there is no word in the corpus; give a text file with words in it");
        }

        if (distinct == 0)
        {
            throw new BadInputException(
                file,
                $"no word of the corpus occurs {model.MinCount} times (the most frequent one occurs {counter.LargestCount} times); give a lower --min-count or more text");
        }

        if (model.Objective == Objective.FullSoftmax && distinct > model.SoftmaxMaxVocabulary)
        {
            throw new FailedException(
                $"the full softmax over {distinct} words is above --softmax-max-vocab {model.SoftmaxMaxVocabulary}. "
                + "Raise it or --min-count, or use --objective ns or hs, whose cost does not grow with the vocabulary");
        }
    }
}
