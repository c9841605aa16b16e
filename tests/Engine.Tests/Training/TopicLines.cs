using System.Text;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Training;

/// <summary>Text with topics, for learners to find.</summary>
internal static class TopicLines
{
    /// <summary>Lines of 3 to 20 words, each from one of five topics whose words are Zipf distributed; new words keep coming.</summary>
    public static string[] Lines(int count)
    {
        var random = new RandomSource(21, 0, 0);
        var lines = new string[count];
        for (var i = 0; i < count; i++)
        {
            var topic = (char)('a' + random.NextInt32(5));
            var words = Enumerable.Range(0, 3 + random.NextInt32(18)).Select(_ => $"{topic}{(int)((50 + (i / 10)) * Math.Pow(random.NextDouble(), 3))}");
            lines[i] = string.Join(' ', words);
        }

        return lines;
    }

    public static TokenBuffer Tokens(string line)
    {
        var tokens = new TokenBuffer();
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            tokens.Add(Encoding.UTF8.GetBytes(word));
        }

        return tokens;
    }
}
