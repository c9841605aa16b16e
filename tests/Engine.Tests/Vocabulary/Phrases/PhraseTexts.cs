using System.Text;
using StreamW2V.Engine.Training;
using StreamW2V.Engine.Vocabulary;
using StreamW2V.Engine.Vocabulary.Phrases;
using StreamW2V.Numerics;

namespace StreamW2V.Engine.Tests.Vocabulary.Phrases;

/// <summary>A detector with its vocabulary, given lines as a learner gives them, with an edge every so many tokens; and text with phrases in it.</summary>
internal sealed class PhraseTexts
{
    private static readonly TokenHash Hash = new(new byte[16]);
    private readonly List<Admission> _admissions = [];
    private readonly TokenBuffer _tokens = new();
    private long _given;

    public PhraseTexts(PhraseOptions options, int maxWords = 10_000, int capacity = PhraseTable.MaxPhrases, int minCount = 2, long halfLife = 0)
    {
        Words = new GrowingVocabulary(Hash, minCount, maxWords, 0, halfLife);
        Detector = new PhraseDetector(options, Words, new PhraseTable(capacity), new PhraseCounts(maxWords), halfLife);
    }

    public GrowingVocabulary Words { get; }

    public PhraseDetector Detector { get; }

    public IEnumerable<string> Phrases => Enumerable.Range(0, Detector.Table.Count).Select(place => Encoding.UTF8.GetString(Detector.Table[place].Token));

    /// <summary>Lines of words that are drawn independently by Zipf's law, from <paramref name="words"/> of them; at places in them a phrase, in one line of four.</summary>
    public static IEnumerable<string> Lines(int count, ulong seed, int words = 200, params string[] phrases)
    {
        var random = new RandomSource(seed, 5, 0);
        for (var i = 0; i < count; i++)
        {
            var line = Enumerable.Range(0, 12).Select(_ => $"w{(int)Math.Pow(words, random.NextDouble())}").ToList();
            if (phrases.Length > 0 && i % 4 == 0)
            {
                line.Insert(random.NextInt32(12), phrases[random.NextInt32(phrases.Length)]);
            }

            yield return string.Join(' ', line);
        }
    }

    /// <summary>Gives lines; an edge follows each that passes a multiple of <paramref name="edgeTokens"/>.</summary>
    public void Give(IEnumerable<string> lines, int edgeTokens = 1024)
    {
        foreach (var line in lines)
        {
            Observe(line);
            var before = _given;
            _given += _tokens.Count;
            if (before / edgeTokens != _given / edgeTokens)
            {
                CrossEdge();
            }
        }
    }

    /// <summary>The units of a line: words, phrases, and ? for what is not admitted.</summary>
    public string Observe(string line)
    {
        _tokens.Clear();
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _tokens.Add(Encoding.UTF8.GetBytes(word));
        }

        var units = new List<string>();
        foreach (var id in Detector.Observe(_tokens))
        {
            units.Add(id < 0 ? "?" : Encoding.UTF8.GetString(Words.Token(id)));
        }

        Assert.Equal(_tokens.Count, units.Count + Detector.Merged);
        return string.Join(' ', units);
    }

    public void CrossEdge()
    {
        Detector.CrossEdge(_given);
        Words.AdmitCandidates(_admissions, _given);
        Words.Age(_given);
    }
}
