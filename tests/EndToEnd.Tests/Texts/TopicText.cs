using System.Text;
using StreamW2V.Numerics;

namespace StreamW2V.EndToEnd.Tests.Texts;

/// <summary>
/// Lines in which words of one topic stand together among common words, each with Zipf's frequencies, so that what a model ought to learn
/// is known: the neighbors of <c>sea3</c> are other words that start with <c>sea</c>. A function of the arguments it is written from.
/// </summary>
/// <param name="Bytes">The lines.</param>
/// <param name="Tokens">Tokens in them.</param>
internal sealed record TopicText(byte[] Bytes, long Tokens)
{
    private static readonly string[] s_topics =
    [
        "sea", "farm", "court", "star", "kitchen", "war", "music", "trade", "school", "river", "doctor", "king",
        "engine", "garden", "snow", "bank", "church", "horse", "paper", "theatre", "iron", "desert", "printer", "bridge",
    ];

    /// <summary>Writes a text.</summary>
    /// <param name="bytes">Length; the line that reaches it is the last.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="part">Which of several texts of this seed.</param>
    /// <param name="topics">Topics that occur.</param>
    /// <param name="wordsPerTopic">Words of each.</param>
    public static TopicText Write(int bytes, ulong seed, int part = 0, int topics = 12, int wordsPerTopic = 60) =>
        new Writer(new RandomSource(seed, 1, (ulong)part), topics, wordsPerTopic).Write(bytes);

    /// <summary>Fails the test unless most of <paramref name="words"/> belong to the topic of <paramref name="word"/>.</summary>
    public static void AssertSameTopic(string word, IReadOnlyList<string> words)
    {
        var related = words.Count(other => Topic(other) == Topic(word));
        Assert.True(words.Count > 0 && related * 2 > words.Count, $"neighbors of {word}: {string.Join(' ', words)}");
    }

    private static string Topic(string word) => word.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');

    private sealed class Writer(RandomSource random, int topics, int wordsPerTopic)
    {
        private const int CommonWords = 100;
        private const double TopicShare = 0.7;

        private readonly byte[][] _common = Words("and", CommonWords);
        private readonly byte[][][] _topics = [.. s_topics.Take(topics).Select(topic => Words(topic, wordsPerTopic))];
        private readonly double[] _commonShares = Shares(CommonWords);
        private readonly double[] _topicShares = Shares(wordsPerTopic);
        private RandomSource _random = random;

        public TopicText Write(int bytes)
        {
            using var text = new MemoryStream(bytes + 1024);
            var tokens = 0L;
            while (text.Length < bytes)
            {
                var topic = _topics[_random.NextInt32(_topics.Length)];
                var length = 5 + _random.NextInt32(16);
                for (var i = 0; i < length; i++)
                {
                    text.Write(_random.NextDouble() < TopicShare ? topic[Draw(_topicShares)] : _common[Draw(_commonShares)]);
                    text.WriteByte(i == length - 1 ? (byte)'\n' : (byte)' ');
                }

                tokens += length;
            }

            return new TopicText(text.ToArray(), tokens);
        }

        private int Draw(double[] shares)
        {
            var rank = Array.BinarySearch(shares, _random.NextDouble());
            return rank < 0 ? ~rank : rank;
        }

        private static byte[][] Words(string name, int count) =>
            [.. Enumerable.Range(0, count).Select(rank => Encoding.ASCII.GetBytes($"{name}{rank}"))];

        /// <summary>Shares of the words up to each rank, where the frequency falls with the rank.</summary>
        private static double[] Shares(int words)
        {
            var sums = new double[words];
            var sum = 0.0;
            for (var rank = 0; rank < words; rank++)
            {
                sums[rank] = sum += 1.0 / (rank + 1);
            }

            return [.. sums.Select((value, rank) => rank == words - 1 ? 1 : value / sum)];
        }
    }
}
