using StreamW2V.Query.Formats;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Evaluation;

/// <summary>
/// A file of analogy questions in the format of questions-words: a line <c>: name</c> opens a section, every other line is four
/// words. Lines of another number of words are passed over, as gensim does.
/// </summary>
internal static class AnalogyFile
{
    /// <summary>The sections in file order with their questions.</summary>
    /// <exception cref="BadFormatException">A line stands before the first section; the message names it.</exception>
    public static IReadOnlyList<(string Name, IReadOnlyList<AnalogyQuestion> Questions)> Read(string path)
    {
        var sections = new List<(string, IReadOnlyList<AnalogyQuestion>)>();
        List<AnalogyQuestion>? questions = null;
        var number = 0;
        foreach (var line in InputFile.Lines(path))
        {
            number++;
            if (line.StartsWith(": ", StringComparison.Ordinal))
            {
                questions = [];
                sections.Add((line.TrimStart(':', ' ').Trim(), questions));
                continue;
            }

            if (questions is null)
            {
                throw new BadFormatException(
                    $"{path}: line {number} stands before the first section; an analogy file starts with a line ': name'");
            }

            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 4)
            {
                questions.Add(new AnalogyQuestion(
                    CaseFold.Upper(words[0]), CaseFold.Upper(words[1]), CaseFold.Upper(words[2]), CaseFold.Upper(words[3])));
            }
        }

        return sections;
    }
}
